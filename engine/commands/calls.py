"""The command by which a patron answers the daily call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from engine import accounts
from engine.accounts import Account
from engine.calls.question import question
from engine.decision import Refusal
from engine.draft import Draft
from engine.events.called import CallPlaced
from engine.stages.checking import plain
from engine.stages.shape import as_id, as_number
from engine.wood import CallAnswer, Question, WaitingCall


@dataclass(frozen=True, slots=True)
class PlaceCall:
    """Call the next price paid for the good that is asked for, in place of an earlier call of the same turn."""

    by: Account
    asked: Question
    """As it was printed where the call was placed."""
    answer: CallAnswer


def place_call(draft: Draft, command: PlaceCall) -> Refusal | None:
    """Keep the call sealed with its patron until a price is paid for its good."""
    asked, printed = question(draft.old.open()), command.asked
    if accounts.kind(command.by) != "patron":
        return Refusal("by", "unknown_person", {"by": plain(command.by, 32)})
    if as_number(printed.turn) != asked.turn:
        return Refusal("call", "too_late", {"turn": asked.turn})
    if as_id(printed.good) != asked.good:
        return Refusal("call", "not_the_good", {"good": plain(printed.good, 32)})
    if printed != asked:
        return Refusal("call", "other_range", {"low": asked.low, "high": asked.high})
    if as_id(command.answer) not in get_args(CallAnswer):
        return Refusal("call", "unknown_answer", {"answer": plain(command.answer, 16)})
    call = WaitingCall(asked.turn, asked.good, asked.low, asked.high, command.answer)
    own = draft.sealed[command.by]
    before = next((one.answer for one in own.calls if one.turn == call.turn), "")
    others = tuple(one for one in own.calls if one.turn != call.turn)
    draft.sealed[command.by] = replace(own, calls=(*others, call))
    draft.tell(
        command.by, CallPlaced, turn=call.turn, good=call.good, low=call.low, high=call.high, answer=call.answer,
        instead=before,
    )  # fmt: skip
    return None
