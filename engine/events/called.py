"""The events of daily calls, which the caller alone may know."""

from __future__ import annotations

from engine.events.catalogue import (
    CallAnswerIfAny,
    CallAnswerWord,
    Fact,
    GoodId,
    JudgementWord,
    Pebbles,
    TurnNumber,
    fact,
)


@fact("called", audience="party")
class CallPlaced(Fact):
    """A patron called the next price paid for a good, against a range; `instead` is what was called before it."""

    turn: TurnNumber
    good: GoodId
    low: Pebbles
    high: Pebbles
    answer: CallAnswerWord
    instead: CallAnswerIfAny


@fact("judged", audience="party")
class CallJudged(Fact):
    """A call's good was paid for, or the call's time was up; `price` is then 0."""

    turn: TurnNumber
    """The first that might have decided; `decided` is the one that did."""
    decided: TurnNumber
    good: GoodId
    low: Pebbles
    high: Pebbles
    answer: CallAnswerWord
    price: Pebbles
    judgement: JudgementWord
