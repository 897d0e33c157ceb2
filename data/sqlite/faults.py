"""SQLite's and the system's errors as the store's own."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from data.store.failures import Damaged, DiskFull, ReadOnly, StoreError, Unavailable

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
