"""The daily call's arithmetic: which good is asked for, what came true, and what it adds up to."""

from __future__ import annotations

from collections import Counter
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calls.judging import CallTally, Judgement, called_good, judge
from engine.wood import Direction
from tests.engine.builders import WOOD

IDS = st.from_regex(r"w[0-9a-f]{1,31}", fullmatch=True)
JUDGEMENTS: st.SearchStrategy[list[Judgement]] = st.lists(st.sampled_from(["right", "wrong", "level"]))


@given(IDS, st.integers(0, 1000))
def test_each_good_is_called_once_in_a_round_and_none_twice_running(wood: str, turn: int) -> None:
    size = len(WOOD.goods)
    start = turn // size * size + 1
    once = Counter(called_good(wood, WOOD, t).id for t in range(start, start + size))
    assert set(once.values()) == {1}
    assert called_good(wood, WOOD, turn + 1) != called_good(wood, WOOD, turn + 2)


def test_woods_call_in_orders_of_their_own() -> None:
    orders = {tuple(called_good(f"w{n}", WOOD, turn).id for turn in range(1, 6)) for n in range(40)}
    assert len(orders) > 20


@pytest.mark.parametrize(
    ("direction", "after", "judgement"),
    [
        ("dearer", 1001, "right"),
        ("dearer", 1000, "level"),
        ("dearer", 999, "wrong"),
        ("cheaper", 1001, "wrong"),
        ("cheaper", 1000, "level"),
        ("cheaper", 1, "right"),
    ],
)
def test_a_call_is_judged_by_the_reference_before_and_after(
    direction: Direction, after: int, judgement: Judgement
) -> None:
    assert judge(direction, 1000, after) == judgement


def test_a_level_call_breaks_no_streak_and_lengthens_none() -> None:
    calls: list[Judgement] = ["right", "level", "right", "wrong", "level", "right"]
    tallies = [reduce(CallTally.add, calls[:n], CallTally()) for n in range(len(calls) + 1)]
    assert [t.streak for t in tallies] == [0, 1, 1, 2, 0, 0, 1]
    assert [t.best for t in tallies] == [0, 1, 1, 2, 2, 2, 2]
    assert (tallies[-1].right, tallies[-1].settled) == (3, 6)


@given(JUDGEMENTS)
def test_a_tally_is_what_can_be_counted(calls: list[Judgement]) -> None:
    tally = reduce(CallTally.add, calls, CallTally())
    runs = [run.count("r") for run in "".join(c[0] for c in calls).split("w")]
    assert tally == CallTally(runs[-1], max(runs), calls.count("right"), len(calls))
