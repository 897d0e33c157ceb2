"""A call is its patron's secret: placed for the next turn, changed at will, judged when a price is paid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import accounts
from engine.calls.judging import judge
from engine.calls.question import question
from engine.commands.calls import PlaceCall
from engine.commands.table import apply
from engine.events.called import CallJudged, CallPlaced
from engine.events.event import PUBLIC
from engine.turn import advance
from engine.wood import CallAnswer, Sealed, WaitingCall, Wood
from tests.engine.builders import decided, instinct, new, of_kind
from tests.engine.invariants import Witness

ADA, BEN, CLEO = accounts.patron(3), accounts.patron(4), accounts.patron(5)


def call(wood: Wood, answer: CallAnswer = "dearer", by: accounts.Account = ADA) -> PlaceCall:
    return PlaceCall(by, question(wood.open()), answer)


def waiting(wood: Wood, answer: CallAnswer) -> WaitingCall:
    asked = question(wood.open())
    return WaitingCall(asked.turn, asked.good, asked.low, asked.high, answer)


def test_a_call_is_sealed_and_told_to_its_patron_alone() -> None:
    wood = new(id="w1")
    asked, outcome = question(wood.open()), apply(wood, call(wood, "within"))
    (event,) = outcome.events
    assert (event.id, event.cause, event.audience, event.origin) == (
        "patron:3#1.0",
        "input:patron:3#1",
        ADA,
        "patron",
    )
    assert CallPlaced.of(event) == CallPlaced(
        turn=1, good=asked.good, low=asked.low, high=asked.high, answer="within", instead=""
    )
    assert outcome.wood.sealed == {ADA: Sealed(1, 0, (waiting(wood, "within"),))}
    assert outcome.position is None
    assert outcome.wood.open() == wood.open()
    assert (outcome.wood.number, outcome.transfers) == (1, ())


def test_a_later_call_of_the_same_turn_takes_the_place_of_the_first() -> None:
    wood = new()
    first = apply(wood, call(wood)).wood
    outcome = apply(first, call(wood, "cheaper"))
    assert CallPlaced.of(outcome.events[0]).instead == "dearer"
    assert outcome.wood.sealed[ADA] == Sealed(2, 0, (waiting(wood, "cheaper"),))


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ({"turn": 0}, "too_late"),
        ({"turn": 2}, "too_late"),
        ({"turn": None}, "too_late"),
        ({"good": "gold"}, "not_the_good"),
        ({"good": "\ud800" * 99}, "not_the_good"),
        ({"low": 0}, "other_range"),
        ({"high": 10_000}, "other_range"),
    ],
    ids=str,
)
def test_a_question_that_is_not_asked_cannot_be_answered(printed: dict[str, object], code: str) -> None:
    wood = new()
    outcome = apply(wood, replace(call(wood), asked=replace(question(wood.open()), **printed)))
    assert outcome.refusal is not None
    assert outcome.refusal.code == code
    assert outcome.wood is wood
    assert not outcome.events


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answer": "up"}, "unknown_answer"),
        ({"answer": None}, "unknown_answer"),
        ({"by": accounts.FORESTER}, "unknown_person"),
        ({"by": "pip"}, "unknown_person"),
    ],
    ids=str,
)
def test_what_cannot_be_called_says_why_and_uses_no_input(change: dict[str, object], code: str) -> None:
    wood = new()
    outcome = apply(wood, replace(call(wood), **change))
    assert outcome.refusal is not None
    assert outcome.refusal.code == code
    assert outcome.wood is wood


def test_calls_are_judged_by_the_next_price_paid_and_each_caller_alone_is_told() -> None:
    wood, witness = new(), Witness()
    answers: dict[accounts.Account, CallAnswer] = {ADA: "dearer", BEN: "within", CLEO: "cheaper"}
    for _ in range(25):
        before = wood
        for by, answer in answers.items():
            placed = apply(before, call(before, answer, by))
            witness.check(before, placed)
            before = placed.wood
        outcome = advance(before, decided(before, instinct()))
        told = [(e.audience, CallJudged.of(e)) for e in of_kind(outcome, "judged")]
        for audience, one in told:
            assert one.price == outcome.wood.quotes[one.good].price
            assert one.decided == outcome.wood.turn < one.turn + 3
            asked = WaitingCall(one.turn, one.good, one.low, one.high, answers[accounts.Account(audience)])
            assert asked in before.sealed[accounts.Account(audience)].calls
            assert one.judgement == judge(asked, one.price)
        for turn in {one.turn for _, one in told if one.price}:
            assert sorted(one.judgement for _, one in told if one.turn == turn) == ["right", "wrong", "wrong"]
        assert not [e for e in outcome.events if e.audience == PUBLIC and e.kind == "judged"]
        wood = outcome.wood
        left = [one for own in wood.sealed.values() for one in own.calls]
        assert all(not wood.quotes[one.good].price for one in left)


def test_a_call_waits_three_turns_for_a_price_and_is_void_then() -> None:
    """Nobody trades; one call is placed in each turn."""
    wood = new()
    heard: list[list[CallJudged]] = []
    for _ in range(5):
        outcome = advance(apply(wood, call(wood)).wood, {})
        heard.append(CallJudged.among(outcome.events))
        wood = outcome.wood
    assert [[(one.turn, one.decided, one.judgement) for one in turn] for turn in heard] == [
        [],
        [],
        [(1, 3, "void")],
        [(2, 4, "void")],
        [(3, 5, "void")],
    ]
    assert [one.turn for one in wood.sealed[ADA].calls] == [4, 5]


def test_an_earlier_releases_call_comes_to_nothing_at_the_next_turn() -> None:
    wood = replace(new(), sealed={ADA: Sealed(1, 0, (WaitingCall(1, "honey", 0, 0, "dearer"),))})
    outcome = advance(wood, decided(wood, instinct()))
    (judged,) = CallJudged.among(outcome.events)
    assert judged.judgement == "void"
    assert outcome.wood.sealed[ADA].calls == ()


def test_who_placed_no_call_is_told_nothing() -> None:
    assert not of_kind(advance(new(), {}), "judged")
