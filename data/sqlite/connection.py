"""Connections: one that writes, in a thread of its own, and some that only read."""

from __future__ import annotations

import errno
import sqlite3
from asyncio import LifoQueue
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

import aiosqlite
import structlog

from data.store.failures import Damaged, DiskFull, ReadOnly, StoreError, Unavailable

T = TypeVar("T")
log = structlog.get_logger(__name__)
Parameters = Mapping[str, Any] | Sequence[Any]

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is erased shall not linger in free pages
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
    "PRAGMA wal_autocheckpoint = 4000",
)
READ_PRAGMAS = ("PRAGMA query_only = ON", "PRAGMA mmap_size = 0", "PRAGMA cache_size = -8000")
CLOSED = "the store was closed"
TOGETHER = 64
"""Units that share a transaction at most, so that none waits long."""
BUSY_SECONDS = 10.0
"""How long a statement waits for another connection's lock."""
PATIENCE_MS = 1000
"""Milliseconds that emptying the log waits for a reader; nothing is written meanwhile."""

PRIMARY = 0xFF
"""Of an extended result code, the part that names the primary one."""

BY_RESULT: Mapping[int, type[StoreError]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_PERM: ReadOnly,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_NOTADB: Damaged,
    sqlite3.SQLITE_FORMAT: Damaged,
}

BY_ERRNO: Mapping[int, type[StoreError]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EROFS: ReadOnly,
    errno.EACCES: ReadOnly,
    errno.EPERM: ReadOnly,
}


class Unit(Generic[T]):
    """Work that is done wholly or not at all, and what came of it."""

    def __init__(self, work: Callable[[sqlite3.Connection], T], *, alone: bool, scrub: bool) -> None:
        self.work = work
        self.alone = alone or scrub
        self.scrub = scrub
        self.results: list[T] = []
        self.error: BaseException | None = None

    def run(self, connection: sqlite3.Connection) -> None:
        """Do the work; an earlier attempt that was undone does not count."""
        self.results = [self.work(connection)]


class Session(sqlite3.Connection):
    """The writer's connection: `commit` makes durable what was handed in.

    Units that wait together share one COMMIT, for it is the disk that takes the time; each stands in a savepoint of its
    own, so that one that fails takes nothing with it. If the shared transaction itself fails, each is tried alone.
    """

    units: deque[Unit[Any]]

    def commit(self) -> None:
        """Do the units handed in and not yet done by an earlier commit. What a unit raises stands in its `error`."""
        while self.units:
            group = [self.units.popleft()]
            while self.units and len(group) < TOGETHER and not (group[0].alone or self.units[0].alone):
                group.append(self.units.popleft())
            if len(group) == 1 or not self._together(group):
                for unit in group:
                    self._alone(unit)
                    if unit.scrub and unit.error is None:
                        self._empty_log()

    def _together(self, group: Sequence[Unit[Any]]) -> bool:
        try:
            self.execute("BEGIN IMMEDIATE")
            for unit in group:
                self.execute("SAVEPOINT unit")
                try:
                    unit.run(self)
                    unit.error = None
                except Exception as error:
                    unit.error = error
                    self.execute("ROLLBACK TO unit")
                self.execute("RELEASE unit")
            super().commit()
        except sqlite3.Error:
            if self.in_transaction:
                self.rollback()
            return False
        return True

    def _alone(self, unit: Unit[Any]) -> None:
        try:
            self.execute("BEGIN IMMEDIATE")
            unit.run(self)
            super().commit()
            unit.error = None
        except BaseException as error:
            unit.error = error
            if self.in_transaction:
                self.rollback()

    def _empty_log(self) -> None:
        """Move the write-ahead log into the database: in it, pages stand as they were before a deletion."""
        self.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            busy, *_ = self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            problem = "a reader needs it" if busy else ""
        except sqlite3.Error as error:
            problem = str(error)
        finally:
            self.execute(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}")
        if problem:
            log.warning("what was erased stands in the log until the next purge", problem=problem)


def open_session(path: Path, *, read_only: bool = False) -> Session:
    """A writer's connection; `prepare` it before it writes. One that is read-only refuses every transaction."""
    mode = "ro" if read_only else "rwc"
    session = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None,
        check_same_thread=False, factory=Session,
    )  # fmt: skip
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
    which calls the connection's own commit in its thread. A caller that is cancelled leaves its transaction to be done
    wholly or not at all.
    """

    def __init__(self, path: Path, session: Session, proxy: aiosqlite.Connection) -> None:
        self._path = path
        self._session = session
        self._proxy = proxy

    @classmethod
    async def open(cls, path: Path, session: Session) -> Writer:
        """Give a connection to a thread of its own."""
        return cls(path, session, await aiosqlite.Connection(lambda: session, iter_chunk_size=64))

    async def transact(
        self, work: Callable[[sqlite3.Connection], T], *, alone: bool = False, scrub: bool = False
    ) -> T:
        """Run `work` in a transaction and return what it returns, once that is durable. Raises what it raises.

        Unless `alone`, it may be run twice, the first time being undone: it must do nothing but read and write.
        With `scrub` what it deletes is gone from the write-ahead log too, unless another process reads it still.
        """
        unit = Unit(work, alone=alone, scrub=scrub)
        self._session.units.append(unit)
        with faults(self._path):
            try:
                await self._proxy.commit()
            except ValueError as error:
                raise Unavailable(path=str(self._path), detail=CLOSED) from error
            if unit.error is not None:
                raise unit.error
        return unit.results[0]

    async def close(self) -> None:
        """Finish what was handed in, and close."""
        with faults(self._path):
            await self._proxy.close()


class Readers:
    """Connections that can only read, each in a thread of its own; a read gets one that is idle, or waits for it."""

    def __init__(self, path: Path, proxies: Sequence[aiosqlite.Connection]) -> None:
        self._path = path
        self._proxies = proxies
        self._idle: LifoQueue[aiosqlite.Connection] = LifoQueue()
        for proxy in proxies:
            self._idle.put_nowait(proxy)

    @classmethod
    async def open(cls, path: Path, count: int) -> Readers:
        """Open `count` connections to a database that a writer has open."""
        proxies = [
            await aiosqlite.Connection(lambda: open_reader(path), iter_chunk_size=64) for _ in range(count)
        ]
        return cls(path, proxies)

    async def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of one statement, which sees one state of the database."""
        proxy = await self._idle.get()
        with faults(self._path):
            try:
                return list(await proxy.execute_fetchall(sql, parameters))
            except ValueError as error:
                raise Unavailable(path=str(self._path), detail=CLOSED) from error
            finally:
                self._idle.put_nowait(proxy)

    async def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row of a statement, or None."""
        return next(iter(await self.rows(sql, parameters)), None)

    async def close(self) -> None:
        """Close them all."""
        for proxy in self._proxies:
            await proxy.close()


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that can only read."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None,
        check_same_thread=False,
    )  # fmt: skip
    connection.row_factory = sqlite3.Row
    for pragma in READ_PRAGMAS:
        connection.execute(pragma)
    return connection


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Raise what SQLite or the system raises about a database as StoreErrors."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) or 0
        kind = BY_RESULT.get(code & PRIMARY, Unavailable)
        raise kind(path=str(path), detail=str(error)) from error
    except OSError as error:
        kind = BY_ERRNO.get(error.errno or 0, Unavailable)
        raise kind(path=str(path), detail=error.strerror or "") from error
