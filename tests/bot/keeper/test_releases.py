"""Databases of earlier releases live on: everything that they hold is there, replays, and plays further."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.keeper.keeper import Keeper
from bot.keeper.replay import replay
from bot.minds import make_mind
from data.sqlite.store import SqliteStore, open_store
from tests.data.beside import faults_of

RELEASES = sorted((Path(__file__).parents[2] / "data" / "releases").glob("*.db.gz"))

EARLIER = pytest.mark.xfail(
    strict=True, reason="its inputs were played by an earlier version, which no era is told of yet"
)


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.removesuffix(".db.gz"))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    path = tmp_path / "wood.db"
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    opened = await open_store(path)
    yield opened
    await opened.close()


async def test_its_database_is_sound(store: SqliteStore, tmp_path: Path) -> None:
    assert faults_of(tmp_path / "wood.db") == []
    assert {record.state for record in await store.woods.all(deleted=True)} == {"living", "paused", "deleted"}


@EARLIER
async def test_its_woods_replay(store: SqliteStore) -> None:
    for record in await store.woods.all():
        result = await replay(store, record.id)
        assert (result.inputs, result.deviation) == (record.number + 1, None)


@EARLIER
async def test_its_woods_play_on(store: SqliteStore) -> None:
    keeper = Keeper(store, make_mind(), cache=8)
    for record in await store.woods.all():
        if record.state == "paused":
            await keeper.resume(record.id)
        assert (await keeper.play_turn(record.id)).turn == record.turn + 1
        result = await replay(store, record.id)
        assert result.deviation is None
