"""Woods that live by a council on real engines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.minds import POLICIES
from data.reading.content import CONTENT, load_cast, load_rules, read
from engine.founding import found
from engine.wood import Wood
from inference.backend import Backend, Completion, Message, Request
from inference.council.council import Council, Script
from inference.council.council_file import CouncilFile
from inference.council.engines import Served
from inference.council.warden import WardenTemplate
from inference.mind import Answer, Mind
from inference.prompts.prompt import Prompter
from inference.prompts.template import PromptTemplate
from inference.round import play_round

CAST, RULES = load_cast("wood"), load_rules()
SCRIPT = Script(
    Prompter(read(CONTENT / "prompts" / "decide.toml", PromptTemplate)),
    read(CONTENT / "prompts" / "warden.toml", WardenTemplate),
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
        health = await made.settle()
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
