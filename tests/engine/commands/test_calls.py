"""A call is its patron's secret: placed for the next turn, changed at will, judged when the turn is played."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import accounts
from engine.calls.judging import called_good
from engine.commands.calls import PlaceCall
from engine.commands.table import apply
from engine.events.event import PUBLIC
from engine.events.facts import CallJudged, CallPlaced
from engine.turn import advance
from engine.wood import Direction, Sealed, WaitingCall, Wood
from tests.engine.builders import decided, instinct, new, of_kind, priced
from tests.engine.invariants import Witness

ADA, BEN = accounts.patron(3), accounts.patron(4)


def asked(wood: Wood) -> str:
    return called_good(wood.id, wood.cast, wood.turn + 1).id


def call(wood: Wood, direction: Direction = "dearer", by: accounts.Account = ADA) -> PlaceCall:
    return PlaceCall(by, wood.turn + 1, asked(wood), direction)


def test_a_call_is_sealed_and_told_to_its_patron_alone() -> None:
    wood = new(id="w1")
    outcome = apply(wood, call(wood))
    (event,) = outcome.events
    assert (event.id, event.cause, event.audience, event.origin) == (
        "patron:3#1.0",
        "input:patron:3#1",
        ADA,
        "patron",
    )
    assert CallPlaced.of(event) == CallPlaced(turn=1, good=asked(wood), direction="dearer", instead="")
    assert outcome.wood.sealed == {ADA: Sealed(1, 0, WaitingCall(1, asked(wood), "dearer"))}
    assert outcome.position is None
    assert outcome.wood.open() == wood.open()
    assert (outcome.wood.number, outcome.transfers) == (1, ())


def test_a_later_call_for_the_same_turn_takes_the_place_of_the_first() -> None:
    wood = new()
    first = apply(wood, call(wood)).wood
    outcome = apply(first, call(wood, "cheaper"))
    assert CallPlaced.of(outcome.events[0]).instead == "dearer"
    assert outcome.wood.sealed[ADA] == Sealed(2, 0, WaitingCall(1, asked(wood), "cheaper"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"turn": 0}, "too_late"),
        ({"turn": 2}, "too_late"),
        ({"turn": None}, "too_late"),
        ({"good": "gold"}, "not_the_good"),
        ({"good": "\ud800" * 99}, "not_the_good"),
        ({"direction": "up"}, "unknown_direction"),
        ({"direction": None}, "unknown_direction"),
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
    assert not outcome.events


def test_no_other_good_can_be_called_than_the_one_that_is_asked_for() -> None:
    wood = new()
    codes = []
    for good in wood.cast.good:
        refusal = apply(wood, replace(call(wood), good=good)).refusal
        codes.append(refusal.code if refusal else "")
    assert sorted(codes) == ["", *["not_the_good"] * (len(wood.cast.good) - 1)]


def test_calls_are_judged_when_the_turn_is_played_and_each_caller_alone_is_told() -> None:
    wood, witness = new(), Witness()
    for _ in range(40):
        good, before = asked(wood), wood
        for by, direction in ((ADA, "dearer"), (BEN, "cheaper")):
            placed = apply(before, PlaceCall(by, wood.turn + 1, good, direction))
            witness.check(before, placed)
            before = placed.wood
        outcome = advance(before, decided(before, instinct()))
        witness.check(before, outcome)
        moved = outcome.wood.quotes[good].reference - wood.quotes[good].reference
        told = {e.audience: CallJudged.of(e) for e in of_kind(outcome, "judged")}
        verdicts = (
            ("level", "level") if not moved else ("right", "wrong") if moved > 0 else ("wrong", "right")
        )
        assert (told[ADA].judgement, told[BEN].judgement) == verdicts
        assert {(t.good, t.turn) for t in told.values()} == {(good, outcome.wood.turn)}
        assert [own.call for own in outcome.wood.sealed.values()] == [None, None]
        assert not [e for e in outcome.events if e.audience == PUBLIC and e.kind == "judged"]
        wood = outcome.wood


def test_a_call_is_judged_by_references_and_not_by_what_was_paid() -> None:
    wood = priced(new(), **{asked(new()): 9000})
    after = advance(apply(wood, call(wood, "cheaper")).wood, {})
    quote = after.wood.quotes[asked(wood)]
    (judged,) = CallJudged.among(after.events)
    assert judged.judgement == (
        "level" if quote.reference == 9000 else "right" if quote.reference < 9000 else "wrong"
    )


def test_who_placed_no_call_is_told_nothing() -> None:
    assert not of_kind(advance(new(), {}), "judged")
