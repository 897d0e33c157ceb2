"""What observers collect of a wood, and the summary built from it."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from bot.story.record import DecisionCount, count_decisions, observe, summary, whole
from engine.commands.tales import DrawLegend
from engine.decision import Applied, Decision, Order, Refusal, Trace
from engine.event import PUBLIC
from engine.founding import founding
from engine.save import wood_hash
from engine.wealth import gini, wealth
from engine.wood import Quote
from tests.bot.lived_woods import COMMANDS, content, live, play


def test_a_record_agrees_with_its_wood() -> None:
    records, wood = live(12)
    last = records[-1]
    assert last.turn == wood.turn == 12
    assert last.prices == {good: quote.reference / 1000 for good, quote in wood.quotes.items()}
    assert last.wealth == wealth(wood.open())
    assert last.gini == gini(wealth(wood.open()).values())
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


def test_summary_holds_the_contract() -> None:
    records, wood = live(5)
    news = [["Nothing happened."] for _ in records]
    written = json.loads(json.dumps(summary(7, wood, records, news, DecisionCount(total=25, valid=25))))
    assert list(written) == ["seed", "cast", "turns", "decisions", "richest", "poorest", "wood_hash"]
    assert [turn["turn"] for turn in written["turns"]] == [1, 2, 3, 4, 5]
    assert set(written["turns"][0]) == {
        "turn", "season", "trades", "volume", "prices", "wealth", "gini", "mood", "news",
    }  # fmt: skip
    assert written["turns"][0]["trades"] == len(records[1].trades)
    assert written["decisions"] == {
        "total": 25, "valid": 25, "repaired": 0, "refused_orders": 0, "noop": 0, "fallback": 0, "self_buys": 0,
        "max_tokens": 0, "disputed": 0,
    }  # fmt: skip
    worth = wealth(wood.open())
    assert worth[written["richest"]] == max(worth.values())
    assert worth[written["poorest"]] == min(worth.values())
    assert written["wood_hash"] == wood_hash(wood)


def test_summary_wants_news_for_every_record() -> None:
    records, wood = live(2)
    with pytest.raises(ValueError, match="zip"):
        summary(7, wood, records, [], DecisionCount())


def test_decisions_are_counted_by_how_they_came_out() -> None:
    cast, _, _ = content()
    own = Order("buy", "honey", 1, 5)
    sale = Order("sell", "honey", 1, 5)
    refused = (Refusal("orders[0]", "own_good"),)
    applied = {"oona": Applied(Decision(orders=(own, sale)), Decision(orders=(sale,)), refused)}
    traces = [
        Trace("vllm", prompt_tokens=600, reply_tokens=90),
        Trace("vllm", prompt_tokens=500, reply_tokens=300, status="repaired"),
        Trace("instinct", status="fallback"),
    ]
    count = count_decisions(cast, applied, traces)
    assert count == DecisionCount(
        total=3, valid=1, repaired=1, fallback=1, refused_orders=1, self_buys=1, max_tokens=800
    )
    assert count + count == DecisionCount(
        total=6, valid=2, repaired=2, fallback=2, refused_orders=2, self_buys=2, max_tokens=800
    )


@pytest.mark.parametrize("reference", [1, 499, 500, 999, 1500, 2499, 2500, 199_500])
def test_prices_are_rounded_as_the_wood_rounds_them(reference: int) -> None:
    assert whole(reference / 1000) == Quote(reference).whole
