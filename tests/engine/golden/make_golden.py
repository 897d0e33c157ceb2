"""Makes the golden log: sixty turns with shocks, legends, a veto and calls, the creatures deciding by instinct.

    .venv/bin/python -m tests.engine.golden.make_golden

Run it after the version of behaviour was raised, or, before a release, to take in a new kind of input.
"""

from __future__ import annotations

import asyncio

from bot.minds import make_mind
from data.reading.content import load_cast, load_rules
from data.store.codec import dump_command, dump_decisions
from engine import accounts
from engine.calls.question import question
from engine.commands.calls import PlaceCall
from engine.commands.table import Command
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.saving.version import BEHAVIOUR
from engine.wood import Wood
from inference.mind import Mind
from inference.round import asks_of
from tests.engine.golden.golden import ID, GoldenInput, GoldenLog, outcome_of, told_by, write

TURNS = 60
ADA, BEN = accounts.patron(1), accounts.patron(12)


def commands(wood: Wood) -> list[Command]:
    """What people do before a turn: each shock and legend in its turn, a veto now and then, calls each day."""
    shocks, legends, turn = wood.rules.shocks, wood.rules.legends, wood.turn
    given: list[Command] = []
    if turn % 4 == 1:
        given.append(FireShock(shocks[turn // 4 % len(shocks)].id))
    if turn % 7 == 3:
        given.append(DrawLegend(legends[turn // 7 % len(legends)].id, BEN))
    if turn % 13 == 6 and wood.spells:
        given.append(Veto(wood.spells[0].id))
    asked = question(wood.open())
    given.append(PlaceCall(ADA, asked, ("within", "dearer", "cheaper")[turn % 3]))
    if turn % 2:
        given += [PlaceCall(BEN, asked, "dearer"), PlaceCall(BEN, asked, "within")]
    return given


async def decided(mind: Mind, wood: Wood) -> str:
    """A turn's payload."""
    asks = asks_of(ID, wood)
    answers = await mind.decide(asks)
    return dump_decisions({ask.creature: a.decision for ask, a in zip(asks, answers, strict=True)})


def after(log: GoldenLog, kind: str, payload: str, wood: Wood, inputs: list[GoldenInput]) -> Wood:
    """The wood after one more input, which is put down unless it is refused."""
    outcome = outcome_of(log, kind, payload, wood)
    if outcome.refusal is None:
        inputs.append(told_by(kind, payload, outcome))
    return outcome.wood


async def main() -> None:
    mind = make_mind()
    log = GoldenLog(BEHAVIOUR, load_cast("wood"), load_rules(), ())
    inputs: list[GoldenInput] = []
    wood = outcome_of(log, "founding", "{}", None).wood
    inputs.append(told_by("founding", "{}", outcome_of(log, "founding", "{}", None)))
    while wood.turn < TURNS:
        for command in commands(wood):
            wood = after(log, "command", dump_command(command), wood, inputs)
        wood = after(log, "turn", await decided(mind, wood), wood, inputs)
    write(GoldenLog(log.behaviour, log.cast, log.rules, tuple(inputs)))


if __name__ == "__main__":
    asyncio.run(main())
