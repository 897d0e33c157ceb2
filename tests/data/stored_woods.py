"""Woods to keep: foundings, turns and commands as a keeper would hand them to a store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.reading.content import load_cast, load_rules
from data.store.codec import dump_command, dump_decisions
from data.store.protocol import Store
from data.store.records import ByHand, Commit, DecisionRecord, Founding, Loaded, Schedule
from engine import accounts
from engine.calls.question import question
from engine.commands.calls import PlaceCall
from engine.commands.table import Command, apply
from engine.decision import Applied, Decision, Order, Say, Trace
from engine.founding import founding
from engine.turn import advance
from engine.wood import CallAnswer, Wood

CAST, RULES = load_cast("wood"), load_rules()
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BY_HAND = ByHand()
Opener = Callable[[Path], Awaitable[Store]]
"""Opens a store on a folder."""


def founded(
    id: str = "w1", channel: int = 10, *, guild: int = 1, schedule: Schedule = BY_HAND, **more: Any
) -> Founding:
    return Founding(
        id=id,
        guild=guild,
        channel=channel,
        outcome=founding(CAST, RULES, f"seed of {id}", id),
        at=START,
        schedule=schedule,
        **more,
    )


def decisions(wood: Wood) -> dict[str, Decision]:
    """Everybody sells what it makes, sometimes below and sometimes above the reference, and buys of one other."""
    goods = list(wood.cast.good)
    made = {}
    for place, creature in enumerate(wood.cast.creatures):
        other = goods[(goods.index(creature.makes) + 1 + wood.turn % (len(goods) - 1)) % len(goods)]
        made[creature.id] = Decision(
            thought=f"Turn {wood.turn + 1}, and all is well.",
            orders=(
                Order(
                    "sell",
                    creature.makes,
                    3,
                    wood.quotes[creature.makes].whole + (wood.turn * 2 + place) % 5 - 2,
                ),
                Order("buy", other, 1, wood.quotes[other].whole + 3),
            ),
            say=Say(f"{other} will be dear!", other, "rise") if place == wood.turn % 5 else None,
        )
    return made


def a_turn(loaded: Loaded, **more: Any) -> Commit:
    """The next turn of a wood."""
    decided = decisions(loaded.wood)
    outcome = advance(loaded.wood, decided)
    traces = tuple(
        DecisionRecord(
            creature,
            Trace("instinct", "", f"What now, {creature}?", "{}", 5, 1, "stop", 1.5, "valid", ("one",)),
            outcome.applied.get(creature, Applied(decision, Decision())),
        )
        for creature, decision in decided.items()
    )
    given: dict[str, Any] = {
        "wood": loaded.record.id,
        "generation": loaded.record.generation,
        "before": loaded.wood.number,
        "kind": "turn",
        "payload": dump_decisions(decided),
        "outcome": outcome,
        "at": START + HOUR * (loaded.wood.turn + 1),
        "traces": traces,
        "post": "release",
    }
    return Commit(**(given | more))


def a_command(loaded: Loaded, command: Command, id: str, **more: Any) -> Commit:
    given: dict[str, Any] = {
        "wood": loaded.record.id,
        "generation": loaded.record.generation,
        "before": loaded.wood.number,
        "kind": "command",
        "payload": dump_command(command),
        "outcome": apply(loaded.wood, command),
        "at": START + HOUR * loaded.wood.turn,
        "command": id,
    }
    return Commit(**(given | more))


async def play(store: Store, wood: str, turns: int) -> Wood:
    """Commit some turns, and give the wood after them."""
    for _ in range(turns):
        await store.woods.commit(a_turn(await store.woods.load(wood)))
    return (await store.woods.load(wood)).wood


async def place_call(store: Store, wood: str, patron: int, answer: CallAnswer) -> str:
    """Call the good that is asked for, for the next turn; gives the good."""
    loaded = await store.woods.load(wood)
    asked = question(loaded.wood.open())
    command = PlaceCall(accounts.patron(patron), asked, answer)
    await store.woods.commit(a_command(loaded, command, f"{wood}:{loaded.wood.number}:call"))
    return asked.good
