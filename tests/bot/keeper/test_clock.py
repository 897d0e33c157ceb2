"""The clock: only asks, claims and spawns; catches up by the rule; loses and doubles no tick."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.keeper.clock import Clock
from bot.keeper.schedule import ScheduleRefused
from bot.keeper.turn_request import TurnRequest, TurnResult
from data.sqlite.rows import ms, schedule_text
from data.store.failures import DiskFull
from data.store.records import Claim, Daily, Every, WoodRecord
from tests.bot.keeper_setup import AGAIN, HOUR, LEASE, PACE, START, Grove, growing
from tests.data.beside import sleeps_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def grove(tmp_path: Path) -> AsyncIterator[Grove]:
    async with growing(tmp_path) as grove:
        yield grove


async def _tick(clock: Clock) -> int:
    woods = await clock.ask()
    await clock.idle()
    return woods


async def test_due_woods_are_played_once_and_the_others_left_alone(grove: Grove) -> None:
    due = await grove.found(10, Every(60))
    early, by_hand = await grove.found(11, Every(120)), await grove.found(12)
    clock = grove.clock()
    assert await _tick(clock) == 0
    grove.later(HOUR)
    assert await _tick(clock) == 1
    assert await _tick(clock) == 0
    turns = [(await grove.store.woods.find(w.id)).turn for w in (due, early, by_hand)]
    assert turns == [1, 0, 0]
    assert (await grove.store.woods.find(due.id)).next_due == START + 2 * HOUR


async def test_an_interval_stays_on_its_grid_when_the_clock_is_late(grove: Grove) -> None:
    wood = await grove.found(10, Every(60))
    clock = grove.clock()
    for late in (3, 17, 59):
        grove.now[0] = START + HOUR * (await grove.store.woods.find(wood.id)).turn + HOUR + late * MINUTE
        await _tick(clock)
        assert (await grove.store.woods.find(wood.id)).next_due == START + HOUR * (
            (await grove.store.woods.find(wood.id)).turn + 1
        )


@pytest.mark.parametrize(
    ("missed", "played", "slept"), [(1, 1, 0), (2, 2, 0), (3, 3, 0), (4, 3, 1), (168, 3, 165)]
)
async def test_who_slept_plays_three_turns_at_most_and_tells_them_in_one_post(
    grove: Grove, missed: int, played: int, slept: int, tmp_path: Path
) -> None:
    wood = await grove.found(10, Every(60))
    grove.now[0] = START + missed * HOUR + MINUTE
    await _tick(grove.clock())
    record = await grove.store.woods.find(wood.id)
    assert (record.turn, record.next_due) == (played, START + (missed + 1) * HOUR)
    (post,) = await grove.store.outbox.take(grove.now[0], 9)
    assert (post.first, post.last, post.slept) == (1, played, slept)
    assert sleeps_of(tmp_path / "wood.db", wood.id) == (
        [(0, slept, ms(START + HOUR), ms(grove.now[0]))] if slept else []
    )


async def test_a_weeks_sleep_over_a_change_of_the_clocks_keeps_the_local_hour(
    grove: Grove, tmp_path: Path
) -> None:
    grove.now[0] = START.replace(month=3, day=25)
    wood = await grove.found(10, Daily(8, 0, "Europe/Berlin"))
    grove.later(timedelta(days=7))
    await _tick(grove.clock())
    record = await grove.store.woods.find(wood.id)
    assert (record.turn, record.next_due) == (3, START.replace(month=4, day=2, hour=6))
    (sleep,) = sleeps_of(tmp_path / "wood.db", wood.id)
    assert sleep[:3] == (0, 4, ms(START.replace(month=3, day=26, hour=7)))


async def test_woods_of_one_asking_decide_in_batches_and_no_more_at_once_than_there_is_room(
    grove: Grove,
) -> None:
    ids = [(await grove.found(10 + n, Every(60))).id for n in range(14)]
    grove.later(HOUR)
    clock = grove.clock()
    grove.mind.hold()
    assert await clock.ask() == 12
    assert await clock.ask() == 0
    assert clock.under_way == 3
    grove.mind.may.set()
    await clock.idle()
    assert [len(batch) for batch in grove.mind.batches] == [4, 4, 4]
    assert await _tick(clock) == 2
    assert {(await grove.store.woods.find(id)).turn for id in ids} == {1}


async def test_a_wood_paused_while_it_is_being_played_is_not_played(grove: Grove) -> None:
    wood = await grove.found(10, Every(60))
    grove.later(HOUR)
    clock = grove.clock()
    grove.mind.hold()
    await clock.ask()
    await grove.mind.asked.wait()
    await grove.keeper.pause(wood.id, "forester")
    grove.mind.may.set()
    await clock.idle()
    assert (await grove.store.woods.find(wood.id)).turn == 0
    resumed = await grove.keeper.resume(wood.id)
    assert resumed.next_due == START + 2 * HOUR
    grove.later(HOUR)
    assert await _tick(clock) == 1


async def test_a_catching_up_that_is_interrupted_tells_what_it_played(grove: Grove) -> None:
    wood = await grove.found(10, Every(60))
    grove.later(3 * HOUR)
    clock = grove.clock()
    played: list[int] = []

    class Pausing:
        async def decide(self, asks: Sequence[object]) -> Sequence[object]:
            played.append(1)
            if len(played) == 2:
                await grove.keeper.pause(wood.id, "forester")
            return await grove.mind.decide(asks)  # type: ignore[arg-type]

    grove.keeper._inputs._mind = Pausing()  # type: ignore[assignment]
    await clock.ask()
    await clock.idle()
    (post,) = await grove.store.outbox.take(grove.now[0], 9)
    assert (post.first, post.last) == (1, 1)
    assert (await grove.store.woods.find(wood.id)).turn == 1


async def test_a_mind_that_fails_costs_no_tick(grove: Grove) -> None:
    wood = await grove.found(10, Every(60))
    grove.later(HOUR)
    clock = grove.clock()
    real, grove.keeper._inputs._mind = grove.keeper._inputs._mind, Failing()
    assert await _tick(clock) == 1
    assert await _tick(clock) == 0
    grove.keeper._inputs._mind = real
    grove.later(AGAIN)
    assert await _tick(clock) == 1
    record = await grove.store.woods.find(wood.id)
    assert (record.turn, record.next_due) == (1, START + 2 * HOUR)


class Failing:
    async def decide(self, _asks: Sequence[object]) -> list[object]:
        raise ConnectionError("no mind")


async def test_a_turn_that_cannot_be_stored_is_tried_again_later(grove: Grove) -> None:
    wood = await grove.found(10, Every(60))
    grove.later(HOUR)
    clock = grove.clock()
    real = grove.store.woods.commit

    async def full(_: object) -> None:
        raise DiskFull(path="wood.db")

    grove.store.woods.commit = full  # type: ignore[method-assign]
    await _tick(clock)
    assert (await grove.store.woods.find(wood.id)).turn == 0
    grove.store.woods.commit = real  # type: ignore[method-assign]
    grove.later(AGAIN)
    assert await _tick(clock) == 1
    assert (await grove.store.woods.find(wood.id)).turn == 1


async def test_stopping_waits_for_turns_that_can_finish(grove: Grove) -> None:
    wood = await grove.found(10, Every(60))
    grove.later(HOUR)
    clock = grove.clock()
    await clock.ask()
    await clock.stop(grace=30)
    assert (await grove.store.woods.find(wood.id)).turn == 1


async def test_stopping_abandons_whole_what_does_not_finish_and_gives_it_back(grove: Grove) -> None:
    wood = await grove.found(10, Every(60))
    grove.later(HOUR)
    clock = grove.clock()
    grove.mind.hold()
    await clock.ask()
    await grove.mind.asked.wait()
    await clock.stop(grace=0)
    assert clock.under_way == 0
    assert (await grove.store.woods.find(wood.id)).turn == 0
    grove.mind.may.set()
    assert await _tick(grove.clock()) == 1
    assert (await grove.store.woods.find(wood.id)).turn == 1


async def test_a_started_clock_asks_by_itself(grove: Grove) -> None:
    wood = await grove.found(10, Every(60))
    grove.later(HOUR)
    clock = grove.clock(PACE.changed(asking=0.02))
    played = asyncio.Event()
    grove.keeper._held.changed = lambda _: played.set()
    clock.start()
    await asyncio.wait_for(played.wait(), 20)
    await clock.stop(grace=20)
    assert (await grove.store.woods.find(wood.id)).turn == 1


async def test_two_clocks_on_one_store_play_each_tick_once(grove: Grove) -> None:
    ids = [(await grove.found(10 + n, Every(60))).id for n in range(10)]
    clocks = [grove.clock(), grove.clock()]
    for _ in range(3):
        grove.later(HOUR)
        while await asyncio.gather(*(clock.ask() for clock in clocks)) != [0, 0]:
            await asyncio.gather(*(clock.idle() for clock in clocks))
    assert {(await grove.store.woods.find(id)).turn for id in ids} == {3}


async def test_a_claim_that_expired_while_minds_thought_is_not_played_twice(grove: Grove) -> None:
    """The lease ends, another claims the wood and plays; the first one's decisions are void."""
    wood = await grove.found(10, Every(60))
    grove.later(HOUR)
    slow, quick = grove.clock(), grove.clock()
    results: list[TurnResult] = []
    play = grove.keeper.play_turns

    async def noting(wanted: Sequence[TurnRequest]) -> list[TurnResult]:
        found = await play(wanted)
        results.extend(found)
        return found

    grove.keeper.play_turns = noting  # type: ignore[method-assign]
    grove.mind.hold()
    await slow.ask()
    await grove.mind.asked.wait()
    grove.later(LEASE)
    assert await quick.ask() == 1
    grove.mind.may.set()
    await asyncio.gather(slow.idle(), quick.idle())
    assert sorted(result.code for result in results) == ["", "void"]
    record = await grove.store.woods.find(wood.id)
    assert (record.turn, record.next_due) == (1, START + 2 * HOUR)


LOST = Daily(18, 0, "Asia/Nowhere")


async def _spoil(grove: Grove, wood: WoodRecord, text: str) -> None:
    spoil = "UPDATE clock SET schedule = ? WHERE wood = (SELECT key FROM woods WHERE id = ?)"
    await grove.store._writer.transact(lambda c: c.execute(spoil, (text, wood.id)))


@pytest.mark.parametrize("text", [schedule_text(LOST), "{broken", '{"every":0}', '{"every":9999999999999}'])
async def test_a_schedule_that_cannot_be_followed_stops_its_own_wood_and_tells_its_channel(
    grove: Grove, text: str
) -> None:
    woods = [await grove.found(10 + n, Every(60)) for n in range(3)]
    await _spoil(grove, woods[1], text)
    clock = grove.clock()
    for _ in range(4):
        grove.later(HOUR)
        await _tick(clock)
    records = [await grove.store.woods.find(wood.id) for wood in woods]
    assert [record.turn for record in records] == [4, 0, 4]
    assert [(record.state, record.reason) for record in records] == [
        ("living", ""),
        ("paused", "bad_schedule"),
        ("living", ""),
    ]
    posts = await grove.store.outbox.take(grove.now[0], 9)
    assert [(post.wood, post.code) for post in posts if post.kind == "notice"] == [
        (woods[1].id, "bad_schedule")
    ]


async def test_a_wood_whose_schedule_was_lost_lives_again_with_another(grove: Grove) -> None:
    wood = await grove.found(10, Every(60))
    await _spoil(grove, wood, schedule_text(LOST))
    grove.later(HOUR)
    clock = grove.clock()
    await _tick(clock)
    with pytest.raises(ScheduleRefused):
        await grove.keeper.resume(wood.id)
    await grove.keeper.reschedule(wood.id, Every(30))
    await grove.keeper.resume(wood.id)
    grove.later(HOUR / 2)
    assert await _tick(clock) == 1
    assert (await grove.store.woods.find(wood.id)).turn == 1


async def test_a_long_sleep_that_cannot_be_stored_holds_up_its_own_wood(
    grove: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    woods = [await grove.found(10 + n, Every(60)) for n in range(3)]
    grove.later(9 * HOUR)
    real = grove.store.ticks.oversleep

    async def full(claim: Claim, due: datetime, ticks: int, now: datetime) -> Claim | None:
        if claim.wood == woods[1].id:
            raise DiskFull(path="wood.db")
        return await real(claim, due, ticks, now)

    monkeypatch.setattr(grove.store.ticks, "oversleep", full)
    clock = grove.clock()
    await _tick(clock)
    assert [(await grove.store.woods.find(wood.id)).turn for wood in woods] == [3, 0, 3]
    monkeypatch.undo()
    grove.later(AGAIN)
    await _tick(clock)
    assert [(await grove.store.woods.find(wood.id)).turn for wood in woods] == [3, 3, 3]
