"""A copy comes to its end while the running process commits without a pause."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from data.sqlite.backup import back_up
from data.sqlite.store import open_store
from tests.bot.keeper_setup import growing
from tests.data.beside import faults_of

MIB = 60
ENOUGH = 20.0
"""Seconds after which the writer stops, so that a copy that waits for it is found out."""


@contextmanager
def committing(path: Path) -> Iterator[threading.Event]:
    """Another connection that commits as fast as it can; the event is set once it has stopped."""
    stop, stopped = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=10)) as writer:
            end = time.monotonic() + ENOUGH
            while not stop.is_set() and time.monotonic() < end:
                writer.execute("UPDATE clock SET lease_until = coalesce(lease_until, 0) + 1")
        stopped.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield stopped
    finally:
        stop.set()
        thread.join()


async def test_a_busy_database_is_copied(tmp_path: Path) -> None:
    path = tmp_path / "wood.db"
    async with growing(tmp_path) as grove:
        await grove.found()
    with closing(sqlite3.connect(path)) as database:
        database.executemany(
            "INSERT INTO contents VALUES (?, ?)", [(f"filler {n}", "x" * 2**20) for n in range(MIB)]
        )
        database.commit()
    with committing(path) as stopped:
        copy = back_up(path, tmp_path / "copy.db")
        assert not stopped.is_set()
    store = await open_store(copy)
    try:
        assert faults_of(copy) == []
        assert len(await store.woods.all()) == 1
    finally:
        await store.close()
