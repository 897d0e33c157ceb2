"""A consistent copy of a live database, and back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from data.sqlite.connection import faults
from data.sqlite.lock import ProcessLock
from data.sqlite.migrating import recognise, schema
from data.store.failures import Damaged, StoreError


class BackupRefused(StoreError):
    """There is nothing to copy, or something stands where the copy should go. Nothing was changed.

    `code` is `backup_refused_missing`, `backup_refused_exists` or `backup_refused_not_ours`. Params: `path`.
    """


def back_up(database: Path, target: Path) -> Path:
    """Copy a database, in use or not, as it stands at one instant; the copy is checked before it gets its name.

    Returns `target`. Raises BackupRefused, DiskFull, ReadOnly, Damaged, Unavailable.
    """
    if not database.is_file():
        raise BackupRefused("backup_refused_missing", path=str(database))
    if target.exists():
        raise BackupRefused("backup_refused_exists", path=str(target))
    with faults(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(database, target)
    return target


def restore(copy: Path, database: Path) -> Path | None:
    """Put a copy in a database's place; what stood there is kept beside it, and its path returned.

    Raises Locked where a process keeps that database, BackupRefused, NewerSchema, Damaged, DiskFull, ReadOnly.
    """
    if not copy.is_file():
        raise BackupRefused("backup_refused_missing", path=str(copy))
    with faults(database):
        database.parent.mkdir(parents=True, exist_ok=True)
    lock = ProcessLock(database)
    try:
        with faults(database):
            fresh = database.with_name(f"{database.name}.restoring")
            fresh.unlink(missing_ok=True)
            _copy(copy, fresh)
            aside = _set_aside(database)
            os.replace(fresh, database)
            _settle(database.parent)
        return aside
    finally:
        lock.release()


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(_reading(source)) as live, closing(sqlite3.connect(part)) as copy:
            recognise(live, source)
            if not schema(live):
                raise BackupRefused("backup_refused_not_ours", path=str(source))
            live.backup(copy)  # at one go: between two steps a commit elsewhere makes it begin again
            copy.execute(
                "PRAGMA journal_mode = DELETE"
            )  # one file, that can be read where nothing can be written
            _check(copy, source)
        _settle(part)
        os.replace(part, target)
        _settle(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)


def _check(copy: sqlite3.Connection, source: Path) -> None:
    found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check").fetchall()]
    if found != ["ok"]:
        raise Damaged(path=str(source), detail=found[0])
    if copy.execute("PRAGMA foreign_key_check").fetchone():
        raise Damaged(path=str(source), detail="rows without their parents")


def _set_aside(database: Path) -> Path | None:
    """Move a database that nobody uses out of the way, with what its log still holds."""
    if not database.exists():
        return None
    aside = database.with_name(f"{database.stem}.before-restore{database.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = database.with_name(f"{database.stem}.before-restore-{number}{database.suffix}")
    with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as old:  # a damaged one is kept as it is
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for ending in ("-wal", "-shm", ""):
        part = database.with_name(database.name + ending)
        if part.exists():
            os.replace(part, aside.with_name(aside.name + ending))
    return aside


def _settle(path: Path) -> None:
    """Have the disk keep a file's content, or a folder's names, through a power cut."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
