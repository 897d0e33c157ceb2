"""Who is forgotten stands in no file: the numbers of persons are looked for in the bytes on the disk."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from data.sqlite.store import SqliteStore, open_store
from tests.data.beside import faults_of
from tests.data.stored_woods import START, founded, play

FIRST = 0x0A1B2C3D4E5F6000
PEOPLE = range(FIRST, FIRST + 300)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "wood.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    """A wood that many persons have met, all of them in the database file itself."""
    opened = await open_store(path)
    await opened.woods.found(founded())
    for person in PEOPLE:
        await opened.people.patron("w1", person, START)
    yield opened
    await opened.close()


def found(path: Path, people: Sequence[int] = PEOPLE) -> dict[str, int]:
    """How many of these persons stand in each file of a database."""
    return {
        file.name: sum(person.to_bytes(8, "big") in content for person in people)
        for file in path.parent.glob(f"{path.name}*")
        if (content := file.read_bytes())
    }


async def test_they_can_be_found_before(store: SqliteStore, path: Path) -> None:
    assert max(found(path).values()) == len(PEOPLE)


async def test_an_erased_person_is_gone_at_once_and_others_stay(store: SqliteStore, path: Path) -> None:
    await play(store, "w1", 3)
    gone = PEOPLE[100:200]
    for person in gone:
        await store.people.erase(person)
        assert not any(found(path, [person]).values())
    assert found(path)["wood.db"] == len(PEOPLE) - len(gone)
    await play(store, "w1", 3)
    assert not any(found(path, gone).values())
    assert faults_of(path) == []


async def test_the_people_of_a_purged_wood_are_gone_at_once(store: SqliteStore, path: Path) -> None:
    await store.woods.set_state("w1", "deleted", "deleted", START)
    assert await store.woods.purge(START + timedelta(days=1)) == 1
    assert not any(found(path).values())


async def test_nobody_erased_or_purged_is_left_after_a_close(path: Path) -> None:
    store = await open_store(path)
    for wood, channel in (("w1", 10), ("w2", 11)):
        await store.woods.found(founded(wood, channel))
        for person in PEOPLE:
            await store.people.patron(wood, person, START)
    await store.woods.set_state("w2", "deleted", "deleted", START)
    await store.woods.purge(START + timedelta(days=1))
    for person in PEOPLE:
        await store.people.erase(person)
    await store.close()
    assert found(path) == {"wood.db": 0}


async def test_a_reader_from_elsewhere_holds_the_erasing_up_for_a_moment_only(
    store: SqliteStore, path: Path
) -> None:
    """What it still reads stays in the log until the daily purge finds nobody reading."""
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM identities").fetchone()
        began = time.monotonic()
        assert await store.people.erase(FIRST) == 1
        assert time.monotonic() - began < 5
    await store.woods.purge(START)
    assert not any(found(path, [FIRST]).values())
