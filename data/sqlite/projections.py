"""What follows from an input, as rows: the same whether it is written as the input comes or anew from the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Any

from data.sqlite.statements import statements
from data.store.codec import dump_applied, dumps
from data.store.protocol import Failpoint, nothing
from data.store.records import DecisionRecord
from engine import accounts
from engine.events.facts import Traded
from engine.ledger import PEBBLE
from engine.turn import Outcome
from engine.wealth import gini, wealth
from engine.wood import Wood

SPAN = 2**20
"""Keys that belong to one input, in the tables of what follows from it."""
Rows = Iterator[tuple[Any, ...]]


def project(
    connection: sqlite3.Connection, key: int, outcome: Outcome, *, turn: bool, at: Failpoint = nothing
) -> None:
    """Write events, transfers and, where the input moved the market, its prices and standings."""
    insert = statements("projections")
    for name, rows in (
        ("event", _events(key, outcome)),
        ("transfer", _transfers(key, outcome)),
        ("turn", _turns(key, outcome) if turn else iter(())),
        ("price", _prices(key, outcome.wood) if turn else iter(())),
        ("standing", _standings(key, outcome.wood) if turn else iter(())),
    ):
        connection.executemany(insert[name], rows)
        at(f"{name} written")


def clear(connection: sqlite3.Connection, wood: int) -> None:
    """Remove what `project` wrote for a wood, which must be unsealed."""
    for statement in statements("clearing").values():
        connection.execute(statement, (wood,))


def trace_rows(key: int, traces: Sequence[DecisionRecord]) -> Rows:
    """Rows of a turn's traces."""
    for place, record in enumerate(traces):
        *plain, problems = astuple(record.trace)
        yield (
            key * SPAN + place,
            record.creature,
            *plain,
            dumps(problems),
            dump_applied(record.result),
        )


def _events(key: int, outcome: Outcome) -> Rows:
    for place, e in enumerate(outcome.events):
        yield (
            key * SPAN + place,
            e.id,
            e.kind,
            e.cause,
            e.audience,
            e.origin,
            dumps(e.data),
        )


def _transfers(key: int, outcome: Outcome) -> Rows:
    for place, t in enumerate(outcome.transfers):
        yield key * SPAN + place, *t


def _turns(key: int, outcome: Outcome) -> Rows:
    trades = sum(Traded.tells(event) for event in outcome.events)
    volume = sum(quote.volume for quote in outcome.wood.quotes.values())
    yield key, trades, volume, round(gini(wealth(outcome.wood.open()).values()) * 1000)


def _prices(key: int, wood: Wood) -> Rows:
    for place, good in enumerate(wood.cast.good):  # a wood that was loaded has another order of its own
        q = wood.quotes[good]
        yield key * SPAN + place, good, q.reference, q.price, q.volume, q.demand, q.supply


def _standings(key: int, wood: Wood) -> Rows:
    worth = wealth(wood.open())
    for place, creature in enumerate(wood.cast.creature):
        pebbles = wood.balances[accounts.creature(creature)].get(PEBBLE, 0)
        yield key * SPAN + place, creature, worth[creature], pebbles, wood.souls[creature].mood
