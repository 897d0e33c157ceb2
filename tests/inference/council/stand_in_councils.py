"""Councils on stand-ins, and asks of woods that really lived."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Any

from data.reading.content import CONTENT, load_cast, load_rules, money_of, read
from engine.chance import Chance
from engine.content.cast import Cast
from engine.decision import Decision
from engine.founding import found
from engine.perception import perceive
from engine.turn import advance
from engine.wood import Wood
from inference.backend import BackendFailed
from inference.council.council import Council, Script
from inference.council.council_file import CouncilFile, ModelEntry
from inference.council.engines import Served
from inference.council.stopwatch import RoundTiming
from inference.council.warden import WardenTemplate
from inference.mind import Answer, Ask, Mind
from inference.policies.instinct import Instinct
from inference.policies.nature import Nature
from inference.policies.phrasebook import Phrasebook
from inference.policies.random_policy import RandomPolicy
from inference.prompts.prompt import Prompter
from inference.prompts.template import PromptTemplate
from tests.inference.stand_in_models import Scripted

WOOD, ROOM, RULES = load_cast("wood"), load_cast("trading-room"), load_rules()
INSTINCT = Instinct(
    read(CONTENT / "instinct.toml", Nature, money=money_of()), read(CONTENT / "lines.toml", Phrasebook)
)
WORDS = read(CONTENT / "prompts" / "decide.toml", PromptTemplate)
WARDEN = read(CONTENT / "prompts" / "warden.toml", WardenTemplate)
PROMPTER = Prompter(WORDS)
DOWN = BackendFailed("down", detail="gone")


def fallen(answer: Answer) -> bool:
    """Whether instinct stood in for the mind that was asked."""
    return answer.trace.status == "fallback"


def by_instinct(ask: Ask) -> Decision:
    """What instinct decides on an ask."""
    return INSTINCT.think(ask.perception, ask.chance)


def asks_of(wood: Wood, name: str = "w") -> list[Ask]:
    """What the creatures of a wood are asked before its next turn."""
    return [
        Ask(name, creature, p, Chance(wood.seed, wood.turn + 1, "mind", creature))
        for creature, p in perceive(wood.open()).items()
    ]


def lived(turns: int, cast: Cast = WOOD) -> Wood:
    """A wood that instinct played for some turns."""
    return _lived(turns, cast.id)


@cache
def _lived(turns: int, cast: str) -> Wood:
    wood = found({WOOD.id: WOOD, ROOM.id: ROOM}[cast], RULES, "11")
    for _ in range(turns):
        decisions = {a.creature: INSTINCT.think(a.perception, a.chance) for a in asks_of(wood)}
        wood = advance(wood, decisions).wood
    return wood


def file_of(*minds: str, **fields: Any) -> CouncilFile:
    """A council file whose model minds are vLLM entries of these names, each on a model of its own."""
    tables = {name: {"backend": "vllm", "model": name, **fields.pop(name, {})} for name in minds}
    return CouncilFile.model_validate(
        {"everyone": minds[0], "minds": tables, "restart": {"first": 0.001, "longest": 0.01}, **fields}
    )


def council_of(
    file: CouncilFile,
    *backends: Scripted,
    grounds: tuple[Cast, ...] = (WOOD,),
    rounds: list[RoundTiming] | None = None,
    policies: Mapping[str, Mind] | None = None,
) -> Council:
    """A council whose n-th model mind runs on the n-th backend, with other policies where they are given."""
    models = [name for name in file.minds if isinstance(file.minds[name], ModelEntry)]
    served = [Served(backend, (name,)) for name, backend in zip(models, backends, strict=True)]
    minds: dict[str, Mind] = {"instinct": INSTINCT, "random": RandomPolicy(), **(policies or {})}
    script = Script(PROMPTER, WARDEN, tuple((cast, RULES) for cast in grounds))
    return Council(file, minds, served, script, (rounds if rounds is not None else []).append)


async def ready(council: Council) -> Council:
    """A council whose models have all loaded."""
    council.start()
    assert [health.state for health in await council.settle()] == ["ready"] * len(council.health())
    return council


async def until(council: Council, mind: str, state: str) -> None:
    """Wait until a mind is in a state."""
    async with asyncio.timeout(10):
        while next(h.state for h in council.health() if h.mind == mind) != state:
            await asyncio.sleep(0.001)
