"""Posts owed to channels, on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from data.sqlite.connection import Readers, Writer
from data.sqlite.rows import ms, post_of
from data.sqlite.statements import statements
from data.store.codec import dumps
from data.store.failures import Damaged
from data.store.records import Post

SQL = statements("outbox")
log = structlog.get_logger(__name__)


class SqliteOutbox:
    """`data.store.Outbox`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def take(self, now: datetime, limit: int) -> Sequence[Post]:
        if not await self._readers.row(SQL["ripe"], {"now": ms(now), "limit": limit}):
            return ()

        posts, damaged = await self._writer.transact(lambda c: _taken(c, now, limit))
        for row in damaged:
            log.error("a post that cannot be read was given up", wood=row["id"], post=row["key"])
        return posts

    async def sent(self, post: int, message: int) -> None:
        await self._writer.transact(lambda c: c.execute(SQL["sent"], (message, post)))

    async def retry(self, post: int, again: datetime, *, in_doubt: bool) -> None:
        given = {"key": post, "again": ms(again), "in_doubt": int(in_doubt)}
        await self._writer.transact(lambda c: c.execute(SQL["retry"], given))

    async def fail(self, post: int, reason: str) -> None:
        await self._writer.transact(lambda c: c.execute(SQL["fail"], (reason, post)))

    async def waiting(self) -> int:
        row = await self._readers.row(SQL["waiting"])
        return int(row["posts"]) if row else 0


def _taken(c: sqlite3.Connection, now: datetime, limit: int) -> tuple[list[Post], list[sqlite3.Row]]:
    """Posts to be sent now, and rows that could not be read: behind such a one its wood's next is ripe."""
    posts: list[Post] = []
    damaged: list[sqlite3.Row] = []
    while ripe := c.execute(SQL["ripe"], {"now": ms(now), "limit": limit - len(posts)}).fetchall():
        for (key,) in ripe:
            c.execute(SQL["take"], (key,))
            row = c.execute(SQL["post"], (key,)).fetchone()
            try:
                posts.append(post_of(row))
            except Damaged:
                c.execute(SQL["fail"], ("damaged", key))
                damaged.append(row)
    return posts, damaged


def owe_notice(
    c: sqlite3.Connection, key: int, code: str, params: Mapping[str, int | str], at: datetime
) -> int:
    """Owe a notice to the channel of the wood with this key; gives the post's key."""
    row = c.execute(SQL["owe"], (code, dumps(dict(params)), ms(at), key)).fetchone()
    return int(row["key"])
