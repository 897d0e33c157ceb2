"""A look at a database that a process keeps: one instant, no lock, and nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.sqlite.store import is_current, open_store, read_store
from data.store.failures import Damaged, ReadOnly
from tests.data.stored_woods import START, founded, play


async def test_it_sees_one_instant_while_the_keeper_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "wood.db"
    store = await open_store(path)
    await store.woods.found(founded())
    await play(store, "w1", 2)
    look = await read_store(path)
    try:
        await play(store, "w1", 2)
        await store.woods.found(founded("w2", 11))
        assert [record.turn for record in await look.woods.all()] == [2]
        assert [entry.number async for entry in look.history.inputs("w1")] == [0, 1, 2]
        assert [row.turn for row in await look.history.turns("w1", 0, 9)] == [0, 1, 2]
        assert [record.turn for record in await store.woods.all()] == [4, 0]
    finally:
        await look.close()
    assert (await play(store, "w1", 1)).turn == 5
    await store.close()


async def test_nothing_can_be_written_through_it(tmp_path: Path) -> None:
    path = tmp_path / "wood.db"
    store = await open_store(path)
    await store.woods.found(founded())
    look = await read_store(path)
    with pytest.raises(ReadOnly):
        await play(look, "w1", 1)
    with pytest.raises(ReadOnly):
        await look.people.patron("w1", 5, START)
    await look.close()
    await store.close()


async def test_it_needs_nobody_who_keeps_the_database(tmp_path: Path) -> None:
    path = tmp_path / "wood.db"
    store = await open_store(path)
    await store.woods.found(founded())
    await store.close()
    assert is_current(path)
    look = await read_store(path)
    assert [record.id for record in await look.woods.all()] == ["w1"]
    await look.close()
    await (await open_store(path)).close()


def test_what_is_no_database_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noise.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(Damaged):
        is_current(tmp_path / "noise.db")
    (tmp_path / "empty.db").touch()
    assert not is_current(tmp_path / "empty.db")
