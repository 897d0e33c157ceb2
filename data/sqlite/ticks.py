"""Which woods are due, on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from data.sqlite.connection import Readers, Writer
from data.sqlite.rows import claim_of, ms, ms_or_none
from data.sqlite.statements import statements
from data.store.records import Claim

SQL = statements("ticks")


class SqliteTicks:
    """`data.store.Ticks`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Claim]:
        if not await self._readers.row(SQL["any_due"], {"now": ms(now)}):
            return ()

        def work(c: sqlite3.Connection) -> list[sqlite3.Row]:
            window = {"now": ms(now), "until": ms(now + lease), "limit": limit}
            keys = [row["wood"] for row in c.execute(SQL["claim"], window).fetchall()]
            return [c.execute(SQL["claimed"], (key,)).fetchone() for key in keys]

        claims = [claim_of(row) for row in await self._writer.transact(work)]
        return sorted(claims, key=lambda claim: (claim.due, claim.wood))

    async def oversleep(self, claim: Claim, due: datetime, ticks: int, now: datetime) -> Claim | None:
        def work(c: sqlite3.Connection) -> Claim | None:
            row = c.execute(
                SQL["oversleep"], {"due": ms(due), "lease": claim.lease, "id": claim.wood}
            ).fetchone()
            if row is None:
                return None
            c.execute(SQL["sleep"], (row["wood"], claim.turn, ms(claim.due), ms(now), ticks))
            return replace(claim, due=due)

        return await self._writer.transact(work)

    async def release(self, claim: Claim, again: datetime | None = None) -> None:
        given = {"again": ms_or_none(again), "lease": claim.lease, "id": claim.wood}
        await self._writer.transact(lambda c: c.execute(SQL["release"], given))
