"""Migrations: every earlier database is upgraded with all it holds, and no other is touched."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from data.sqlite.migrating import MIGRATIONS, known
from data.sqlite.store import SqliteStore, open_store
from data.store.failures import Damaged, NewerSchema, StoreError, Unavailable
from tests.data.beside import faults_of, post_of_turn
from tests.data.stored_woods import START, founded, play

NEXT = max(known()) + 1
SYNTHETIC = """
-- A table built anew, a column more, rows carried over, a trigger: what later migrations will do.
CREATE TABLE sleeps_new (
    wood INTEGER NOT NULL REFERENCES woods (key), after INTEGER NOT NULL, since INTEGER NOT NULL,
    until INTEGER NOT NULL, ticks INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (wood, after, since)
) STRICT, WITHOUT ROWID;
INSERT INTO sleeps_new (wood, after, since, until, ticks) SELECT * FROM sleeps;
DROP TABLE sleeps;
ALTER TABLE sleeps_new RENAME TO sleeps;
CREATE TABLE moods (input INTEGER PRIMARY KEY REFERENCES inputs (key), mean INTEGER NOT NULL) STRICT;
INSERT INTO moods SELECT key / 1048576, sum(mood) / count(*) FROM standings GROUP BY 1;
CREATE TRIGGER moods_never_change BEFORE UPDATE ON moods
BEGIN
    SELECT RAISE (ABORT, 'moods are immutable; really');
END;
"""


async def _writer(store: SqliteStore, sql: str) -> object:
    """One statement on the connection that writes."""
    return await store._writer.transact(lambda c: [tuple(row) for row in c.execute(sql).fetchall()])


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Migrations of a later program."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / f"{NEXT:04}_synthetic.sql").write_text(SYNTHETIC)
    return folder


async def _aged(path: Path) -> object:
    """A database of this schema with a past; gives what it holds."""
    store = await open_store(path)
    await store.woods.found(founded())
    await play(store, "w1", 3)
    await store.people.patron("w1", 5, START)
    held = await _held(store, path)
    await store.close()
    return held


async def _held(store: SqliteStore, path: Path) -> object:
    return (
        (await store.woods.load("w1")).wood,
        [entry async for entry in store.history.inputs("w1")],
        [await store.history.transfers("w1", number) for number in range(4)],
        await store.history.traces("w1", 0, 9),
        await store.people.records(5),
        post_of_turn(path, "w1", 2),
    )


async def test_an_older_database_is_upgraded_with_all_it_holds_and_a_copy_is_kept(
    tmp_path: Path, later: Path
) -> None:
    path = tmp_path / "wood.db"
    held = await _aged(path)
    upgraded = await open_store(path, migrations=later)
    assert await _held(upgraded, path) == held
    assert faults_of(path) == []
    assert await _writer(upgraded, "PRAGMA user_version") == [(NEXT,)]
    assert await _writer(upgraded, "SELECT count(*) FROM moods") == [(4,)]
    with pytest.raises(Unavailable, match="immutable; really"):
        await _writer(upgraded, "UPDATE moods SET mean = 0")
    assert (await play(upgraded, "w1", 1)).turn == 4
    await upgraded.close()
    copy = tmp_path / f"wood.schema-{NEXT - 1}.db"
    old = await open_store(copy)
    assert await _held(old, copy) == held
    await old.close()


async def test_every_schema_there_ever_was_can_be_upgraded(tmp_path: Path, later: Path) -> None:
    """Each database of an earlier schema comes to the same tables as a new one."""
    fresh = await open_store(tmp_path / "fresh.db", migrations=later)
    tables = await _writer(fresh, "SELECT name, sql FROM sqlite_schema ORDER BY name")
    await fresh.close()
    for newest in range(1, NEXT):
        folder = tmp_path / f"until-{newest}"
        folder.mkdir()
        for number, file in known(later).items():
            if number <= newest:
                shutil.copy(file, folder)
        path = tmp_path / f"of-{newest}.db"
        await (await open_store(path, migrations=folder)).close()
        upgraded = await open_store(path, migrations=later)
        assert await _writer(upgraded, "SELECT name, sql FROM sqlite_schema ORDER BY name") == tables
        await upgraded.close()


async def test_a_database_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path, later: Path) -> None:
    path = tmp_path / "wood.db"
    await (await open_store(path, migrations=later)).close()
    before = path.read_bytes()
    with pytest.raises(NewerSchema) as caught:
        await open_store(path)
    assert (caught.value.params["found"], caught.value.params["known"]) == (NEXT, NEXT - 1)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "broken", ["CREATE TABLE woods (x);", "DELETE FROM inputs_nowhere;", "DELETE FROM patrons;"]
)
async def test_an_upgrade_that_fails_leaves_the_old_database_as_it_was(
    tmp_path: Path, later: Path, broken: str
) -> None:
    path = tmp_path / "wood.db"
    held = await _aged(path)
    (later / f"{NEXT:04}_synthetic.sql").write_text(SYNTHETIC + broken)
    with pytest.raises(StoreError):
        await open_store(path, migrations=later)
    store = await open_store(path)
    assert await _held(store, path) == held
    await store.close()


async def test_what_is_no_database_of_ours_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    noise = tmp_path / "noise.db"
    noise.write_bytes(b"not a database at all" * 100)
    for path in (other, noise):
        before = path.read_bytes()
        with pytest.raises(Damaged):
            await open_store(path)
        assert path.read_bytes() == before
