"""What goes wrong under the keeper: broken books, faults of the engine, cancellation, a full disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.keeper import inputs as keeping
from bot.keeper.turn_request import TurnRequest
from data.store.failures import DiskFull
from data.store.records import Every
from engine.commands.tales import FireShock
from engine.ledger import LedgerBroken, check
from engine.saving.save import wood_hash
from tests.bot.keeper_setup import HOUR, SHOCK, START, Grove, growing


@pytest.fixture
async def grove(tmp_path: Path) -> AsyncIterator[Grove]:
    async with growing(tmp_path) as grove:
        yield grove


async def test_broken_books_stop_one_wood_and_tell_its_channel(
    grove: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    sick, sound = (await grove.found(10, Every(60))).id, (await grove.found(11, Every(60))).id
    seed = (await grove.store.woods.load(sick)).wood.seed
    real = keeping.advance

    def breaks(wood, decisions):  # type: ignore[no-untyped-def]
        if wood.seed == seed:
            raise LedgerBroken("unbalanced", asset="pebble", amount=3)
        return real(wood, decisions)

    monkeypatch.setattr(keeping, "advance", breaks)
    before = await grove.keeper.look(sick)
    results = await grove.keeper.play_turns([TurnRequest(sick), TurnRequest(sound)])
    assert [(r.turn, r.code) for r in results] == [(None, "quarantined"), (1, "")]
    record = await grove.store.woods.find(sick)
    assert (record.state, record.reason, record.next_due) == ("quarantined", "ledger_broken", None)
    assert (await grove.keeper.look(sick)).wood == before.wood
    notices = [p for p in await grove.store.outbox.take(START, 9) if p.kind == "notice"]
    assert [(n.wood, n.code, n.params["asset"]) for n in notices] == [(sick, "ledger_broken", "pebble")]
    refused = await grove.keeper.command(sick, FireShock(SHOCK), id="i1")
    assert refused.refusal is not None
    assert (refused.refusal.code, refused.refusal.params) == ("not_living", {"state": "quarantined"})
    monkeypatch.setattr(keeping, "advance", real)
    assert (await grove.keeper.resume(sick)).next_due == START + HOUR
    assert (await grove.keeper.play_turn(sick)).turn == 1


@pytest.mark.parametrize("fault", [KeyError("x"), ZeroDivisionError(), RecursionError()])
async def test_any_fault_of_the_engine_stops_the_wood_and_not_the_process(
    grove: Grove, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    record = await grove.found()

    def breaks(*_: object) -> None:
        raise fault

    monkeypatch.setattr(keeping, "apply", breaks)
    result = await grove.keeper.command(record.id, FireShock(SHOCK), id="i1")
    assert result.refusal is not None
    assert result.refusal.code == "not_living"
    after = await grove.store.woods.find(record.id)
    assert (after.state, after.reason) == ("quarantined", "engine_failed")


async def test_a_snapshot_that_cannot_be_read_stops_its_wood(grove: Grove) -> None:
    record = await grove.found()
    await grove.store._writer.transact(lambda c: c.execute("UPDATE snapshots SET state = '{}'"))
    assert (await grove.keeper.play_turn(record.id)).code == "quarantined"
    assert (await grove.store.woods.find(record.id)).reason == "save_broken"


async def test_a_turn_cancelled_anywhere_is_whole_or_never_was(tmp_path: Path) -> None:
    """Cancelled at each failpoint in turn; the wood is then before or after the turn, and goes on."""
    seen: list[str] = []
    target: list[str] = []
    tasks: list[asyncio.Task[object]] = []

    def failpoint(name: str) -> None:
        seen.append(name)
        if target and name == target[0]:
            asyncio_loop.call_soon_threadsafe(tasks[0].cancel)

    asyncio_loop = asyncio.get_running_loop()
    async with growing(tmp_path, failpoint=failpoint) as grove:
        record = await grove.found()
        await grove.keeper.play_turn(record.id)
        for name in dict.fromkeys(seen):
            before = (await grove.store.woods.load(record.id)).wood
            target[:] = [name]
            tasks[:] = [asyncio.create_task(grove.keeper.play_turn(record.id))]
            await asyncio.gather(*tasks, return_exceptions=True)
            target.clear()
            loaded = await grove.store.woods.load(record.id)
            assert loaded.wood.turn in (before.turn, before.turn + 1)
            played = await grove.keeper.play_turn(record.id)
            assert played.turn == loaded.wood.turn + 1
            assert len(grove.keeper._held._locks) == 0
        log = [entry async for entry in grove.store.history.inputs(record.id)]
        assert [entry.turn for entry in log] == list(range(len(log)))
        assert wood_hash((await grove.store.woods.load(record.id)).wood) == log[-1].hash
        assert len(seen) > 10


async def _until_full(grove: Grove, wood: str) -> None:
    for _ in range(300):
        await grove.keeper.play_turn(wood)


async def test_a_full_disk_is_said_and_the_turn_is_played_when_there_is_room(grove: Grove) -> None:
    record = await grove.found()
    await grove.keeper.play_turn(record.id)
    session = grove.store._writer._session
    await grove.store._writer.transact(
        lambda c: c.execute(f"PRAGMA max_page_count = {c.execute('PRAGMA page_count').fetchone()[0]}")
    )
    with pytest.raises(DiskFull):
        await _until_full(grove, record.id)
    kept = (await grove.store.woods.load(record.id)).wood
    full = await asyncio.gather(
        *(grove.keeper.play_turn(record.id) for _ in range(2)), return_exceptions=True
    )
    assert {type(result) for result in full} == {DiskFull}
    session.execute("PRAGMA max_page_count = 1000000")
    assert (await grove.keeper.play_turn(record.id)).turn == kept.turn + 1
    check((await grove.store.woods.load(record.id)).wood.balances)
