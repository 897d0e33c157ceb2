"""The daily call: which good is asked for, what a call comes to, and the stage that judges it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Literal

from engine.content.cast import Cast, Good
from engine.draft import Draft
from engine.events.facts import CallJudged
from engine.wood import Direction

Judgement = Literal["right", "wrong", "level"]
"""What became of a call; `level` where the price stayed."""


def called_good(wood: str, cast: Cast, turn: int) -> Good:
    """Return the good to be called for a turn: each once in a round of all, in an order that each wood has for itself.

    Made of the wood's public id and the turn alone.
    """
    round_, place = divmod(turn - 1, len(cast.goods))
    order = _order(wood, cast, round_)
    if round_ > 0 and order[0].id == _order(wood, cast, round_ - 1)[-1].id:
        order[0], order[1] = order[1], order[0]
    return order[place]


def _order(wood: str, cast: Cast, round_: int) -> list[Good]:
    return sorted(cast.goods, key=lambda good: blake2b(f"{wood}|{round_}|{good.id}".encode()).digest())


def judge(direction: Direction, before: int, after: int) -> Judgement:
    """Judge a call by a good's reference prices before the turn and after it, in thousandths of a pebble."""
    if before == after:
        return "level"
    return "right" if (after > before) == (direction == "dearer") else "wrong"


@dataclass(frozen=True, slots=True)
class CallTally:
    """What a patron's judged calls add up to. A `level` call breaks no streak and lengthens none."""

    streak: int = 0
    """Right calls since the last wrong one."""
    best: int = 0
    """Longest streak so far."""
    right: int = 0
    settled: int = 0

    def add(self, judgement: Judgement) -> CallTally:
        """Return the tally with one more call."""
        more = replace(self, settled=self.settled + 1)
        if judgement == "level":
            return more
        if judgement == "wrong":
            return replace(more, streak=0)
        streak = self.streak + 1
        return replace(more, streak=streak, best=max(self.best, streak), right=self.right + 1)


def calls(draft: Draft) -> None:
    """Judge every call that waited for this turn, and tell each caller alone."""
    for account in sorted(draft.sealed):
        own = draft.sealed[account]
        if own.call is None:
            continue
        good, direction = own.call.good, own.call.direction
        judgement = judge(direction, draft.old.quotes[good].reference, draft.quotes[good].reference)
        draft.sealed[account] = replace(own, call=None)
        draft.tell(account, CallJudged, turn=draft.turn, good=good, direction=direction, judgement=judgement)
