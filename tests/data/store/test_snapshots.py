"""What any store promises of whole woods: a turn writes one, a command seldom, and loading replays the rest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.sqlite.store import open_store
from data.store.keeping import Keeping
from data.store.protocol import Store
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.saving.save import SaveBroken, dump
from engine.wood import Wood
from tests.data.stored_woods import RULES, START, a_command, a_turn, founded

SHOCK, LEGEND = RULES.shocks[0].id, RULES.legends[0].id


async def _numbers(store: Store) -> list[int]:
    return [snapshot.number for snapshot in await store.history.snapshots("w1")]


async def _act(store: Store, step: int) -> Wood:
    """Let a shock strike, or call it off."""
    loaded = await store.woods.load("w1")
    spells = loaded.wood.spells
    command = Veto(spells[0].id) if spells else FireShock(SHOCK)
    commit = a_command(loaded, command, f"c{step}")
    await store.woods.commit(commit)
    return commit.outcome.wood


async def test_a_command_does_not_write_the_whole_wood_and_a_turn_does(store: Store) -> None:
    await store.woods.found(founded())
    after = await _act(store, 1)
    assert await _numbers(store) == [0]
    assert (await store.woods.load("w1")).wood == after
    await store.woods.commit(a_turn(await store.woods.load("w1")))
    assert await _numbers(store) == [2]


async def test_a_loaded_wood_is_the_played_one_after_every_input(store: Store) -> None:
    await store.woods.found(founded())
    for step in range(12):
        loaded = await store.woods.load("w1")
        commit = (
            a_turn(loaded) if step % 5 == 4 else a_command(loaded, DrawLegend(LEGEND, "patron:3"), f"c{step}")
        )
        if commit.outcome.refusal is None:
            await store.woods.commit(commit)
            assert dump((await store.woods.load("w1")).wood) == dump(commit.outcome.wood)


async def test_a_new_era_stands_whole_and_goes_on_with_commands(store: Store) -> None:
    await store.woods.found(founded())
    before = await _act(store, 1)
    rules = RULES.model_validate({**RULES.model_dump(), "news": 3})
    await store.woods.begin_era("w1", replace(before, rules=rules), START)
    assert await _numbers(store) == [1]
    after = await _act(store, 2)
    assert (await store.woods.load("w1")).wood == after
    assert after.rules == rules


async def test_after_many_commands_the_whole_wood_is_written(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "wood.db", keeping=Keeping(snapshot_commands=4))
    try:
        await store.woods.found(founded())
        seen = []
        for step in range(9):
            await _act(store, step)
            seen += await _numbers(store)
        assert seen == [0, 0, 0, 4, 4, 4, 4, 8, 8]
    finally:
        await store.close()


@pytest.mark.parametrize("payload", ["{", '{"veto":{"spell":"s99","by":"forester"}}'])
async def test_a_command_that_cannot_be_carried_out_again_is_said(tmp_path: Path, payload: str) -> None:
    store = await open_store(tmp_path / "wood.db")
    try:
        await store.woods.found(founded())
        commit = a_command(await store.woods.load("w1"), FireShock(SHOCK), "c1")
        await store.woods.commit(replace(commit, payload=payload))
        with pytest.raises(SaveBroken, match="not_repeated"):
            await store.woods.load("w1")
        assert (await store.woods.find("w1")).number == 1
    finally:
        await store.close()
