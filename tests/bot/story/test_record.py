"""What observers collect of a wood turn by turn."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.story.record import observe, whole
from engine.commands.tales import DrawLegend
from engine.events.event import PUBLIC
from engine.founding import founding
from engine.wealth import inequality, wealth
from engine.wood import Quote
from tests.bot.lived_woods import COMMANDS, content, live, play


def test_a_record_agrees_with_its_wood() -> None:
    records, wood = live(12)
    last = records[-1]
    assert last.turn == wood.turn == 12
    assert last.prices == {good: quote.reference / 1000 for good, quote in wood.quotes.items()}
    assert last.wealth == wealth(wood.open())
    assert last.gini == inequality(wealth(wood.open()).values()) / 1000
    assert last.mood == {creature: soul.mood / 1000 for creature, soul in wood.souls.items()}
    assert (last.season, last.phase, last.chapter) == ("winter", "late", 1)


def test_prices_of_one_turn_are_those_before_the_next() -> None:
    records, _ = live(12)
    for earlier, later in pairwise(records):
        assert later.before == earlier.prices


def test_volume_is_what_the_trades_add_up_to() -> None:
    records, wood = live(12)
    for record in records[1:]:
        assert record.volume == sum(q.quantity for q in record.trades)
    assert records[-1].volume == sum(quote.volume for quote in wood.quotes.values())


def test_tales_and_settlements_stand_in_the_turn_in_which_they_first_act() -> None:
    records, wood = live(12)
    tales = {record.turn: record.tales for record in records if record.tales}
    assert tales == {4: ("drought",), 8: ("run-on-oonas-hoard",)}
    honey = [s for s in records[8].settlements if s.good == "honey"]
    assert honey
    assert honey[0].after < honey[0].before
    assert honey[-1].after == records[8].prices["honey"]
    assert wood.rules.legend[honey[0].tale].year == 1933


def test_only_public_events_are_kept() -> None:
    cast, rules, _ = content()
    outcome = founding(cast, rules, "7")
    for turn in range(1, 9):
        outcome, done = play(outcome.wood, COMMANDS.get(turn, ()), "7")
        secret = [e for o in (*done, outcome) for e in o.events if e.audience != PUBLIC]
        record = observe(outcome, done)
        assert secret
        assert {e.audience for e in record.events} == {PUBLIC}


def test_the_founding_has_a_record_of_its_own() -> None:
    records, _ = live(0)
    assert records[0].turn == 0
    assert records[0].before == {}
    assert records[0].trades == ()


def test_a_patrons_legend_keeps_its_cause() -> None:
    records, _ = live(2, commands={2: (DrawLegend("great-acorn-mania", by="patron:3"),)})
    drawn = [event for event in records[2].events if event.kind == "drawn"]
    assert [e.origin for e in drawn] == ["patron"]


@pytest.mark.parametrize("reference", [1, 499, 500, 999, 1500, 2499, 2500, 199_500])
def test_prices_are_rounded_as_the_wood_rounds_them(reference: int) -> None:
    assert whole(reference / 1000) == Quote(reference).whole
