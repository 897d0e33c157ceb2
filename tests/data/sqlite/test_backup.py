"""A copy of a live database is whole, and nothing that runs or stands is written over."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.keeper.replay import replay
from data.sqlite.backup import BackupRefused, back_up, restore
from data.sqlite.store import open_store
from data.store.failures import Damaged, Locked, NewerSchema
from tests.bot.keeper_setup import Grove, growing
from tests.data.beside import faults_of


async def _lived(grove: Grove, turns: int = 3) -> str:
    wood = (await grove.found()).id
    for _ in range(turns):
        await grove.keeper.play_turn(wood)
    return wood


async def test_a_copy_taken_while_woods_live_is_whole_and_replays(tmp_path: Path) -> None:
    async with growing(tmp_path) as grove:
        wood = await _lived(grove)
        playing = asyncio.create_task(_turns(grove, wood, 30))
        copies = [
            await asyncio.to_thread(back_up, tmp_path / "wood.db", tmp_path / f"{n}" / "wood.db")
            for n in range(4)
        ]
        await playing
    for copy in copies:
        store = await open_store(copy)
        try:
            assert faults_of(copy) == []
            record = await store.woods.find(wood)
            result = await replay(store, wood)
            assert (result.inputs, result.deviation) == (record.number + 1, None)
            assert 3 <= record.turn <= 33
        finally:
            await store.close()


async def _turns(grove: Grove, wood: str, count: int) -> None:
    for _ in range(count):
        assert (await grove.keeper.play_turn(wood)).turn is not None


async def test_a_copy_is_one_file_and_leaves_none_beside_it(tmp_path: Path) -> None:
    async with growing(tmp_path) as grove:
        await _lived(grove)
        back_up(tmp_path / "wood.db", tmp_path / "kept" / "copy.db")
    assert [file.name for file in (tmp_path / "kept").iterdir()] == ["copy.db"]
    with closing(sqlite3.connect(f"file:{tmp_path}/kept/copy.db?immutable=1", uri=True)) as copy:
        assert copy.execute("SELECT turn FROM woods").fetchall() == [(3,)]


async def test_what_stands_is_never_written_over(tmp_path: Path) -> None:
    async with growing(tmp_path) as grove:
        await _lived(grove)
        target = tmp_path / "copy.db"
        target.write_text("mine")
        with pytest.raises(BackupRefused) as caught:
            back_up(tmp_path / "wood.db", target)
        assert caught.value.code == "backup_refused_exists"
        assert target.read_text() == "mine"
    with pytest.raises(BackupRefused):
        back_up(tmp_path / "nowhere.db", tmp_path / "other.db")


async def test_a_restored_wood_goes_on_from_the_copy_and_the_old_one_is_kept(tmp_path: Path) -> None:
    database, copy = tmp_path / "wood.db", tmp_path / "copy.db"
    async with growing(tmp_path) as grove:
        wood = await _lived(grove)
        back_up(database, copy)
        await _turns(grove, wood, 4)
    aside = restore(copy, database)
    assert aside is not None
    async with growing(tmp_path) as grove:
        assert (await grove.keeper.play_turn(wood)).turn == 4
    old = await open_store(aside)
    assert (await old.woods.find(wood)).turn == 7
    await old.close()
    assert restore(copy, database) not in (None, aside)


async def test_what_a_killed_process_left_in_its_log_is_kept_aside_too(tmp_path: Path) -> None:
    """The old database's write-ahead log must neither be lost nor end up under the restored one."""
    database, copy = tmp_path / "wood.db", tmp_path / "copy.db"
    async with growing(tmp_path) as grove:
        wood = await _lived(grove)
        back_up(database, copy)
        await _turns(grove, wood, 2)
        (tmp_path / "dead").mkdir()
        for name in ("wood.db", "wood.db-wal"):
            (tmp_path / "dead" / name).write_bytes((tmp_path / name).read_bytes())
    aside = restore(copy, tmp_path / "dead" / "wood.db")
    assert aside is not None
    for path, turn in ((tmp_path / "dead" / "wood.db", 3), (aside, 5)):
        store = await open_store(path)
        assert (await store.woods.find(wood)).turn == turn
        await store.close()


async def test_a_running_database_is_not_restored_over(tmp_path: Path) -> None:
    async with growing(tmp_path) as grove:
        wood = await _lived(grove)
        back_up(tmp_path / "wood.db", tmp_path / "copy.db")
        with pytest.raises(Locked):
            restore(tmp_path / "copy.db", tmp_path / "wood.db")
        assert (await grove.keeper.play_turn(wood)).turn == 4


async def test_a_copy_is_restored_where_there_is_nothing_yet(tmp_path: Path) -> None:
    async with growing(tmp_path) as grove:
        wood = await _lived(grove)
        back_up(tmp_path / "wood.db", tmp_path / "copy.db")
    assert restore(tmp_path / "copy.db", tmp_path / "fresh" / "wood.db") is None
    async with growing(tmp_path / "fresh") as grove:
        assert (await grove.store.woods.find(wood)).turn == 3


async def test_what_is_no_copy_of_ours_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    async with growing(tmp_path) as grove:
        await _lived(grove)
    database = tmp_path / "wood.db"
    before = database.read_bytes()
    noise, empty, other, newer = (tmp_path / f"{name}.db" for name in ("noise", "empty", "other", "newer"))
    noise.write_bytes(b"noise" * 1000)
    empty.write_bytes(b"")
    for path, sql in ((other, "CREATE TABLE recipes (name)"), (newer, "PRAGMA user_version = 999")):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(sql)
    for path, error in (
        (noise, Damaged), (empty, BackupRefused), (other, Damaged), (newer, NewerSchema),
        (tmp_path / "no.db", BackupRefused),
    ):  # fmt: skip
        with pytest.raises(error):
            restore(path, database)
        assert database.read_bytes() == before
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(before[:8192] + bytes(len(before) - 8192 - 4096) + before[-4096:])
    with pytest.raises(Damaged):
        restore(damaged, database)
    assert database.read_bytes() == before
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob("*.restoring"))
