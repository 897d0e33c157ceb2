"""The command by which a patron calls a price."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine import accounts
from engine.accounts import Account
from engine.calls.judging import called_good
from engine.decision import Refusal
from engine.draft import Draft
from engine.events.facts import CallPlaced
from engine.stages.checking import plain
from engine.wood import Direction, WaitingCall


@dataclass(frozen=True, slots=True)
class PlaceCall:
    """Call the good that is asked for dearer or cheaper after the next turn, in place of an earlier call for it."""

    by: Account
    turn: int
    """The turn that decides: the next one."""
    good: str
    direction: Direction


def place_call(draft: Draft, command: PlaceCall) -> Refusal | None:
    """Keep the call sealed with its patron until the turn is played."""
    turn = draft.turn + 1
    if accounts.kind(command.by) != "patron":
        return Refusal("by", "unknown_person", {"by": plain(command.by, 32)})
    if command.turn != turn:
        return Refusal("call", "too_late", {"turn": turn})
    if command.good != called_good(draft.old.id, draft.cast, turn).id:
        return Refusal("call", "not_the_good", {"good": plain(command.good, 32)})
    if command.direction not in ("dearer", "cheaper"):
        return Refusal("call", "unknown_direction", {"direction": plain(command.direction, 16)})
    own = draft.sealed[command.by]
    draft.sealed[command.by] = replace(own, call=WaitingCall(turn, command.good, command.direction))
    draft.tell(
        command.by, CallPlaced, turn=turn, good=command.good, direction=command.direction,
        instead=own.call.direction if own.call else "",
    )  # fmt: skip
    return None
