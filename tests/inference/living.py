"""Woods that live by a council on real engines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.minds import POLICIES
from bot.round import play_round
from data.content import CONTENT, load_cast, load_rules, read
from engine.founding import found
from engine.wood import Wood
from inference.backend import Backend, Completion, Message, Request
from inference.backends import Served
from inference.council import Council, Script
from inference.council_file import CouncilFile
from inference.mind import Answer, Mind
from inference.prompt import Prompter
from inference.warden import WardenWording
from inference.wording import Wording

CAST, RULES = load_cast("wood"), load_rules()
SCRIPT = Script(
    Prompter(read(CONTENT / "prompts" / "decide.toml", Wording)),
    read(CONTENT / "prompts" / "warden.toml", WardenWording),
    ((CAST, RULES),),
)


class Lent:
    """A backend that outlives the council which uses it."""

    def __init__(self, backend: Backend) -> None:
        self.name = backend.name
        self._backend = backend

    async def start(self) -> None:
        await self._backend.start()

    async def complete(self, request: Request) -> Completion:
        return await self._backend.complete(request)

    async def count(self, messages: Sequence[Message]) -> int:
        return await self._backend.count(messages)

    async def close(self) -> None:
        """It is somebody else's."""


@asynccontextmanager
async def council(served: Sequence[Served], **file: Any) -> AsyncIterator[Council]:
    """A council that is ready to decide."""
    policies = {name: make(CONTENT) for name, make in POLICIES.items()}
    made = Council(CouncilFile.model_validate(file), policies, served, SCRIPT)
    made.start()
    try:
        health = await made.settled()
        assert [mind.state for mind in health] == ["ready"] * len(health), health
        yield made
    finally:
        await made.close()


async def lived(mind: Mind, turns: int, seed: str = "7") -> tuple[Wood, list[Answer]]:
    """A wood after some turns, and every answer that was given in them."""
    wood, answers = found(CAST, RULES, seed), list[Answer]()
    for _ in range(turns):
        played = await play_round("tested", wood, mind)
        wood = played.outcome.wood
        answers += played.answers.values()
    return wood, answers
