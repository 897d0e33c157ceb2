"""Judging of the daily call: which answer a price proves right, and what judged calls add up to."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calls.judging import CallTally, Judgement, judge
from engine.wood import CallAnswer, WaitingCall

JUDGEMENTS: st.SearchStrategy[list[Judgement]] = st.lists(st.sampled_from(["right", "wrong", "void"]))


@pytest.mark.parametrize(
    ("price", "right"),
    [(22, "cheaper"), (23, "within"), (25, "within"), (27, "within"), (28, "dearer")],
)
@pytest.mark.parametrize("answer", ["dearer", "within", "cheaper"])
def test_one_answer_is_right_and_both_ends_are_within(
    price: int, right: CallAnswer, answer: CallAnswer
) -> None:
    call = WaitingCall(1, "honey", 23, 27, answer)
    assert judge(call, price) == ("right" if answer == right else "wrong")


def test_a_call_for_which_no_price_came_is_void() -> None:
    assert judge(WaitingCall(1, "honey", 23, 27, "within"), 0) == "void"


def test_an_earlier_releases_call_is_void_as_it_knew_no_range() -> None:
    assert judge(WaitingCall(1, "honey", 0, 0, "dearer"), 25) == "void"


def test_a_void_call_breaks_no_streak_and_counts_nowhere() -> None:
    calls: list[Judgement] = ["right", "void", "right", "wrong", "void", "right"]
    tallies = [reduce(CallTally.add, calls[:n], CallTally()) for n in range(len(calls) + 1)]
    assert [t.streak for t in tallies] == [0, 1, 1, 2, 0, 0, 1]
    assert [t.best for t in tallies] == [0, 1, 1, 2, 2, 2, 2]
    assert (tallies[-1].right, tallies[-1].settled) == (3, 4)


@given(JUDGEMENTS)
def test_a_tally_is_what_can_be_counted(calls: list[Judgement]) -> None:
    tally = reduce(CallTally.add, calls, CallTally())
    runs = [run.count("r") for run in "".join(c[0] for c in calls).split("w")]
    assert tally == CallTally(runs[-1], max(runs), calls.count("right"), len(calls) - calls.count("void"))
