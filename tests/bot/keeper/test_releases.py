"""Databases of earlier releases live on: what they hold is checked, and their woods cross over and play."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path

import pytest

from bot.app import App
from bot.keeper.replay import replay
from bot.process.startup import open_app
from bot.settings import Settings
from data.sqlite.store import SqliteStore, open_store
from data.store.records import WoodRecord
from engine import accounts
from engine.events.facts import AssetDealt, Recoined, read
from engine.ledger import PEBBLE, check
from engine.saving.events import told_today
from engine.saving.version import BEHAVIOUR
from engine.wood import Wood
from tests.bot.finer import MONEY, finer
from tests.data.beside import faults_of, rows

RELEASES = sorted((Path(__file__).parents[2] / "data" / "releases").glob("*.db.gz"))
OWN_CASTS = {"own"}
"""Casts of woods in them of which there is no file."""
TURNS = 30
OPEN = "SELECT c.* FROM calls AS c JOIN woods AS w ON w.key = c.wood WHERE w.id = ? AND c.verdict = 'open'"
"""A wood's calls that wait, as rows."""


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.removesuffix(".db.gz"))
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An earlier release's database, and content in finer money and with an asset."""
    (tmp_path / "wood.db").write_bytes(gzip.decompress(request.param.read_bytes()))
    return Settings(data=tmp_path, content=finer(tmp_path))


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[SqliteStore]:
    opened = await open_store(settings.database)
    yield opened
    await opened.close()


async def woods_of(settings: Settings) -> dict[str, tuple[WoodRecord, Wood]]:
    """The woods that have not ended, as they were left."""
    store = await open_store(settings.database)
    found = {
        record.id: (record, (await store.woods.load(record.id)).wood) for record in await store.woods.all()
    }
    await store.close()
    return found


async def test_its_database_is_sound_and_a_copy_of_it_is_kept(store: SqliteStore, settings: Settings) -> None:
    assert faults_of(settings.database) == []
    assert {record.state for record in await store.woods.all(deleted=True)} == {"living", "paused", "deleted"}
    (kept,) = settings.data.glob("wood.schema-*.db")
    assert kept.name == f"wood.schema-{rows(kept, 'PRAGMA user_version')[0][0]}.db"


async def test_what_is_stored_of_its_inputs_holds(store: SqliteStore) -> None:
    for record in await store.woods.all():
        result = await replay(store, record.id)
        assert (result.checked, result.inputs, result.deviation) == (record.number + 1, 0, None)


async def test_what_happened_can_still_be_read(store: SqliteStore) -> None:
    kinds = set()
    for record in await store.woods.all(deleted=True):
        for number in range(record.number + 1):
            events = await store.history.all_events(record.id, number)
            kinds |= {type(read(told_today(event))) for event in events}
    assert len(kinds) > 15


async def test_each_wood_is_as_its_last_input_left_it(store: SqliteStore, settings: Settings) -> None:
    for record in await store.woods.all(deleted=True):
        wood = (await store.woods.load(record.id)).wood
        check(wood.balances)
        assert (wood.number, wood.turn) == (record.number, record.turn)
        told = [await store.history.all_events(record.id, number) for number in range(record.number + 1)]
        last = [event for events in told for event in events if event.kind in ("drawn", "vetoed")][-1:]
        if last and last[0].kind == "drawn" and f"{wood.position}." in last[0].id:
            assert last[0].data["tale"] in {spell.tale for spell in wood.spells}
        open_ = rows(settings.database, OPEN, (record.id,))
        waiting = {
            (account, call.good, call.answer) for account, own in wood.sealed.items() for call in own.calls
        }
        assert {(accounts.patron(row["patron"]), row["good"], row["answer"]) for row in open_} == waiting


async def test_its_woods_cross_over_once_with_all_they_have(settings: Settings) -> None:
    before = await woods_of(settings)
    async with open_app(settings) as app:
        after = {id: (await app.store.woods.load(id)).wood for id in before}
        for id, (record, old) in before.items():
            await crossed(app, record, old, after[id])
    async with open_app(settings) as app:
        for id, wood in after.items():
            assert (await app.store.woods.load(id)).wood == wood
            assert len(notices(settings.database, id)) == 1


async def crossed(app: App, record: WoodRecord, old: Wood, new: Wood) -> None:
    """Check that a wood has crossed over: books, relative wealth, what is told of it, and the log."""
    check(new.balances)
    assert new.number == old.number + 1
    assert new.rules == app.rules
    for account, assets in old.balances.items():
        assert new.balances[account].get(PEBBLE, 0) == MONEY * assets.get(PEBBLE, 0)
        made = {good: units for good, units in assets.items() if good in old.cast.good and units}
        assert {good: new.balances[account][good] for good in made} == made
    asset = new.cast.asset
    assert (asset is None) == (old.cast.id in OWN_CASTS)
    for creature in new.cast.creature if asset else ():
        assert new.balances[accounts.creature(creature)][asset.id] == asset.units
    goods = list(old.cast.good)
    assert {g: Fraction(new.quotes[g].reference, old.quotes[g].reference) for g in goods} == dict.fromkeys(
        goods, Fraction(MONEY)
    )
    events = await app.store.history.all_events(record.id, new.number)
    assert [type(read(event)) for event in events] == [Recoined, *([AssetDealt] if asset else [])]
    assert notices(app.settings.database, record.id) == ["crossed" if asset else "recoined"]
    result = await replay(app.store, record.id)
    assert (result.checked, result.inputs, result.deviation) == (record.number + 1, 1, None)


def notices(database: Path, wood: str) -> list[str]:
    """Codes of what a wood's channel is told of its crossing."""
    sql = "SELECT o.code FROM outbox AS o JOIN woods AS w ON w.key = o.wood WHERE w.id = ? AND o.kind = 'notice'"
    return [row["code"] for row in rows(database, sql, (wood,)) if row["code"] != "missing_permission"]


async def test_its_woods_play_on(settings: Settings) -> None:
    async with open_app(settings) as app:
        for record in await app.store.woods.all():
            if record.state == "paused":
                await app.keeper.resume(record.id)
            for turn in range(record.turn + 1, record.turn + 1 + TURNS):
                assert (await app.keeper.play_turn(record.id)).turn == turn
            result = await replay(app.store, record.id)
            assert (result.inputs, result.deviation) == (TURNS + 1, None)
            eras = await app.store.history.eras(record.id)
            assert result.eras == (eras[-1].number,)
            assert eras[-1].behaviour == BEHAVIOUR


async def test_a_wood_that_cannot_cross_over_plays_on_with_all_it_has(settings: Settings) -> None:
    """Its packaged cast has other creatures now: it keeps its own, its rules and its money, and has no asset."""
    before = await woods_of(settings)
    cast = settings.content / "casts" / "wood.toml"
    cast.write_text(cast.read_text("utf-8").replace('id = "pip"', 'id = "pop"'), "utf-8")
    async with open_app(settings) as app:
        kept = [id for id, (_, wood) in before.items() if wood.cast.id == "wood"]
        for id in kept:
            record, old = before[id]
            assert (await app.store.woods.load(id)).wood == old
            assert notices(settings.database, id) == ["other_creatures"]
            await app.keeper.resume(id)
            for turn in range(record.turn + 1, record.turn + 1 + TURNS):
                assert (await app.keeper.play_turn(id)).turn == turn
            assert (await replay(app.store, id)).deviation is None
        assert kept
