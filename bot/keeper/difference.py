"""Difference between what is stored of an input and what a replay gives, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data.store.codec import dumps, loads
from data.store.history import History
from data.store.records import Input
from engine import accounts
from engine.ledger import PEBBLE
from engine.turn import Outcome
from engine.wealth import wealth

ABSENT = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which store and replay differ, as JSON; `nothing` where one of them lacks it."""

    field: str
    """Its path, for instance `balances.creature:oona.pebble` or `events.3.data.price`."""
    stored: str
    replayed: str


def differences(stored: str, replayed: str) -> tuple[Difference, ...]:
    """Return the fields in which two texts of JSON differ, in order of their paths."""
    ours, theirs = dict(_fields(loads(stored))), dict(_fields(loads(replayed)))
    return tuple(
        Difference(field, ours.get(field, ABSENT), theirs.get(field, ABSENT))
        for field in sorted(ours.keys() | theirs.keys())
        if ours.get(field) != theirs.get(field)
    )


async def stored_consequences(history: History, wood: str, entry: Input) -> str:
    """Return an input's consequences as stored, as JSON."""
    moved = entry.kind != "command"
    prices = await history.prices(wood, entry.turn, entry.turn) if moved else ()
    standings = await history.standings(wood, entry.turn, entry.turn) if moved else ()
    return dumps(
        {
            "events": [event._asdict() for event in await history.all_events(wood, entry.number)],
            "transfers": [t._asdict() for t in await history.transfers(wood, entry.number)],
            "prices": {p.good: [p.reference, p.price, p.volume, p.demand, p.supply] for p in prices},
            "standings": {s.creature: [s.wealth, s.pebbles, s.mood] for s in standings},
        }
    )


def replayed_consequences(outcome: Outcome, entry: Input, parts: int) -> str:
    """Return an input's consequences as replayed, as JSON; each of its pebbles is `parts` of the wood's present ones.

    The store gives prices and standings in those.
    """
    wood, moved = outcome.wood, entry.kind != "command"
    worth = wealth(wood.open())
    quotes = wood.quotes if moved else {}
    souls = wood.souls if moved else {}
    return dumps(
        {
            "events": [{**event._asdict(), "data": dict(event.data)} for event in outcome.events],
            "transfers": [transfer._asdict() for transfer in outcome.transfers],
            "prices": {
                g: [q.reference * parts, q.price * parts, q.volume, q.demand, q.supply]
                for g, q in quotes.items()
            },
            "standings": {
                c: [worth[c] * parts, wood.balances[accounts.creature(c)].get(PEBBLE, 0) * parts, soul.mood]
                for c, soul in souls.items()
            },
        }
    )


def _fields(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Paths and values of everything that holds no further fields."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inner = [(f"{path}.{key}" if path else str(key), part) for key, part in parts]
    if not inner:
        yield path, dumps(value)
    for where, part in inner:
        yield from _fields(part, where)
