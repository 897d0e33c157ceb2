"""Judging of the daily call: what became of an answer, what answers add up to, and the stage that judges them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from engine.draft import Draft
from engine.events.called import CallJudged
from engine.wood import CallAnswer, WaitingCall

Judgement = Literal["right", "wrong", "void"]
"""What became of a call; `void` where no price was paid in time."""


def judge(call: WaitingCall, price: int) -> Judgement:
    """Judge a call by a price paid, in whole pebbles; void where there was none, or nothing to hold it against."""
    if not price or not call.high:
        return "void"
    return "right" if call.answer == answer_to(price, call.low, call.high) else "wrong"


def answer_to(price: int, low: int, high: int) -> CallAnswer:
    """Return which answer a price proves right, against a range with both ends inside."""
    return "dearer" if price > high else "cheaper" if price < low else "within"


@dataclass(frozen=True, slots=True)
class CallTally:
    """What a patron's judged calls add up to. A void call counts nowhere."""

    streak: int = 0
    """Right calls since the last wrong one."""
    best: int = 0
    """Longest streak so far."""
    right: int = 0
    settled: int = 0

    def add(self, judgement: Judgement) -> CallTally:
        """Return the tally with one more call."""
        if judgement == "void":
            return self
        more = replace(self, settled=self.settled + 1)
        if judgement == "wrong":
            return replace(more, streak=0)
        streak = self.streak + 1
        return replace(more, streak=streak, best=max(self.best, streak), right=self.right + 1)


def calls(draft: Draft) -> None:
    """Judge every call for whose good a price was paid, or whose time is up, and tell each caller alone."""
    for account in sorted(draft.sealed):
        own = draft.sealed[account]
        waiting = tuple(call for call in own.calls if _waits(draft, call))
        if waiting == own.calls:
            continue
        draft.sealed[account] = replace(own, calls=waiting)
        for call in own.calls:
            if call not in waiting:
                _tell(draft, account, call)


def _waits(draft: Draft, call: WaitingCall) -> bool:
    """Whether a call has no price yet and may still get one."""
    in_time = draft.turn < call.turn + draft.rules.broker.wait - 1
    return in_time and bool(call.high) and not draft.quotes[call.good].price


def _tell(draft: Draft, account: str, call: WaitingCall) -> None:
    price = draft.quotes[call.good].price
    draft.tell(
        account, CallJudged, turn=call.turn, decided=draft.turn, good=call.good, low=call.low, high=call.high,
        answer=call.answer, price=price, judgement=judge(call, price),
    )  # fmt: skip
