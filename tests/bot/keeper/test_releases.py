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
from engine.events.facts import read
from engine.ledger import check
from engine.saving.save import dump
from tests.data.beside import faults_of, rows

RELEASES = sorted((Path(__file__).parents[2] / "data" / "releases").glob("*[0-9].db.gz"))


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


async def test_what_is_stored_of_its_inputs_holds(store: SqliteStore) -> None:
    for record in await store.woods.all():
        result = await replay(store, record.id)
        assert (result.checked, result.earlier, result.deviation) == (record.number + 1, (1,), None)


async def test_its_woods_go_on_in_a_new_era_with_all_they_have(store: SqliteStore, tmp_path: Path) -> None:
    for record in await store.woods.all(deleted=True):
        wood = (await store.woods.load(record.id)).wood
        check(wood.balances)
        first, second = await store.history.eras(record.id)
        assert (first.behaviour, second.behaviour, second.first) == (1, 2, record.number + 1)
        assert second.state == dump(wood)
    kept = tmp_path / "wood.schema-1.db"
    assert rows(kept, "PRAGMA user_version")[0][0] == 1


async def test_what_happened_can_still_be_read(store: SqliteStore) -> None:
    kinds = set()
    for record in await store.woods.all(deleted=True):
        for number in range(record.number + 1):
            kinds |= {type(read(event)) for event in await store.history.all_events(record.id, number)}
    assert len(kinds) > 15


async def test_its_woods_play_on(store: SqliteStore) -> None:
    keeper = Keeper(store, make_mind(), cache=8)
    for record in await store.woods.all():
        if record.state == "paused":
            await keeper.resume(record.id)
        assert (await keeper.play_turn(record.id)).turn == record.turn + 1
        result = await replay(store, record.id)
        assert (result.checked, result.inputs, result.eras, result.deviation) == (
            record.number + 1,
            1,
            (2,),
            None,
        )
