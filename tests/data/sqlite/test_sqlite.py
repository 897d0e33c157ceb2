"""What is special about the store on SQLite: durability, migrations, locks, and how its faults are told."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest

from data.sqlite.migrating import known
from data.sqlite.statements import QUERIES, split, statements
from data.sqlite.store import SqliteStore, open_store
from data.store.failures import DiskFull, Locked, ReadOnly, Stale, Unavailable
from engine.ledger import check
from tests.data.beside import faults_of
from tests.data.stored_woods import a_turn, founded, play


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await open_store(tmp_path / "wood.db")
    await opened.woods.found(founded())
    yield opened
    await opened.close()


async def _writer(store: SqliteStore, sql: str) -> object:
    """One statement on the connection that writes."""
    return await store._writer.transact(lambda c: [tuple(row) for row in c.execute(sql).fetchall()])


async def test_the_writer_is_as_durable_as_promised(store: SqliteStore) -> None:
    for pragma, value in (("synchronous", 2), ("foreign_keys", 1), ("mmap_size", 0)):
        assert await _writer(store, f"PRAGMA {pragma}") == [(value,)]
    assert await _writer(store, "PRAGMA journal_mode") == [("wal",)]
    tables = await _writer(store, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
    assert [name for name, strict in tables if not strict and not name.startswith("sqlite_")] == []  # type: ignore[attr-defined]


async def test_readers_cannot_write(store: SqliteStore) -> None:
    with pytest.raises(ReadOnly):
        await store._readers.rows("UPDATE woods SET turn = 5")


async def test_a_turn_is_one_hop_to_the_writers_thread_and_one_transaction(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    hops: list[str] = []
    inner = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, fn: object, *args: object) -> object:
        hops.append(str(fn))
        return await inner(self, fn, *args)

    said: list[str] = []
    commit = a_turn(await store.woods.load("w1"))
    await store._writer.transact(lambda c: c.set_trace_callback(said.append))
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    await store.woods.commit(commit)
    assert len(hops) == 1
    assert [s for s in said if s.startswith(("BEGIN", "COMMIT"))][-2:] == ["BEGIN IMMEDIATE", "COMMIT"]


async def test_commits_that_wait_together_share_the_disk_and_fail_apart(
    store: SqliteStore, tmp_path: Path
) -> None:
    """Ten woods' turns, every other one worked out on an old wood: those alone are refused."""
    said: list[str] = []
    for number in range(2, 12):
        await store.woods.found(founded(f"w{number}", 100 + number))
    loaded = [await store.woods.load(f"w{number}") for number in range(2, 12)]
    await store._writer.transact(lambda c: c.set_trace_callback(said.append))
    turns = [a_turn(one, generation=1 + place % 2) for place, one in enumerate(loaded)]
    results = await asyncio.gather(*map(store.woods.commit, turns), return_exceptions=True)
    assert [type(result) for result in results] == [type(None), Stale] * 5
    assert [record.turn for record in await store.woods.all()] == [0] + [1, 0] * 5
    assert said.count("COMMIT") < 5
    assert faults_of(tmp_path / "wood.db") == []


async def test_when_a_shared_commit_fails_each_is_tried_alone(store: SqliteStore, tmp_path: Path) -> None:
    """The disk has room for some of the turns: those are stored, the others are told that it is full."""
    for number in range(2, 30):
        await store.woods.found(founded(f"w{number}", 100 + number))
    loaded = [await store.woods.load(f"w{number}") for number in range(2, 30)]
    await store._writer.transact(
        lambda c: c.execute(f"PRAGMA max_page_count = {c.execute('PRAGMA page_count').fetchone()[0] + 60}")
    )
    results = await asyncio.gather(
        *(store.woods.commit(a_turn(one)) for one in loaded), return_exceptions=True
    )
    assert {type(result) for result in results} == {type(None), DiskFull}
    turns = [record.turn for record in await store.woods.all()]
    assert turns == [0] + [int(result is None) for result in results]
    assert faults_of(tmp_path / "wood.db") == []


@pytest.mark.parametrize(
    "forbidden",
    [
        ("UPDATE transfers SET amount = amount + 1", "DELETE FROM transfers"),
        ("UPDATE inputs SET payload = '{}'", "DELETE FROM inputs"),
    ],
    ids=["transfers", "inputs"],
)
async def test_log_and_transfers_can_neither_change_nor_vanish(
    store: SqliteStore, forbidden: tuple[str, ...]
) -> None:
    await play(store, "w1", 1)
    for sql in forbidden:
        with pytest.raises(Unavailable, match="immutable"):
            await _writer(store, sql)


async def test_the_database_itself_refuses_a_turn_played_twice(store: SqliteStore) -> None:
    await play(store, "w1", 1)
    with pytest.raises(Exception, match="UNIQUE"):
        await _writer(
            store,
            "INSERT INTO inputs SELECT NULL, wood, 9, kind, turn, payload, hash, at, NULL FROM inputs WHERE turn = 1",
        )


async def test_a_cancelled_commit_is_whole_or_not_at_all_and_the_next_goes_on(store: SqliteStore) -> None:
    for _ in range(20):
        loaded = await store.woods.load("w1")
        task = asyncio.create_task(store.woods.commit(a_turn(loaded)))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await _writer(store, "SELECT 1")
        now = await store.woods.load("w1")
        assert now.wood.turn in (loaded.wood.turn, loaded.wood.turn + 1)
        assert len(await store.history.turns("w1", now.wood.turn, now.wood.turn)) == 1
        check(now.wood.balances)


async def test_a_full_disk_is_said_loses_nothing_and_passes(store: SqliteStore, tmp_path: Path) -> None:
    wood = await play(store, "w1", 2)
    ((pages,),) = await _writer(store, "PRAGMA page_count")  # type: ignore[misc]
    await _writer(store, f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull) as caught:
        await play(store, "w1", 200)
    assert caught.value.code == "disk_full"
    kept = (await store.woods.load("w1")).wood
    assert kept.turn >= wood.turn
    assert faults_of(tmp_path / "wood.db") == []
    await _writer(store, "PRAGMA max_page_count = 1000000")
    assert (await play(store, "w1", 1)).turn == kept.turn + 1


async def test_a_database_that_cannot_be_written_is_said_loses_nothing_and_passes(store: SqliteStore) -> None:
    wood = await play(store, "w1", 1)
    await store._writer.transact(lambda c: c.execute("PRAGMA query_only = ON"))
    with pytest.raises(ReadOnly):
        await play(store, "w1", 1)
    assert (await store.woods.load("w1")).wood == wood
    store._writer._session.execute("PRAGMA query_only = OFF")
    assert (await play(store, "w1", 1)).turn == 2


async def test_a_second_store_on_one_database_is_refused_with_the_holders_number(tmp_path: Path) -> None:
    first = await open_store(tmp_path / "wood.db")
    with pytest.raises(Locked) as caught:
        await open_store(tmp_path / "wood.db")
    assert caught.value.params["process"] == os.getpid()
    await first.close()
    again = await open_store(tmp_path / "wood.db")
    await again.close()


async def test_a_closed_store_says_so_and_changes_nothing(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "wood.db")
    await store.close()
    with pytest.raises(Unavailable):
        await store.woods.found(founded())
    with pytest.raises(Unavailable):
        await store.woods.all()


HOLD = """
import asyncio, sys
from pathlib import Path
from data.sqlite.store import open_store
async def main():
    store = await open_store(Path(sys.argv[1]))
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await store.close()
asyncio.run(main())
"""


async def test_the_lock_of_a_process_that_was_killed_is_gone_with_it(tmp_path: Path) -> None:
    path = tmp_path / "wood.db"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(Locked) as caught:
            await open_store(path)
        assert caught.value.params["process"] == holder.pid
        holder.send_signal(signal.SIGKILL)
    store = await open_store(path)
    await store.close()


async def test_a_forked_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "wood.db")
    read, write = os.pipe()
    alive, living = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(living, b"x")
        os.read(read, 1)
        os._exit(0)
    try:
        os.read(alive, 1)
        await store.close()
        again = await open_store(tmp_path / "wood.db")
        await again.close()
    finally:
        os.write(write, b"x")
        os.waitpid(child, 0)
        for end in (read, write, alive, living):
            os.close(end)


def test_scripts_are_split_into_whole_statements() -> None:
    script = "-- why\nCREATE TABLE t (a);\nCREATE TRIGGER g BEFORE UPDATE ON t\nBEGIN SELECT 1;\nEND;\nDELETE FROM t;\n"
    assert [statement.split()[-1] for statement in split(script)] == ["(a);", "END;", "t;"]


class Anything(dict[str, None]):
    """Whatever parameter is asked for is there."""

    def __missing__(self, name: str) -> None:
        return None


def test_every_statement_in_the_files_can_be_prepared() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for file in known().values():
            connection.executescript(file.read_text())
        prepared = 0
        for file in QUERIES.glob("*.sql"):
            for sql in statements(file.stem).values():
                connection.execute(f"EXPLAIN {sql}", (None,) * sql.count("?") if "?" in sql else Anything())
                prepared += 1
        assert prepared > 80


GROWING = {
    "inputs",
    "events",
    "transfers",
    "prices",
    "standings",
    "traces",
    "outbox",
    "calls",
    "i",
    "e",
    "t",
    "p",
    "s",
}
"""Tables that grow with every turn, and what the statements call them."""


def test_no_everyday_question_reads_a_growing_table_from_end_to_end() -> None:
    everyday = ("commit", "woods", "ticks", "history", "people", "outbox")
    rare = {"unused_contents", "ended_before", "all", "waiting"}
    with closing(sqlite3.connect(":memory:")) as connection:
        for file in known().values():
            connection.executescript(file.read_text())
        for file in everyday:
            for name, sql in statements(file).items():
                marks = (None,) * sql.count("?") if "?" in sql else Anything()
                plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", marks)]
                scans = [step for step in plan if step.startswith("SCAN") and step.split()[1] in GROWING]
                assert not scans or name in rare, (file, name, plan)
