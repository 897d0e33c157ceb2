"""The daily call's question: which good is asked for, and what the broker expects of it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from engine.calls.figure import expected
from engine.content.cast import Cast, Good
from engine.wood import OpenWood


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked after a turn: the next price paid for a good, against a range in whole pebbles, ends inside."""

    turn: int
    """The turn to come, the first that may decide."""
    good: str
    low: int
    high: int


def question(wood: OpenWood) -> Question:
    """Return what is asked for the next turn. Only turns change the answer, no command does."""
    good, turn = called_good(wood), wood.turn + 1
    range_ = expected(wood, good.id, turn)
    return Question(turn, good.id, range_.low, range_.high)


def called_good(wood: OpenWood) -> Good:
    """Return the good that is asked for: each in its turn, and another in place of one that nobody trades.

    It stands in the order of its round and moves on past what has not been paid for lately, the next turn's good last
    of all, so that none is asked for twice running without need; where nothing is paid for, it stays.
    """
    lively = wood.rules.broker.lively
    order = _goods(wood.id, wood.cast, wood.turn + 1)
    return next((good for good in order if any(wood.quotes[good.id].prices[-lively:])), order[0])


def _goods(wood: str, cast: Cast, turn: int) -> list[Good]:
    """All goods: the one whose turn it is, the others as they come after it, the next turn's last."""
    round_, place = divmod(turn - 1, len(cast.goods))
    order = _order(wood, cast, round_)
    if round_ > 0 and order[0].id == _order(wood, cast, round_ - 1)[-1].id:
        order[0], order[1] = order[1], order[0]
    following = order[place + 1 :] + order[:place]
    return [order[place], *following[1:], following[0]]


def _order(wood: str, cast: Cast, round_: int) -> list[Good]:
    return sorted(cast.goods, key=lambda good: blake2b(f"{wood}|{round_}|{good.id}".encode()).digest())
