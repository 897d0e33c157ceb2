"""What any store promises of woods and their inputs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.keeper.eras import carry_over
from data.store.failures import ChannelTaken, NoSuchWood, Repeated, Stale
from data.store.protocol import Store
from data.store.records import Daily, Every
from engine.commands.tales import DrawLegend, FireShock
from engine.decision import Refusal
from engine.ledger import check
from engine.saving.input_hash import command_hash
from engine.saving.save import dump, wood_hash
from tests.data.beside import faults_of
from tests.data.stored_woods import (
    CAST,
    HOUR,
    RULES,
    START,
    Opener,
    a_command,
    a_turn,
    founded,
    place_call,
    play,
)

SHOCK, LEGEND = RULES.shocks[0].id, RULES.legends[0].id


async def test_a_founded_wood_is_found_again_as_it_was(store: Store) -> None:
    new = founded(settings={"language": "de", "threads": True}, schedule=Every(5), next_due=START + HOUR)
    record = await store.woods.found(new)
    assert record == await store.woods.find("w1") == await store.woods.in_channel(10)
    assert (record.state, record.number, record.turn, record.founded) == ("living", 0, 0, START)
    assert record.settings == {"language": "de", "threads": True}
    assert (record.schedule, record.next_due) == (Every(5), START + HOUR)
    assert (await store.woods.load("w1")).wood == new.outcome.wood


async def test_what_is_committed_is_there_after_the_store_was_opened_anew(
    opener: Opener, tmp_path: Path
) -> None:
    first = await opener(tmp_path)
    await first.woods.found(founded())
    wood = await play(first, "w1", 3)
    await first.close()
    second = await opener(tmp_path)
    try:
        assert (await second.woods.load("w1")).wood == wood
        assert [entry.turn async for entry in second.history.inputs("w1")] == [0, 1, 2, 3]
    finally:
        await second.close()


async def test_a_channel_holds_one_wood_until_that_is_deleted(store: Store) -> None:
    await store.woods.found(founded("w1", 10))
    with pytest.raises(ChannelTaken):
        await store.woods.found(founded("w2", 10))
    with pytest.raises(NoSuchWood):
        await store.woods.find("w2")
    await store.woods.set_state("w1", "deleted", "deleted", START)
    await store.woods.found(founded("w2", 10))
    assert [w.id for w in await store.woods.all()] == ["w2"]
    assert [w.id for w in await store.woods.all(deleted=True)] == ["w1", "w2"]
    assert await store.woods.all(guild=99) == []


async def test_a_commit_needs_the_wood_as_it_was_worked_out_on(store: Store) -> None:
    await store.woods.found(founded())
    old = await store.woods.load("w1")
    await store.woods.commit(a_turn(old))
    with pytest.raises(Stale):
        await store.woods.commit(a_turn(old))
    now = await store.woods.load("w1")
    with pytest.raises(Stale):
        await store.woods.commit(a_turn(now, generation=now.record.generation + 1))
    assert (await store.woods.load("w1")).wood == now.wood


@pytest.mark.parametrize("state", ["paused", "quarantined", "deleted"])
async def test_only_a_living_wood_takes_inputs_and_every_change_voids_what_is_under_way(
    store: Store, state: str
) -> None:
    await store.woods.found(founded())
    before = await store.woods.load("w1")
    record = await store.woods.set_state("w1", state, "because", START)
    assert (record.state, record.reason) == (state, "because")
    assert record.generation == before.record.generation + 1
    for generation in (before.record.generation, record.generation):
        with pytest.raises(Stale):
            await store.woods.commit(a_turn(before, generation=generation))


async def test_of_ten_commits_at_once_on_one_wood_one_is_taken(store: Store) -> None:
    await store.woods.found(founded())
    loaded = await store.woods.load("w1")
    turns = [store.woods.commit(a_turn(loaded)) for _ in range(10)]
    results = await asyncio.gather(*turns, return_exceptions=True)
    assert sorted(type(r).__name__ for r in results) == ["NoneType"] + ["Stale"] * 9
    assert (await store.woods.find("w1")).turn == 1


async def test_a_command_is_carried_out_once_and_its_result_stands(store: Store) -> None:
    await store.woods.found(founded())
    loaded = await store.woods.load("w1")
    commit = a_command(loaded, FireShock(SHOCK), "interaction-1")
    await store.woods.commit(commit)
    result = await store.woods.command("interaction-1")
    assert result is not None
    assert (result.wood, result.number, result.refusal) == ("w1", 1, None)
    assert result.events == commit.outcome.events
    again = a_command(await store.woods.load("w1"), DrawLegend(LEGEND), "interaction-1")
    with pytest.raises(Repeated):
        await store.woods.commit(again)
    assert (await store.woods.find("w1")).number == 1
    assert await store.woods.command("interaction-2") is None


async def test_a_refused_command_stays_refused(store: Store) -> None:
    await store.woods.found(founded())
    refusal = Refusal("command", "unknown_legend", {"id": "nessie \ud800"})
    await store.woods.refuse("w1", "interaction-1", refusal, START)
    result = await store.woods.command("interaction-1")
    assert result is not None
    assert (result.number, result.refusal, result.events) == (None, refusal, ())
    with pytest.raises(Repeated):
        await store.woods.refuse("w1", "interaction-1", refusal, START)


async def test_a_repeated_founding_names_the_wood_of_the_first(store: Store) -> None:
    await store.woods.found(founded("w1", 10, command="c1"))
    with pytest.raises(Repeated):
        await store.woods.found(founded("w2", 11, command="c1"))
    first = await store.woods.command("c1")
    assert first is not None
    assert first.wood == "w1"


async def test_a_reset_deletes_and_founds_in_one_step(store: Store) -> None:
    await store.woods.found(founded("w1", 10))
    await play(store, "w1", 2)
    await store.woods.found(founded("w2", 10, replaces="w1", command="c1"))
    old, new = await store.woods.find("w1"), await store.woods.in_channel(10)
    assert (old.state, old.reason, old.turn) == ("deleted", "reset", 2)
    assert new is not None
    assert (new.id, new.turn) == ("w2", 0)
    with pytest.raises(NoSuchWood):
        await store.woods.found(founded("w3", 10, replaces="w1"))
    with pytest.raises(NoSuchWood):
        await store.woods.found(founded("w3", 12, replaces="w9"))


async def test_settings_schedule_and_channel_can_change_once_for_each_command(store: Store) -> None:
    await store.woods.found(founded())
    daily = Daily(7, 30, "Europe/Berlin")
    await store.woods.set_settings("w1", {"draws": "foresters"}, START, command="c1")
    await store.woods.set_schedule("w1", daily, START + HOUR, START, command="c2")
    record = await store.woods.move("w1", 77, START, command="c3")
    assert (record.settings, record.schedule, record.channel) == ({"draws": "foresters"}, daily, 77)
    with pytest.raises(Repeated):
        await store.woods.set_settings("w1", {}, START, command="c1")
    assert (await store.woods.find("w1")).settings == {"draws": "foresters"}
    await store.woods.found(founded("w2", 10))
    with pytest.raises(ChannelTaken):
        await store.woods.move("w1", 10, START)


async def test_an_era_begins_without_an_input_and_keeps_the_old_one(store: Store) -> None:
    await store.woods.found(founded())
    wood = await play(store, "w1", 2)
    changed = RULES.model_validate({**RULES.model_dump(), "news": RULES.news + 1})
    after = carry_over(wood, CAST, changed)
    await store.woods.begin_era("w1", after, START)
    assert (await store.woods.load("w1")).wood == after
    first, second = await store.history.eras("w1")
    assert (first.first, first.rules, first.state) == (0, RULES, "")
    assert (second.first, second.rules, second.state) == (3, changed, dump(after))
    with pytest.raises(Stale):
        await store.woods.begin_era("w1", replace(after, number=1), START)


async def test_the_log_has_every_input_with_its_hash(store: Store) -> None:
    await store.woods.found(founded())
    hashes = [wood_hash((await store.woods.load("w1")).wood)]
    command = a_command(await store.woods.load("w1"), FireShock(SHOCK), "c1")
    await store.woods.commit(command)
    followed = command.outcome.events, command.outcome.transfers
    hashes.append(command_hash(hashes[0], command.payload, *followed))
    hashes.append(wood_hash(await play(store, "w1", 1)))
    log = [entry async for entry in store.history.inputs("w1")]
    assert [(e.number, e.kind, e.turn, e.command) for e in log] == [
        (0, "founding", 0, None),
        (1, "command", 0, "c1"),
        (2, "turn", 1, None),
    ]
    assert [entry.hash for entry in log] == hashes
    check((await store.woods.load("w1")).wood.balances)


async def test_what_was_deleted_long_ago_is_removed_for_good_and_nothing_else(
    store: Store, tmp_path: Path
) -> None:
    for id, channel in (("w1", 10), ("w2", 11), ("w3", 12)):
        await store.woods.found(founded(id, channel))
        await play(store, id, 2)
        patron = await store.people.patron(id, 500, START)
        await place_call(store, id, patron, "dearer")
    kept = (await store.woods.load("w3")).wood
    await store.woods.set_state("w1", "deleted", "deleted", START)
    await store.woods.set_state("w2", "deleted", "deleted", START + 3 * HOUR)
    assert await store.woods.purge(START + HOUR) == 1
    with pytest.raises(NoSuchWood):
        await store.woods.find("w1")
    assert [w.id for w in await store.woods.all(deleted=True)] == ["w2", "w3"]
    assert (await store.woods.load("w3")).wood == kept
    assert [r.wood for r in await store.people.records(500)] == ["w2", "w3"]
    assert faults_of(tmp_path / "wood.db") == []
