"""Persons as patrons of woods, on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from data.sqlite.connection import Readers, Writer
from data.sqlite.rows import call_of, instant, ms, score_of
from data.sqlite.statements import statements
from data.store.failures import NoSuchWood
from data.store.people import Call, CallScore, PersonRecord

SQL = statements("people")


class SqlitePeople:
    """`data.store.people.People`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def patron(self, wood: str, user: int, at: datetime) -> int:
        known = await self.patron_of(wood, user)
        if known is not None:
            return known
        return await self._writer.transact(lambda c: meet(c, wood, user, at))

    async def patron_of(self, wood: str, user: int) -> int | None:
        row = await self._readers.row(SQL["patron"], (wood, user))
        return None if row is None else int(row["patron"])

    async def user(self, wood: str, patron: int) -> int | None:
        row = await self._readers.row(SQL["user"], (wood, patron))
        return None if row is None else int(row["person"])

    async def calls(self, wood: str, patron: int, limit: int) -> Sequence[Call]:
        return [call_of(row) for row in await self._readers.rows(SQL["calls"], (wood, patron, limit))]

    async def board(self, wood: str, limit: int, offset: int = 0) -> Sequence[CallScore]:
        page = {"id": wood, "limit": limit, "offset": offset}
        return [score_of(row) for row in await self._readers.rows(SQL["board"], page)]

    async def score(self, wood: str, patron: int) -> CallScore | None:
        row = await self._readers.row(SQL["score"], {"id": wood, "patron": patron})
        return None if row is None else score_of(row)

    async def records(self, user: int) -> Sequence[PersonRecord]:
        found = []
        for row in await self._readers.rows(SQL["records"], (user,)):
            calls = await self._readers.rows(SQL["all_calls"], (row["key"], row["patron"]))
            found.append(
                PersonRecord(
                    wood=row["id"],
                    guild=row["guild"],
                    channel=row["channel"],
                    patron=row["patron"],
                    since=instant(row["since"]),
                    calls=tuple(call_of(call) for call in calls),
                )
            )
        return found

    async def erase(self, user: int) -> int:
        return await self._writer.transact(lambda c: c.execute(SQL["erase"], (user,)).rowcount, scrub=True)


def _wood(c: sqlite3.Connection, wood: str) -> sqlite3.Row:
    row: sqlite3.Row | None = c.execute(statements("woods")["find"], (wood,)).fetchone()
    if row is None or row["state"] == "deleted":
        raise NoSuchWood(wood=wood)
    return row


def meet(c: sqlite3.Connection, wood: str, user: int, at: datetime) -> int:
    """The number of a person in a wood, given at the first meeting. Raises NoSuchWood."""
    key = _wood(c, wood)["key"]
    known = c.execute(SQL["patron"], (wood, user)).fetchone()
    if known is not None:
        return int(known["patron"])
    (patron,) = c.execute(SQL["next_patron"], (key,)).fetchone()
    c.execute(SQL["insert_patron"], (key, patron, ms(at)))
    c.execute(SQL["insert_identity"], (key, patron, user))
    return int(patron)
