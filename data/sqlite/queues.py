"""Queues on SQLite: which woods are due, and which posts are owed to channels."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from data.sqlite.connection import Readers, Writer
from data.sqlite.rows import claim_of, ms, ms_or_none, post_of
from data.sqlite.statements import statements
from data.store.codec import dumps
from data.store.failures import Damaged
from data.store.records import Claim, Post

TICKS, OUTBOX = statements("ticks"), statements("outbox")


class SqliteTicks:
    """`data.store.protocol.Ticks`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Claim]:
        if not await self._readers.row(TICKS["any_due"], {"now": ms(now)}):
            return ()

        def work(c: sqlite3.Connection) -> list[sqlite3.Row]:
            window = {"now": ms(now), "until": ms(now + lease), "limit": limit}
            keys = [row["wood"] for row in c.execute(TICKS["claim"], window).fetchall()]
            return [c.execute(TICKS["claimed"], (key,)).fetchone() for key in keys]

        claims = [claim_of(row) for row in await self._writer.transact(work)]
        return sorted(claims, key=lambda claim: (claim.due, claim.wood))

    async def oversleep(self, claim: Claim, due: datetime, ticks: int, now: datetime) -> Claim | None:
        def work(c: sqlite3.Connection) -> Claim | None:
            row = c.execute(
                TICKS["oversleep"], {"due": ms(due), "lease": claim.lease, "id": claim.wood}
            ).fetchone()
            if row is None:
                return None
            c.execute(TICKS["sleep"], (row["wood"], claim.turn, ms(claim.due), ms(now), ticks))
            return replace(claim, due=due)

        return await self._writer.transact(work)

    async def release(self, claim: Claim, again: datetime | None = None) -> None:
        given = {"again": ms_or_none(again), "lease": claim.lease, "id": claim.wood}
        await self._writer.transact(lambda c: c.execute(TICKS["release"], given))


log = structlog.get_logger(__name__)


class SqliteOutbox:
    """`data.store.protocol.Outbox`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def take(self, now: datetime, limit: int) -> Sequence[Post]:
        if not await self._readers.row(OUTBOX["ripe"], {"now": ms(now), "limit": limit}):
            return ()

        posts, damaged = await self._writer.transact(lambda c: _take(c, now, limit))
        for row in damaged:
            log.error("a post that cannot be read was given up", wood=row["id"], post=row["key"])
        return posts

    async def mark_sent(self, post: int, message: int) -> None:
        await self._writer.transact(lambda c: c.execute(OUTBOX["sent"], (message, post)))

    async def retry(self, post: int, again: datetime, *, in_doubt: bool) -> None:
        given = {"key": post, "again": ms(again), "in_doubt": int(in_doubt)}
        await self._writer.transact(lambda c: c.execute(OUTBOX["retry"], given))

    async def fail(self, post: int, reason: str) -> None:
        await self._writer.transact(lambda c: c.execute(OUTBOX["fail"], (reason, post)))

    async def waiting(self) -> int:
        row = await self._readers.row(OUTBOX["waiting"])
        return int(row["posts"]) if row else 0


def _take(c: sqlite3.Connection, now: datetime, limit: int) -> tuple[list[Post], list[sqlite3.Row]]:
    """Posts to be sent now, and rows that could not be read: behind such a one its wood's next is ripe."""
    posts: list[Post] = []
    damaged: list[sqlite3.Row] = []
    while ripe := c.execute(OUTBOX["ripe"], {"now": ms(now), "limit": limit - len(posts)}).fetchall():
        for (key,) in ripe:
            c.execute(OUTBOX["take"], (key,))
            row = c.execute(OUTBOX["post"], (key,)).fetchone()
            try:
                posts.append(post_of(row))
            except Damaged:
                c.execute(OUTBOX["fail"], ("damaged", key))
                damaged.append(row)
    return posts, damaged


def owe_notice(
    c: sqlite3.Connection, key: int, code: str, params: Mapping[str, int | str], at: datetime
) -> int:
    """Owe a notice to the channel of the wood with this key; gives the post's key."""
    row = c.execute(OUTBOX["owe"], (code, dumps(dict(params)), ms(at), key)).fetchone()
    return int(row["key"])
