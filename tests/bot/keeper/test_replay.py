"""Replay: equal at every input, or the first difference named and explained."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.keeper.difference import differences
from bot.keeper.replay import Deviated, rebuild, replay
from data.store.codec import dump_command, dump_decisions, dumps, load_decisions, loads
from data.store.failures import NoSuchWood
from engine.commands.tales import DrawLegend, FireShock
from engine.decision import Decision
from engine.saving import version
from tests.bot.keeper_setup import CAST, LEGEND, RULES, SHOCK, Grove, growing


@pytest.fixture
async def grove(tmp_path: Path) -> AsyncIterator[Grove]:
    async with growing(tmp_path) as grove:
        yield grove


async def _lived(grove: Grove, turns: int = 12) -> str:
    wood = (await grove.found()).id
    for turn in range(turns):
        if turn == 3:
            await grove.keeper.command(wood, FireShock(SHOCK), id="i1")
        if turn == 6:
            await grove.keeper.command(wood, DrawLegend(LEGEND, "patron:4"), id="i2")
        await grove.keeper.play_turn(wood)
    return wood


async def _tamper(grove: Grove, sql: str, *values: object) -> None:
    """Change what nothing may change, as a fault of the disk would."""

    def work(c) -> None:  # type: ignore[no-untyped-def]
        triggers = c.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            c.execute(f"DROP TRIGGER {name}")
        assert c.execute(sql, values).rowcount == 1
        for _, text in triggers:
            c.execute(text)

    await grove.store._writer.transact(work)


async def test_a_wood_replays_with_the_same_hash_at_every_input(grove: Grove) -> None:
    wood = await _lived(grove)
    result = await replay(grove.store, wood)
    assert (result.inputs, result.eras, result.checked, result.deviation) == (15, (1,), 0, None)
    with pytest.raises(NoSuchWood):
        await replay(grove.store, "w0")


async def test_replay_goes_on_over_eras(grove: Grove) -> None:
    wood = await _lived(grove)
    for news in (3, 4):
        changed = RULES.model_validate({**RULES.model_dump(), "news": news})
        assert await grove.keeper.begin_era(wood, CAST, changed)
    assert (await replay(grove.store, wood)).deviation is None
    for _ in range(3):
        await grove.keeper.play_turn(wood)
    result = await replay(grove.store, wood)
    assert (result.inputs, result.eras, result.deviation) == (18, (1, 3), None)


async def test_an_era_of_an_earlier_engine_is_checked_as_far_as_it_can_be_and_said(
    grove: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    wood = await _lived(grove)
    monkeypatch.setattr(version, "BEHAVIOUR", version.BEHAVIOUR + 1)
    assert await grove.keeper.begin_era(wood, CAST, RULES)
    assert not await grove.keeper.begin_era(wood, CAST, RULES)
    await grove.keeper.play_turn(wood)
    result = await replay(grove.store, wood)
    assert (result.inputs, result.eras) == (1, (2,))
    assert (result.checked, result.earlier, result.deviation) == (15, (1,), None)
    with pytest.raises(Deviated, match="other_version"):
        await rebuild(grove.store, wood)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        (
            "UPDATE transfers SET amount = amount + 1 WHERE key = (SELECT min(key) FROM transfers)",
            "unbalanced",
        ),
        ("UPDATE transfers SET amount = 1000000 WHERE key = (SELECT max(key) FROM transfers)", "overdrawn"),
        ("UPDATE events SET data = '{}' WHERE kind = 'struck'", "other_hash"),
        ("UPDATE snapshots SET state = state || ' ' WHERE chapter = 1", "other_snapshot"),
        ("UPDATE eras SET state = replace(state, '\"pebble\":', '\"pebble\":1') WHERE era = 2", "unbalanced"),
    ],
)
async def test_what_was_changed_of_an_earlier_engines_inputs_is_found(
    grove: Grove, monkeypatch: pytest.MonkeyPatch, sql: str, code: str
) -> None:
    wood = await _lived(grove, RULES.chapter + 1)
    monkeypatch.setattr(version, "BEHAVIOUR", version.BEHAVIOUR + 1)
    await grove.keeper.begin_era(wood, CAST, RULES)
    await _tamper(grove, sql)
    deviation = (await replay(grove.store, wood)).deviation
    assert deviation is not None
    assert deviation.code == code


async def test_a_decision_altered_by_one_is_found_at_its_turn(grove: Grove) -> None:
    wood = await _lived(grove)
    log = [entry async for entry in grove.store.history.inputs(wood)]
    decided = load_decisions(log[6].payload)
    decided[CAST.creatures[0].id] = Decision(thought="I was never here.")
    await _tamper(grove, "UPDATE inputs SET payload = ? WHERE number = 6", dump_decisions(decided))
    deviation = (await replay(grove.store, wood)).deviation
    assert deviation is not None
    assert (deviation.number, deviation.kind, deviation.turn, deviation.code, deviation.at) == (
        6,
        "turn",
        5,
        "other_hash",
        6,
    )
    thought = next(d for d in deviation.differences if "never here" in d.replayed)
    assert thought.field.startswith("events.")
    assert thought.field.endswith(".data.text")
    assert thought.stored != thought.replayed


async def test_a_kept_state_that_is_another_is_found_though_only_commands_came_since(grove: Grove) -> None:
    wood = await _lived(grove)
    await grove.keeper.command(wood, FireShock(RULES.shocks[1].id), id="i3")
    assert (await replay(grove.store, wood)).deviation is None
    await _tamper(
        grove, "UPDATE snapshots SET state = replace(state, '\"turn\":12', '\"turn\":13') WHERE chapter = 0"
    )
    deviation = (await replay(grove.store, wood)).deviation
    assert deviation is not None
    assert (deviation.number, deviation.code) == (14, "other_hash")
    assert [(d.field, d.stored, d.replayed) for d in deviation.differences] == [("turn", "13", "12")]


async def test_a_command_whose_consequences_were_others_is_found(grove: Grove) -> None:
    wood = await _lived(grove)
    await _tamper(
        grove, "UPDATE inputs SET payload = ? WHERE number = 4", dump_command(FireShock(RULES.shocks[1].id))
    )
    deviation = (await replay(grove.store, wood)).deviation
    assert deviation is not None
    assert (deviation.number, deviation.kind, deviation.code) == (4, "command", "other_hash")


async def test_where_the_state_was_kept_the_difference_is_told_field_by_field(grove: Grove) -> None:
    wood = await _lived(grove)
    newest = (await grove.store.history.snapshots(wood))[-1]
    state = loads(newest.state)
    state["balances"]["creature:oona"]["pebble"] += 1
    await _tamper(grove, "UPDATE snapshots SET state = ? WHERE chapter = 0", dumps(state))
    await _tamper(grove, "UPDATE inputs SET hash = 'another' WHERE number = ?", newest.number)
    deviation = (await replay(grove.store, wood)).deviation
    assert deviation is not None
    assert (deviation.number, deviation.at) == (newest.number, newest.number)
    (difference,) = deviation.differences
    assert difference.field == "balances.creature:oona.pebble"
    assert int(difference.stored) == int(difference.replayed) + 1


async def test_what_shows_nowhere_else_is_explained_by_the_next_state_that_was_kept(grove: Grove) -> None:
    """The seed of the wood decides its future and is told in no event."""
    wood = await _lived(grove, 2)
    await _tamper(grove, "UPDATE inputs SET hash = 'another' WHERE number = 1")
    await _tamper(
        grove, "UPDATE snapshots SET state = replace(state, '\"turn\":2', '\"turn\":3') WHERE chapter = 0"
    )
    deviation = (await replay(grove.store, wood)).deviation
    assert deviation is not None
    assert (deviation.number, deviation.at) == (1, 2)
    assert [(d.field, d.stored, d.replayed) for d in deviation.differences] == [("turn", "3", "2")]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("{", "damaged"),
        ('{"fire-shock":{"shock":"volcano","by":"forester"}}', "refused"),
        ('{"dig":{}}', "damaged"),
    ],
)
async def test_a_command_that_cannot_be_played_again_is_a_deviation(
    grove: Grove, payload: str, code: str
) -> None:
    wood = await _lived(grove)
    await _tamper(grove, "UPDATE inputs SET payload = ? WHERE number = 4", payload)
    deviation = (await replay(grove.store, wood)).deviation
    assert deviation is not None
    assert (deviation.number, deviation.kind, deviation.code) == (4, "command", code)
    with pytest.raises(Deviated, match=code):
        await rebuild(grove.store, wood)


async def test_an_era_that_does_not_follow_from_the_one_before_is_a_deviation(grove: Grove) -> None:
    wood = await _lived(grove)
    await grove.keeper.begin_era(wood, CAST, RULES.model_validate({**RULES.model_dump(), "news": 3}))
    await grove.keeper.play_turn(wood)
    await _tamper(grove, "UPDATE eras SET state = replace(state, '\"turn\":12', '\"turn\":13') WHERE era = 2")
    deviation = (await replay(grove.store, wood)).deviation
    assert deviation is not None
    assert (deviation.number, deviation.code) == (15, "other_start")


async def test_what_follows_from_the_log_is_rebuilt_the_same(grove: Grove) -> None:
    wood = await _lived(grove)

    async def rows() -> list[object]:
        return [
            (await grove.store._readers.rows(f"SELECT * FROM {table}"))  # noqa: S608 -- names from this list
            for table in ("events", "transfers", "turns", "prices", "standings")
        ]

    before = [[tuple(row) for row in table] for table in await rows()]  # type: ignore[attr-defined]
    await grove.store._writer.transact(lambda c: c.execute("DELETE FROM events WHERE key % 3 = 0"))
    await grove.store._writer.transact(lambda c: c.execute("UPDATE prices SET reference = 1"))
    assert await rebuild(grove.store, wood) == 15
    assert [[tuple(row) for row in table] for table in await rows()] == before  # type: ignore[attr-defined]
    assert (await grove.keeper.play_turn(wood)).turn == 13


def test_differences_name_what_one_side_lacks() -> None:
    found = differences('{"a": [1, {"b": 2}], "c": {}}', '{"a": [1, {"b": 3}, 4], "c": {"d": null}}')
    assert [(d.field, d.stored, d.replayed) for d in found] == [
        ("a.1.b", "2", "3"),
        ("a.2", "nothing", "4"),
        ("c", "{}", "nothing"),
        ("c.d", "nothing", "null"),
    ]
