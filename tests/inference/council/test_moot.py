"""A moot's tie-break, and what its trace keeps."""

from __future__ import annotations

from itertools import permutations

import pytest

from engine.decision import Consent, Decision, Order, Say, Trace, VaultAct
from inference.council.moot import has_dissent, settle, wishes
from inference.mind import Answer

BUY = Decision(orders=(Order("buy", "honey", 3, 8),))
BUY_MORE = Decision(orders=(Order("buy", "honey", 9, 4),))
SELL = Decision(orders=(Order("sell", "honey", 3, 8),))
BOTH = Decision(orders=(Order("buy", "honey", 1, 8), Order("sell", "acorns", 1, 8)))


def answer(name: str, decision: Decision, status: str = "valid") -> Answer:
    return Answer(decision, Trace(name, status=status, problems=("down",) if status == "fallback" else ()))


def test_the_majoritys_wish_wins_wherever_it_sits() -> None:
    for seats in permutations([answer("a", BUY), answer("b", BUY_MORE), answer("c", SELL)]):
        assert wishes(settle(seats).decision) == {("buy", "honey")}


def test_the_first_seat_settles_a_tie() -> None:
    assert settle([answer("a", BUY), answer("b", SELL)]).decision == BUY
    assert settle([answer("b", SELL), answer("a", BUY)]).decision == SELL


def test_of_equal_support_who_wishes_for_less_beyond_wins() -> None:
    assert settle([answer("a", BOTH), answer("b", BUY)]).decision == BUY


def test_a_decision_is_taken_whole() -> None:
    given = [BUY, BUY_MORE, BOTH, SELL]
    assert settle([answer(str(n), one) for n, one in enumerate(given)]).decision in given


def test_who_was_stood_in_for_has_no_vote_while_another_has_one() -> None:
    stood_in = [answer("a", SELL, "fallback"), answer("b", SELL, "fallback"), answer("c", BUY)]
    assert settle(stood_in).decision == BUY
    assert settle(stood_in[:2]).trace.status == "fallback"


def test_the_trace_keeps_who_wanted_something_else() -> None:
    chosen = settle(
        [answer("a", BUY), answer("b", BUY_MORE), answer("c", SELL), answer("d", SELL, "fallback")]
    )
    assert chosen.trace.problems == (
        "moot: a decides among 4",
        "moot: c wanted sell honey",
        "moot: d was stood in for: down",
    )
    assert has_dissent(chosen.trace.problems)
    assert not has_dissent(settle([answer("a", BUY), answer("b", BUY_MORE)]).trace.problems)


def test_every_part_of_a_decision_is_a_wish() -> None:
    decision = Decision(
        "x", BUY.orders, Say("y", "pip", "warn"), (Consent("p1", False),), (), VaultAct("withdraw", 3)
    )
    assert wishes(decision) == {("buy", "honey"), ("warn", "pip"), ("refuse", "p1"), ("withdraw", "")}
    assert wishes(Decision("x", say=Say("just talk"))) == frozenset()


def test_a_moot_of_nobody_is_a_fault() -> None:
    with pytest.raises(ValueError, match="nobody"):
        settle([])
