"""The store on SQLite, put together: opened for keeping, or for a look at a database that another process may keep."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

from data.sqlite.connection import Readers, Session, Writer, faults, open_reader, open_session, prepare
from data.sqlite.contents import Contents
from data.sqlite.history import SqliteHistory
from data.sqlite.lock import ProcessLock
from data.sqlite.migrating import MIGRATIONS, known, migrate, recognise, schema
from data.sqlite.people import SqlitePeople
from data.sqlite.queues import SqliteOutbox, SqliteTicks
from data.sqlite.statements import statements
from data.sqlite.woods import SqliteWoods
from data.store.keeping import Keeping
from data.store.protocol import Failpoint, nothing

READERS = 4
KEEPING = Keeping()
"""What is kept where nobody says."""


class SqliteStore:
    """A Store in one SQLite file that this process alone keeps open."""

    def __init__(
        self,
        lock: ProcessLock | None,
        writer: Writer,
        readers: Readers,
        keeping: Keeping = KEEPING,
        failpoint: Failpoint = nothing,
    ) -> None:
        """`lock` is let go with the store; None where it only reads and needs none."""
        self._lock = lock
        self._writer = writer
        self._readers = readers
        contents = Contents(readers)
        self.woods = SqliteWoods(writer, readers, contents, keeping, failpoint)
        self.ticks = SqliteTicks(writer, readers)
        self.outbox = SqliteOutbox(writer, readers)
        self.people = SqlitePeople(writer, readers)
        self.history = SqliteHistory(writer, readers, contents)

    async def close(self) -> None:
        """Finish what was begun and let the database go."""
        try:
            await self._readers.close()
            await self._writer.close()
        finally:
            if self._lock is not None:
                self._lock.release()


async def open_store(
    path: Path,
    *,
    keeping: Keeping = KEEPING,
    migrations: Path = MIGRATIONS,
    failpoint: Failpoint = nothing,
) -> SqliteStore:
    """Open a database, made if there is none, brought to the newest schema if it is older.

    `keeping` says what is kept, and how often.
    What a process that died had under way is freed: its leases end, and what it was sending is in doubt.
    Raises Locked, NewerSchema, ReadOnly, DiskFull, Damaged, Unavailable.
    """
    with faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    lock = ProcessLock(path)
    try:
        session = await asyncio.to_thread(_prepare, path, migrations)
        writer = await Writer.open(path, session)
    except BaseException:
        lock.release()
        raise
    try:
        readers = await Readers.open(path, READERS)
    except BaseException:
        await writer.close()
        lock.release()
        raise
    return SqliteStore(lock, writer, readers, keeping, failpoint)


def _prepare(path: Path, migrations: Path) -> Session:
    with faults(path):
        session = open_session(path)
        try:
            recognise(session, path, migrations)
            prepare(session)
            migrate(session, path, migrations)
            for statement in statements("starting").values():
                session.execute(statement)
        except BaseException:
            session.close()
            raise
    return session


def is_current(path: Path) -> bool:
    """Whether a database has this release's schema. Raises NewerSchema, Damaged, Unavailable."""
    with faults(path), closing(open_reader(path)) as connection:
        recognise(connection, path)
        return schema(connection) == max(known())


async def read_store(path: Path) -> SqliteStore:
    """Open a current database as it stands now, for reading; it is neither locked nor copied.

    All reads are one transaction: what is committed later is not seen, and stays in the write-ahead log until `close`.
    Every write raises ReadOnly. Raises Damaged, Unavailable.
    """
    with faults(path):
        writer = await Writer.open(path, open_session(path, read_only=True))
    try:
        readers = await Readers.open(path, 1)
        await readers.rows("BEGIN")
        await readers.rows("SELECT count(*) FROM sqlite_schema")
    except BaseException:
        await writer.close()
        raise
    return SqliteStore(None, writer, readers)
