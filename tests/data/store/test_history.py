"""What any store promises of the past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from data.store.codec import load_command, load_decisions
from data.store.failures import NoSuchWood
from data.store.protocol import Store
from data.store.records import Commit, Era, Input
from engine import accounts
from engine.calls.question import question
from engine.commands.calls import PlaceCall
from engine.commands.table import apply
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.events.event import PUBLIC
from engine.founding import founding
from engine.saving.save import dump
from engine.turn import Outcome, advance
from engine.wealth import wealth
from engine.wood import Wood
from tests.data.beside import faults_of
from tests.data.stored_woods import CAST, HOUR, RULES, START, a_command, a_turn, founded, play

LEGEND, SHOCK = RULES.legends[0].id, RULES.shocks[0].id


async def _lived(store: Store, turns: int = 4) -> list[Commit]:
    """A wood of some turns with a legend drawn before the second; gives its commits."""
    await store.woods.found(founded())
    commits = []
    for turn in range(turns):
        if turn == 1:
            commits.append(a_command(await store.woods.load("w1"), DrawLegend(LEGEND), "c1"))
            await store.woods.commit(commits[-1])
        commits.append(a_turn(await store.woods.load("w1")))
        await store.woods.commit(commits[-1])
    return commits


async def test_events_and_transfers_of_each_input_are_those_of_its_outcome(store: Store) -> None:
    for commit in await _lived(store):
        number = commit.outcome.wood.number
        assert tuple(await store.history.all_events("w1", number)) == commit.outcome.events
        assert tuple(await store.history.transfers("w1", number)) == commit.outcome.transfers
    start = founded().outcome
    assert tuple(await store.history.transfers("w1", 0)) == start.transfers


async def test_a_secret_command_takes_no_position_and_its_patron_alone_hears_of_it(store: Store) -> None:
    await store.woods.found(founded())
    for user in (1, 2, 3):
        await store.people.patron("w1", user, START)
    for way in ("dearer", "cheaper"):
        loaded = await store.woods.load("w1")
        call = PlaceCall(accounts.patron(3), question(loaded.wood.open()), way)
        await store.woods.commit(a_command(loaded, call, f"c-{way}"))
    await store.woods.commit(a_turn(await store.woods.load("w1")))
    heard = [e.id for e in await store.history.events_of_turn("w1", 1, ("patron:3",))]
    assert heard == ["patron:3#1.0", "patron:3#2.0", "patron:3@1.0"]
    assert (await store.history.turns("w1", 1, 1))[0].position == 1
    assert {e.id.partition(".")[0] for e in await store.history.events_of_turn("w1", 1)} == {"1"}


async def test_a_turns_story_begins_with_the_commands_since_the_turn_before(store: Store) -> None:
    first, command, second, *_ = await _lived(store)
    assert [e.id for e in await store.history.events_of_turn("w1", 1)] == [
        e.id for e in first.outcome.events if e.audience == PUBLIC
    ]
    story = await store.history.events_of_turn("w1", 2)
    assert story == [e for e in (*command.outcome.events, *second.outcome.events) if e.audience == PUBLIC]
    assert story[0].kind == "drawn"
    hears = (PUBLIC, "creature:oona")
    heard = [e for e in (*command.outcome.events, *second.outcome.events) if e.audience in hears]
    assert await store.history.events_of_turn("w1", 2, hears) == heard
    assert await store.history.events_of_turn("w1", 99) == []


async def test_the_newest_events_of_a_kind_come_first(store: Store) -> None:
    said = [e for c in await _lived(store) for e in c.outcome.events if e.kind == "said"]
    found = await store.history.events_of_kind("w1", "said", 2)
    assert [event for _, event in found] == said[::-1][:2]


async def test_an_event_stands_under_its_turn_and_a_commands_under_the_turn_after(store: Store) -> None:
    commits = await _lived(store)
    drawn = [e for e in commits[1].outcome.events if e.kind == "drawn"]
    assert await store.history.events_of_kind("w1", "drawn", 9) == [(2, event) for event in drawn]
    priced = [(c.outcome.wood.turn, e) for c in commits for e in c.outcome.events if e.kind == "priced"]
    assert await store.history.events_of_kind("w1", "priced", 99) == priced[::-1]


async def test_the_public_events_of_many_turns_come_in_one_read(store: Store) -> None:
    commits = await _lived(store)
    each = {turn: await store.history.events_of_turn("w1", turn) for turn in range(1, 5)}
    assert await store.history.public_events("w1", 1, 4, whole=1, kinds=()) == each
    assert await store.history.public_events("w1", 2, 3, whole=2, kinds=()) == {2: each[2], 3: each[3]}
    some = await store.history.public_events("w1", 1, 4, whole=4, kinds=("drawn", "said"))
    assert some[4] == each[4]
    assert [e for turn in (1, 2, 3) for e in some.get(turn, [])] == [
        e for turn in (1, 2, 3) for e in each[turn] if e.kind in ("drawn", "said")
    ]
    none = await store.history.public_events("w1", 1, 4, whole=5, kinds=("no-such-kind",))
    assert none == {}
    assert commits[1].outcome.events[0] in each[2]
    assert await store.history.public_events("w1", 5, 9, whole=5, kinds=()) == {}
    assert await store.history.public_events("w1", 20, 29, whole=1, kinds=()) == {}


async def test_events_of_commands_whose_turn_is_not_played_are_not_told_yet(store: Store) -> None:
    await _lived(store)
    await store.woods.commit(a_command(await store.woods.load("w1"), FireShock(SHOCK), "c2"))
    assert set(await store.history.public_events("w1", 4, 9, whole=1, kinds=())) == {4}


async def test_prices_standings_and_turns_are_those_of_the_wood_after_each_turn(store: Store) -> None:
    woods = [founded().outcome.wood] + [c.outcome.wood for c in await _lived(store) if c.kind == "turn"]
    prices = await store.history.prices("w1", 0, 99)
    assert [(p.turn, p.good, p.reference, p.price, p.volume, p.demand, p.supply) for p in prices] == [
        (wood.turn, good, q.reference, q.price, q.volume, q.demand, q.supply)
        for wood in woods
        for good, q in ((good, wood.quotes[good]) for good in wood.cast.good)
    ]
    standings = await store.history.standings("w1", 1, 2)
    assert [(s.turn, s.creature, s.wealth, s.pebbles, s.mood) for s in standings] == [
        (w.turn, c, wealth(w.open())[c], w.balances[f"creature:{c}"]["pebble"], w.souls[c].mood)
        for w in woods[1:3]
        for c in w.cast.creature
    ]
    past = await store.history.past("w1", 0, 99, standings=3)
    assert [(p.turn, list(p.prices.items())) for p in past] == [
        (wood.turn, [(good, wood.quotes[good].reference) for good in wood.cast.good]) for wood in woods
    ]
    assert [list(p.standings.items()) for p in past] == [[], [], []] + [
        [(c, [wealth(w.open())[c], w.souls[c].mood]) for c in w.cast.creature] for w in woods[3:]
    ]
    turns = await store.history.turns("w1", 1, 99)
    assert [(t.turn, t.position, t.at) for t in turns] == [
        (1, 1, START + HOUR), (2, 3, START + 2 * HOUR), (3, 4, START + 3 * HOUR), (4, 5, START + 4 * HOUR),
    ]  # fmt: skip
    assert all(0 <= t.gini <= 1000 and t.trades <= t.volume for t in turns)


async def test_traces_come_back_as_they_were(store: Store) -> None:
    commits = [c for c in await _lived(store) if c.kind == "turn"]
    kept = await store.history.traces("w1", 2, 3)
    assert [(t.turn, t.creature) for t in kept] == [(turn, c) for turn in (2, 3) for c in CAST.creature]
    given = {(c.outcome.wood.turn, t.creature): t for c in commits for t in c.traces}
    for one in kept:
        assert replace(one, turn=0) == given[one.turn, one.creature]


async def test_the_newest_snapshot_and_those_of_chapters_ends_are_kept_and_old_traces_are_not(
    store: Store,
) -> None:
    chapter = RULES.chapter
    await store.woods.found(founded())
    ends = []
    for _ in range(3):
        ends.append(await play(store, "w1", chapter))
    newest = await play(store, "w1", 1)
    snapshots = await store.history.snapshots("w1")
    assert [s.turn for s in snapshots] == [chapter, 2 * chapter, 3 * chapter, 3 * chapter + 1]
    assert [s.state for s in snapshots] == [dump(wood) for wood in (*ends, newest)]
    kept = {t.turn for t in await store.history.traces("w1", 0, 999)}
    assert kept == set(range(chapter + 1, 3 * chapter + 2))


async def test_the_log_gives_the_inputs_as_they_were_decided(store: Store) -> None:
    commits = await _lived(store)
    log = [entry async for entry in store.history.inputs("w1", 1)]
    assert [entry.payload for entry in log] == [c.payload for c in commits]
    assert load_command(log[1].payload) == DrawLegend(LEGEND)
    assert set(load_decisions(log[0].payload)) == set(CAST.creature)


async def test_a_long_log_is_read_whole(store: Store) -> None:
    await store.woods.found(founded())
    for number in range(230):
        loaded = await store.woods.load("w1")
        spell = loaded.wood.spells[0].id if loaded.wood.spells else ""
        command = Veto(spell) if spell else FireShock(SHOCK)
        await store.woods.commit(a_command(loaded, command, f"c{number}"))
    assert [entry.number async for entry in store.history.inputs("w1")] == list(range(231))


async def _derived(store: Store) -> object:
    return [
        [await store.history.all_events("w1", number) for number in range(6)],
        [await store.history.transfers("w1", number) for number in range(6)],
        await store.history.prices("w1", 0, 99),
        await store.history.standings("w1", 0, 99),
        await store.history.turns("w1", 0, 99),
    ]


def replaying(era: Era) -> Callable[[Input], Outcome]:
    """What follows from each input of a log, by the engine alone."""
    wood: list[Wood] = []

    def outcome_of(entry: Input) -> Outcome:
        if entry.kind == "founding":
            outcome = founding(era.cast, era.rules, era.seed, era.wood)
        elif entry.kind == "turn":
            outcome = advance(wood[-1], load_decisions(entry.payload))
        else:
            outcome = apply(wood[-1], load_command(entry.payload))
        wood.append(outcome.wood)
        return outcome

    return outcome_of


async def test_what_follows_from_the_log_can_be_written_anew_and_is_the_same(
    store: Store, tmp_path: Path
) -> None:
    await _lived(store)
    before = await _derived(store)
    (era,) = await store.history.eras("w1")
    assert await store.history.rebuild("w1", replaying(era)) == 6
    assert await _derived(store) == before
    assert faults_of(tmp_path / "wood.db") == []
    with pytest.raises(NoSuchWood):
        await store.history.rebuild("w9", replaying(era))


async def test_a_rebuilding_that_fails_changes_nothing(store: Store) -> None:
    await _lived(store)
    before = await _derived(store)
    (era,) = await store.history.eras("w1")
    good = replaying(era)

    def fails(entry: Input) -> Outcome:
        if entry.number == 4:
            raise ZeroDivisionError
        return good(entry)

    with pytest.raises(ZeroDivisionError):
        await store.history.rebuild("w1", fails)
    assert await _derived(store) == before


async def test_a_wood_that_was_never_founded_has_no_past(store: Store) -> None:
    with pytest.raises(NoSuchWood):
        await store.history.eras("w9")
    assert [entry async for entry in store.history.inputs("w9")] == []
