"""The keeper: in order for each wood, once for each command, void when the wood was changed, sound when cancelled."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.keeper.eras import EraRefused
from bot.keeper.schedule import ScheduleRefused
from bot.keeper.turn_request import TurnRequest
from data.store.failures import ChannelTaken, NoSuchWood
from data.store.records import Daily, Every, Loaded
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.ledger import check
from engine.wood import Wood
from tests.bot.keeper_setup import CAST, HOUR, LEGEND, RULES, SHOCK, START, Grove, growing


@pytest.fixture
async def grove(tmp_path: Path) -> AsyncIterator[Grove]:
    async with growing(tmp_path) as grove:
        yield grove


async def _log(grove: Grove, wood: str) -> list[tuple[str, int]]:
    return [(entry.kind, entry.turn) async for entry in grove.store.history.inputs(wood)]


async def test_a_wood_is_founded_and_lives_by_its_schedule(grove: Grove) -> None:
    record = await grove.found(schedule=Every(5))
    assert (record.state, record.turn, record.next_due) == ("living", 0, START + timedelta(minutes=5))
    wood = (await grove.store.woods.load(record.id)).wood
    assert len(wood.seed) == 32
    assert wood.seed not in repr(record)
    with pytest.raises(ChannelTaken):
        await grove.found()
    with pytest.raises(ScheduleRefused):
        await grove.found(11, Daily(25, 0, "UTC"))


async def test_a_turn_is_perceived_decided_and_stored_with_its_traces_and_post(grove: Grove) -> None:
    record = await grove.found()
    result = await grove.keeper.play_turn(record.id)
    assert (result.turn, result.code) == (1, "")
    assert tuple(await grove.store.history.events_of_turn(record.id, 1)) == result.events
    traces = await grove.store.history.traces(record.id, 1, 1)
    assert [(t.creature, t.trace.mind) for t in traces] == [
        (creature, "instinct") for creature in CAST.creature
    ]
    (post,) = await grove.store.outbox.take(START, 9)
    assert (post.first, post.last) == (1, 1)


async def test_a_command_is_one_input_and_its_events_are_its_result(grove: Grove) -> None:
    record = await grove.found()
    result = await grove.keeper.command(record.id, DrawLegend(LEGEND), id="i1")
    assert (result.number, result.refusal, [e.kind for e in result.events]) == (1, None, ["drawn"])
    assert await _log(grove, record.id) == [("founding", 0), ("command", 0)]


async def test_a_refused_command_changes_nothing_and_says_why(grove: Grove) -> None:
    record = await grove.found()
    result = await grove.keeper.command(record.id, FireShock("volcano"), id="i1")
    assert result.refusal is not None
    assert (result.number, result.refusal.code, result.refusal.params) == (
        None,
        "unknown_shock",
        {"id": "volcano"},
    )
    assert await _log(grove, record.id) == [("founding", 0)]
    with pytest.raises(NoSuchWood):
        await grove.keeper.command("w0", FireShock(SHOCK), id="i2")


async def test_a_command_delivered_twice_acts_once_and_says_the_same(grove: Grove) -> None:
    record = await grove.found()
    delivered = [grove.keeper.command(record.id, DrawLegend(LEGEND), id="i1") for _ in range(5)]
    first, *others = await asyncio.gather(*delivered)
    assert others == [first] * 4
    assert (await grove.store.woods.find(record.id)).number == 1


async def test_a_command_that_was_refused_stays_refused_when_it_comes_again(grove: Grove) -> None:
    """Though by then it could be carried out."""
    record = await grove.found()
    await grove.keeper.command(record.id, DrawLegend(LEGEND), id="i1")
    refused = await grove.keeper.command(record.id, DrawLegend(LEGEND), id="i2")
    spell = (await grove.store.woods.load(record.id)).wood.spells[0].id
    await grove.keeper.command(record.id, Veto(spell), id="i3")
    assert refused.refusal is not None
    assert await grove.keeper.command(record.id, DrawLegend(LEGEND), id="i2") == refused
    assert (await grove.store.woods.load(record.id)).wood.spells == ()


async def test_a_turn_by_hand_is_played_once_for_each_command(grove: Grove) -> None:
    record = await grove.found(schedule=Every(60))
    results = await asyncio.gather(*(grove.keeper.play_turn(record.id, command="i1") for _ in range(4)))
    again = await grove.keeper.play_turn(record.id, command="i1")
    assert [(result.turn, result.events) for result in results] == [(1, again.events)] * 4
    assert again.events
    after = await grove.store.woods.find(record.id)
    assert (after.turn, after.next_due) == (1, record.next_due)


async def test_players_act_while_minds_think_and_decisions_meet_the_wood_as_it_is(grove: Grove) -> None:
    record = await grove.found()
    grove.mind.hold()
    turn = asyncio.create_task(grove.keeper.play_turn(record.id))
    await grove.mind.asked.wait()
    await grove.keeper.command(record.id, FireShock(SHOCK), id="i1")
    grove.mind.may.set()
    assert (await turn).turn == 1
    assert await _log(grove, record.id) == [("founding", 0), ("command", 0), ("turn", 1)]
    assert (await grove.store.woods.load(record.id)).wood.number == 2


@pytest.mark.parametrize("change", ["pause", "resume after pause", "reset", "delete"])
async def test_decisions_under_way_are_void_when_the_wood_is_changed(grove: Grove, change: str) -> None:
    record = await grove.found()
    grove.mind.hold()
    turn = asyncio.create_task(grove.keeper.play_turn(record.id))
    await grove.mind.asked.wait()
    if change == "reset":
        await grove.keeper.reset(record.id, CAST, RULES)
    elif change == "delete":
        await grove.keeper.delete(record.id)
    else:
        await grove.keeper.pause(record.id, "forester")
    if change == "resume after pause":
        await grove.keeper.resume(record.id)
    grove.mind.may.set()
    result = await turn
    assert (result.turn, result.code) == (None, "void")
    assert await _log(grove, record.id) == [("founding", 0)]
    assert await grove.store.outbox.waiting() == 0


async def test_two_turns_wanted_at_once_are_one_turn(grove: Grove) -> None:
    record = await grove.found()
    results = await asyncio.gather(*(grove.keeper.play_turn(record.id) for _ in range(5)))
    assert sorted(r.code for r in results) == ["", "void", "void", "void", "void"]
    assert (await grove.store.woods.find(record.id)).turn == 1


async def test_all_creatures_of_all_wanted_woods_decide_in_one_batch(grove: Grove) -> None:
    ids = [(await grove.found(channel)).id for channel in range(10, 14)]
    results = await grove.keeper.play_turns([TurnRequest(id) for id in ids])
    assert [result.turn for result in results] == [1, 1, 1, 1]
    assert grove.mind.batches == [sorted(ids)]


async def test_what_befalls_one_wood_of_a_round_leaves_the_others_alone(grove: Grove) -> None:
    ids = [(await grove.found(channel)).id for channel in range(10, 13)]
    await grove.keeper.pause(ids[1], "forester")
    wanted = [TurnRequest(ids[0]), TurnRequest(ids[1]), TurnRequest("w0"), TurnRequest(ids[2], generation=9)]
    codes = [(result.turn, result.code) for result in await grove.keeper.play_turns(wanted)]
    assert codes == [(1, ""), (None, "not_living"), (None, "no_such_wood"), (None, "void")]


async def test_fifty_commands_and_turns_at_once_lose_and_double_nothing(grove: Grove) -> None:
    record = await grove.found()
    shocks = [FireShock(shock.id) for shock in RULES.shocks]
    commands = [grove.keeper.command(record.id, shocks[n % len(shocks)], id=f"i{n // 2}") for n in range(50)]
    turns = [grove.keeper.play_turn(record.id) for _ in range(5)]
    results, played = await asyncio.gather(asyncio.gather(*commands), asyncio.gather(*turns))
    done = {result.number for result in results if result.number is not None}
    turned = [result for result in played if result.turn is not None]
    now = await grove.store.woods.load(record.id)
    assert now.wood.number == len(done) + len(turned)
    assert [e.number async for e in grove.store.history.inputs(record.id)] == list(range(now.wood.number + 1))
    check(now.wood.balances)


async def test_a_slow_wood_makes_no_other_wait(grove: Grove) -> None:
    slow, quick = (await grove.found(10)).id, (await grove.found(11)).id
    grove.mind.hold()
    turn = asyncio.create_task(grove.keeper.play_turn(slow))
    await grove.mind.asked.wait()
    async with grove.keeper._held._locks.hold(slow):
        result = await asyncio.wait_for(grove.keeper.command(quick, FireShock(SHOCK), id="i1"), 10)
    assert result.refusal is None
    grove.mind.may.set()
    assert (await turn).turn == 1


async def test_locks_are_gone_when_nobody_needs_them(grove: Grove) -> None:
    ids = [(await grove.found(channel)).id for channel in range(10, 15)]
    await asyncio.gather(*(grove.keeper.play_turn(id) for id in ids * 3))
    assert len(grove.keeper._held._locks) == 0


async def test_a_wood_forgotten_by_the_keeper_is_the_same_when_it_comes_back(tmp_path: Path) -> None:
    """One keeper remembers its woods, another has to load them anew each time: the same hashes."""
    hashes = []
    for cache in (8, 0):
        async with growing(tmp_path / str(cache), cache=cache) as grove:
            grove.keeper._secret = lambda count: "5e" * count
            record = await grove.found()
            for turn in range(40):
                if turn == 10:
                    await grove.keeper.command(record.id, DrawLegend(LEGEND), id="i1")
                await grove.keeper.play_turn(record.id)
            log = [entry async for entry in grove.store.history.inputs(record.id)]
            events = [await grove.store.history.all_events(record.id, entry.number) for entry in log]
            hashes.append(([entry.hash for entry in log], events))
    assert hashes[0] == hashes[1]


async def test_pausing_resuming_and_deleting_do_what_they_say_once(grove: Grove) -> None:
    record = await grove.found(schedule=Every(60))
    paused = await grove.keeper.pause(record.id, "forester", command="i1")
    assert (paused.state, paused.reason, paused.next_due) == ("paused", "forester", None)
    assert await grove.keeper.pause(record.id, "again", command="i2") == paused
    assert (await grove.keeper.play_turn(record.id)).code == "not_living"
    grove.later(10 * HOUR)
    resumed = await grove.keeper.resume(record.id, command="i3")
    assert (resumed.state, resumed.next_due) == ("living", START + 11 * HOUR)
    assert await grove.keeper.pause(record.id, "forester", command="i1") == resumed
    deleted = await grove.keeper.delete(record.id)
    assert deleted.state == "deleted"
    assert (await grove.keeper.resume(record.id)).state == "deleted"


async def test_a_reset_begins_anew_with_the_same_settings_and_only_once(grove: Grove) -> None:
    old = await grove.found(schedule=Every(60))
    await grove.keeper.configure(old.id, {"language": "de"})
    await grove.keeper.play_turn(old.id)
    resets = [grove.keeper.reset(old.id, CAST, RULES, command="i1") for _ in range(3)]
    new, *others = await asyncio.gather(*resets)
    assert others == [new, new]
    assert (new.channel, new.settings, new.schedule, new.turn) == (10, {"language": "de"}, Every(60), 0)
    assert new.id != old.id
    assert (await grove.store.woods.load(new.id)).wood.seed != (
        await grove.store.woods.load(old.id)
    ).wood.seed


async def test_a_wood_is_founded_with_its_forester_and_a_reset_keeps_them_alone(grove: Grove) -> None:
    old = await grove.found(forester=500)
    assert old.settings == {"forester": 1}
    assert await grove.store.people.user(old.id, 1) == 500
    await grove.store.people.patron(old.id, 501, START)
    await grove.keeper.configure(old.id, {"forester": 2})
    new = await grove.keeper.reset(old.id, CAST, RULES)
    assert new.settings == {"forester": 1}
    assert await grove.store.people.user(new.id, 1) == 501
    await grove.store.people.erase(501)
    assert (await grove.keeper.reset(new.id, CAST, RULES)).settings == {}


async def test_who_resumes_a_wood_in_a_taken_channel_finds_it_as_it_was(grove: Grove) -> None:
    resting, _ = await grove.found(10), await grove.found(11)
    paused = await grove.keeper.pause(resting.id, "forester")
    with pytest.raises(ChannelTaken):
        await grove.keeper.resume(resting.id, channel=11, command="i1")
    assert await grove.store.woods.find(resting.id) == paused
    moved = await grove.keeper.resume(resting.id, channel=12, command="i1")
    assert (moved.state, moved.channel) == ("living", 12)
    assert await grove.keeper.resume(resting.id, channel=12, command="i1") == moved


async def test_a_schedule_and_its_zone_change_together(grove: Grove) -> None:
    record = await grove.found(schedule=Daily(8, 0, "UTC"))
    zone = {"zone": "Europe/Berlin"}
    changed = await grove.keeper.reschedule(record.id, Daily(8, 0, zone["zone"]), settings=zone, command="i1")
    assert (changed.schedule, changed.settings) == (Daily(8, 0, "Europe/Berlin"), zone)
    assert await grove.keeper.reschedule(record.id, Daily(9, 0, "UTC"), command="i1") == changed


async def test_a_founding_delivered_twice_founds_once(grove: Grove) -> None:
    first, second = await asyncio.gather(grove.found(command="i1"), grove.found(command="i1"))
    assert first == second
    assert len(await grove.store.woods.all()) == 1


async def test_two_who_change_different_settings_at_once_both_find_theirs_kept(grove: Grove) -> None:
    record = await grove.found()
    await grove.keeper.configure(record.id, {"thread": False, "language": "en"})
    await asyncio.gather(
        grove.keeper.configure(record.id, {"language": "de"}),
        grove.keeper.configure(record.id, {"zone": "Europe/Berlin"}),
    )
    kept = (await grove.store.woods.find(record.id)).settings
    assert kept == {"thread": False, "language": "de", "zone": "Europe/Berlin"}


async def test_schedule_settings_and_channel_can_be_changed(grove: Grove) -> None:
    record = await grove.found()
    assert (await grove.keeper.reschedule(record.id, Every(30))).next_due == START + HOUR / 2
    assert (await grove.keeper.configure(record.id, {"draws": "everyone"})).settings == {"draws": "everyone"}
    assert (await grove.keeper.resume(record.id, channel=99)).channel == 99
    assert (await grove.store.woods.load(record.id)).record.channel == 99
    with pytest.raises(ScheduleRefused):
        await grove.keeper.reschedule(record.id, Daily(7, 0, "Atlantis"))


async def test_a_new_era_goes_on_with_the_same_wood_and_refuses_another_cast(grove: Grove) -> None:
    record = await grove.found()
    await grove.keeper.play_turn(record.id)
    before = (await grove.store.woods.load(record.id)).wood
    assert not await grove.keeper.begin_era(record.id, CAST, RULES)
    changed = RULES.model_validate({**RULES.model_dump(), "news": RULES.news + 1})
    assert await grove.keeper.begin_era(record.id, CAST, changed)
    after = (await grove.store.woods.load(record.id)).wood
    assert (after.balances, after.number, after.rules) == (before.balances, before.number, changed)
    assert (await grove.keeper.play_turn(record.id)).turn == 2
    goods = [
        good.model_dump() | {"id": "gold"} if good.id == "honey" else good.model_dump() for good in CAST.goods
    ]
    creatures = [c.model_dump() | ({"makes": "gold"} if c.makes == "honey" else {}) for c in CAST.creatures]
    other = type(CAST).model_validate(CAST.model_dump() | {"goods": goods, "creatures": creatures})
    with pytest.raises(EraRefused):
        await grove.keeper.begin_era(record.id, other, RULES)


async def test_who_listens_hears_of_every_change(tmp_path: Path) -> None:
    heard: list[str] = []
    async with growing(tmp_path, changed=heard.append) as grove:
        record = await grove.found()
        await grove.keeper.play_turn(record.id)
        await grove.keeper.command(record.id, FireShock(SHOCK), id="i1")
        await grove.keeper.command(record.id, FireShock("volcano"), id="i2")
        await grove.keeper.pause(record.id, "forester")
    assert heard == [record.id] * 4


async def test_no_task_is_left_behind(grove: Grove) -> None:
    record = await grove.found()
    before = len(asyncio.all_tasks())
    await asyncio.gather(*(grove.keeper.play_turn(record.id) for _ in range(5)))
    gc.collect()
    assert len(asyncio.all_tasks()) == before


async def test_a_look_at_a_wood_shows_nothing_sealed(grove: Grove) -> None:
    record = await grove.found()
    await grove.keeper.command(record.id, FireShock(SHOCK, "patron:4"), id="i1")
    whole = (await grove.store.woods.load(record.id)).wood
    assert whole.sealed
    look = await grove.keeper.look(record.id)
    assert look.wood == whole.open()
    assert not isinstance(look.wood, Wood)
    assert whole.seed not in repr(look)


async def test_looks_at_a_wood_that_is_changing_wait_for_its_copy_and_load_nothing(
    grove: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = await grove.found()
    await grove.keeper.play_turn(record.id)
    loaded, load = 0, grove.store.woods.load

    async def counted(wood: str) -> Loaded:
        nonlocal loaded
        loaded += 1
        return await load(wood)

    monkeypatch.setattr(grove.store.woods, "load", counted)
    tales = [shock.id for shock in RULES.shocks[:8]]
    *looks, _ = await asyncio.gather(
        *(grove.keeper.look(record.id) for _ in range(20)),
        asyncio.gather(*(grove.keeper.command(record.id, FireShock(t), id=f"i{t}") for t in tales)),
    )
    assert loaded == 0
    assert [look.record.number for look in looks] == [len(look.wood.spells) + 1 for look in looks]
    assert len((await grove.keeper.look(record.id)).wood.spells) == len(tales)
