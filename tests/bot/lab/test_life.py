"""What is read from a wood's life, on lives made up for the purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.lab.decisions import DecisionCount
from bot.lab.life import (
    Life,
    change,
    dip,
    falls,
    handovers,
    live,
    lowest_mood,
    silent_turns,
    widening,
    within,
)
from bot.lab.scenario import scenario
from bot.minds import make_mind
from data.reading.content import load_cast, load_rules

LIFE = Life(
    seed="1",
    trades=(3, 0, 2, 4),
    prices={"wood": (4.0, 5.0, 2.0, 1.0, 6.0)},
    gini=(0.0, 0.1, 0.2, 0.7, 0.3),
    richest=("a", "b", "b", "a", "b"),
    mood={"a": (0.6, 0.4, 0.3, 0.35, 0.5)},
    short={"a": (False, True, True, False, False)},
    settled=(),
    struck={},
    self_trades=0,
    negatives=0,
    hash="",
    decisions=DecisionCount(),
)


def test_simple_measures() -> None:
    assert silent_turns(LIFE) == 1
    assert widening(LIFE) == pytest.approx(0.3)
    assert change(LIFE, "wood") == pytest.approx(1.5)
    assert lowest_mood(LIFE) == 0.3


def test_the_first_turns_richest_is_no_handover() -> None:
    assert handovers(LIFE) == 2


def test_the_founding_does_not_count_for_the_band() -> None:
    assert within(LIFE, 0.1, 0.6) == pytest.approx(3 / 4)


def test_a_dip_is_against_the_price_before_and_ends_with_its_turns() -> None:
    assert dip(LIFE, "wood", turn=2) == pytest.approx(1 / 5)
    assert dip(LIFE, "wood", turn=2, turns=1) == pytest.approx(2 / 5)


def test_a_fall_is_recovered_when_half_of_it_is_regained() -> None:
    assert list(falls(LIFE)) == [True]


def test_a_mood_that_stays_down_is_not_recovered() -> None:
    mood = (0.6, 0.3, *[0.31] * 5)
    short = (False, True, *[False] * 5)
    assert list(falls(replace(LIFE, mood={"a": mood}, short={"a": short}))) == [False]


def test_a_fall_whose_outcome_the_life_does_not_show_is_left_out() -> None:
    assert not list(falls(replace(LIFE, mood={"a": (0.6, 0.3, 0.31)}, short={"a": (False, True, False)})))


def test_shortage_that_did_not_lower_the_mood_is_no_fall() -> None:
    assert not list(falls(replace(LIFE, mood={"a": (0.6, 0.6, 0.6)}, short={"a": (False, True, False)})))


async def test_a_real_life_has_one_entry_per_turn() -> None:
    plan = scenario(load_cast("wood"), load_rules(), 9, (), ["run-on-oonas-hoard@3"])
    life = await live(plan, "7", make_mind())
    assert len(life.trades) == 9
    assert {len(s) for s in (*life.prices.values(), *life.mood.values(), *life.short.values())} == {10}
    assert len(life.gini) == len(life.richest) == 10
    strike = life.struck["run-on-oonas-hoard"]
    assert [good for turn, good in life.settled if turn == strike] == ["honey"]
