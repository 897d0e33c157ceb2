"""Connections: one that writes, in a thread of its own, and some that only read."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from data.sqlite.faults import faults

T = TypeVar("T")
Parameters = Mapping[str, Any] | Sequence[Any]

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = FAST",  # what is erased shall not linger in free pages
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
    "PRAGMA wal_autocheckpoint = 4000",
)
READ_PRAGMAS = ("PRAGMA query_only = ON", "PRAGMA mmap_size = 0", "PRAGMA cache_size = -8000")
BUSY_SECONDS = 10.0
"""How long a statement waits for another connection's lock."""


class Session(sqlite3.Connection):
    """The writer's connection: `commit` does the unit of work handed in longest ago, as one transaction."""

    units: deque[Callable[[], None]]

    def commit(self) -> None:
        """Do one unit between BEGIN IMMEDIATE and COMMIT; whatever it raises undoes it."""
        unit = self.units.popleft()
        self.execute("BEGIN IMMEDIATE")
        try:
            unit()
            super().commit()
        except BaseException:
            if self.in_transaction:
                self.rollback()
            raise


def open_session(path: Path) -> Session:
    """A connection that can write; `prepare` it before it does."""
    session = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=Session
    )
    session.row_factory = sqlite3.Row
    session.units = deque()
    return session


def prepare(session: Session) -> None:
    """Set a connection up as the store's durability promises."""
    for pragma in PRAGMAS:
        session.execute(pragma)


class Writer:
    """Transactions in the writer's thread.

    A transaction is one hop: its whole work is a function, handed to the connection and run by aiosqlite's `commit`,
    which calls the connection's own commit in its thread. Both happen without an await between, so units and commits
    keep the same order. A caller that is cancelled leaves the transaction to be done wholly or not at all.
    """

    def __init__(self, path: Path, session: Session, proxy: aiosqlite.Connection) -> None:
        self._path = path
        self._session = session
        self._proxy = proxy

    @classmethod
    async def open(cls, path: Path, session: Session) -> Writer:
        """Give a connection to a thread of its own."""
        return cls(path, session, await aiosqlite.Connection(lambda: session, iter_chunk_size=64))

    async def transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` in one transaction and return what it returns, once that is durable. Raises what it raises."""
        results: list[T] = []
        self._session.units.append(lambda: results.append(work(self._session)))
        with faults(self._path):
            await self._proxy.commit()
        return results[0]

    async def close(self) -> None:
        """Finish what was handed in, and close."""
        with faults(self._path):
            await self._proxy.close()


class Readers:
    """Connections that can only read, each in a thread of its own, used in turn."""

    def __init__(self, path: Path, proxies: Sequence[aiosqlite.Connection]) -> None:
        self._path = path
        self._proxies = proxies
        self._next = cycle(proxies)

    @classmethod
    async def open(cls, path: Path, count: int) -> Readers:
        """Open `count` connections to a database that a writer has open."""
        proxies = [
            await aiosqlite.Connection(lambda: _reading(path), iter_chunk_size=64) for _ in range(count)
        ]
        return cls(path, proxies)

    async def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of one statement, which sees one state of the database."""
        with faults(self._path):
            return list(await next(self._next).execute_fetchall(sql, parameters))

    async def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row of a statement, or None."""
        return next(iter(await self.rows(sql, parameters)), None)

    async def close(self) -> None:
        """Close them all."""
        for proxy in self._proxies:
            await proxy.close()


def _reading(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None,
        check_same_thread=False,
    )  # fmt: skip
    connection.row_factory = sqlite3.Row
    for pragma in READ_PRAGMAS:
        connection.execute(pragma)
    return connection
