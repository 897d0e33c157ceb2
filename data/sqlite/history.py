"""Log and projections on SQLite, for reading."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence

from data.sqlite.committing import clear, project
from data.sqlite.connection import Readers, Writer
from data.sqlite.contents import Contents
from data.sqlite.rows import decision_of, event_of, event_told_today, input_of, instant
from data.sqlite.statements import statements
from data.store.codec import dumps, loads
from data.store.failures import NoSuchWood
from data.store.records import DecisionRecord, Era, Input, PastTurn, PriceRow, Snapshot, Standing, TurnRow
from engine.events.event import PUBLIC, Event
from engine.ledger import Transfer
from engine.turn import Outcome

SQL = statements("history")
PAGE = 200
"""Inputs read at a time."""


class SqliteHistory:
    """`data.store.history.History`."""

    def __init__(self, writer: Writer, readers: Readers, contents: Contents) -> None:
        self._writer = writer
        self._readers = readers
        self._contents = contents

    async def eras(self, wood: str) -> Sequence[Era]:
        rows = await self._readers.rows(SQL["eras"], (wood,))
        if not rows:
            raise NoSuchWood(wood=wood)
        return [
            Era(
                number=row["era"],
                first=row["first"],
                cast=await self._contents.cast(row["cast_"]),
                rules=await self._contents.rules(row["rules"]),
                behaviour=row["behaviour"],
                state=row["state"],
                seed=row["seed"],
                wood=wood,
                parts=row["parts"],
            )
            for row in rows
        ]

    async def inputs(self, wood: str, first: int = 0) -> AsyncIterator[Input]:
        while page := await self._readers.rows(SQL["inputs"], (wood, first, PAGE)):
            for row in page:
                yield input_of(row)
            first = page[-1]["number"] + 1

    async def snapshots(self, wood: str) -> Sequence[Snapshot]:
        rows = await self._readers.rows(SQL["snapshots"], (wood,))
        return [Snapshot(row["number"], row["turn"], row["state"]) for row in rows]

    async def all_events(self, wood: str, number: int) -> Sequence[Event]:
        return [event_of(row) for row in await self._readers.rows(SQL["events"], (wood, number))]

    async def events_of_turn(
        self, wood: str, turn: int, audiences: Iterable[str] = (PUBLIC,)
    ) -> Sequence[Event]:
        return _audible(
            await self._readers.rows(SQL["events_of_turn"], {"id": wood, "turn": turn}), audiences
        )

    async def public_events(
        self, wood: str, first: int, last: int, *, whole: int, kinds: Collection[str]
    ) -> Mapping[int, Sequence[Event]]:
        asked = {"id": wood, "first": first, "last": last, "whole": whole, "kinds": dumps(sorted(kinds))}
        found: dict[int, list[Event]] = {}
        for row in await self._readers.rows(SQL["public_events"], asked):
            found.setdefault(row["told"], []).append(event_told_today(row))
        return found

    async def events_of_kind(
        self, wood: str, kind: str, limit: int, audience: str = PUBLIC
    ) -> Sequence[tuple[int, Event]]:
        rows = await self._readers.rows(SQL["events_of_kind"], (wood, kind, audience, limit))
        return [(row["told"], event_told_today(row)) for row in rows]

    async def transfers(self, wood: str, number: int) -> Sequence[Transfer]:
        rows = await self._readers.rows(SQL["transfers"], (wood, number))
        return [Transfer(r["source"], r["target"], r["asset"], r["amount"], r["reason"]) for r in rows]

    async def turns(self, wood: str, first: int, last: int) -> Sequence[TurnRow]:
        rows = await self._readers.rows(SQL["turns"], (wood, first, last))
        return [
            TurnRow(r["turn"], r["position"], instant(r["at"]), r["trades"], r["volume"], r["gini"])
            for r in rows
        ]

    async def past(self, wood: str, first: int, last: int, *, standings: int) -> Sequence[PastTurn]:
        asked = {"id": wood, "first": first, "last": last, "standings": standings}
        return [
            PastTurn(turn, volume, gini, loads(prices), loads(creatures))
            for turn, volume, gini, prices, creatures in await self._readers.rows(SQL["past"], asked)
        ]

    async def prices(self, wood: str, first: int, last: int) -> Sequence[PriceRow]:
        rows = await self._readers.rows(SQL["prices"], (wood, first, last))
        return [PriceRow(*row) for row in rows]

    async def standings(self, wood: str, first: int, last: int) -> Sequence[Standing]:
        rows = await self._readers.rows(SQL["standings"], (wood, first, last))
        return [Standing(*row) for row in rows]

    async def traces(self, wood: str, first: int, last: int) -> Sequence[DecisionRecord]:
        return [decision_of(row) for row in await self._readers.rows(SQL["traces"], (wood, first, last))]

    async def rebuild(self, wood: str, outcome_of: Callable[[Input], Outcome]) -> int:
        return await self._writer.transact(lambda c: _rebuild(c, wood, outcome_of), alone=True)


def _audible(rows: Iterable[sqlite3.Row], audiences: Iterable[str]) -> list[Event]:
    """Events that one of the audiences may know."""
    wanted = set(audiences)
    return [event_told_today(row) for row in rows if row["audience"] in wanted]


def _rebuild(c: sqlite3.Connection, wood: str, outcome_of: Callable[[Input], Outcome]) -> int:
    row = c.execute(statements("woods")["find"], (wood,)).fetchone()
    if row is None:
        raise NoSuchWood(wood=wood)
    key, unseal, first = row["key"], statements("woods")["unseal"], 0
    c.execute(unseal, (1, key))
    clear(c, key)
    c.execute(unseal, (0, key))
    while page := c.execute(SQL["inputs"], (wood, first, PAGE)).fetchall():
        for entry in page:
            outcome = outcome_of(input_of(entry))
            project(c, key, entry["key"], outcome, turn=entry["kind"] != "command")
        first = page[-1]["number"] + 1
    return first
