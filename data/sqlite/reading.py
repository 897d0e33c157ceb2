"""A look at a database that another process may keep: one instant of it, and nothing is written."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from data.sqlite.connection import Readers, Writer, open_reader, open_session
from data.sqlite.faults import faults
from data.sqlite.migrating import known, recognise, schema
from data.sqlite.store import SqliteStore


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
