"""The daily call's question: which good is asked for, what the broker expects of it, and the stage that asks."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from engine.calls.figure import Quoted, expected
from engine.content.cast import Good
from engine.draft import Draft
from engine.wood import OpenWood, Question


def asking(draft: Draft) -> None:
    """Ask for the next turn; whatever people do until then, the question stays as everybody read it."""
    draft.asked = asked_of(draft, draft.old.id)


def question(wood: OpenWood) -> Question:
    """Return what is asked for the next turn."""
    asked = wood.asked
    return asked if asked and asked.turn == wood.turn + 1 else asked_of(wood, wood.id)


def asked_of(wood: Quoted, id: str) -> Question:
    """Reckon what to ask after a turn in the wood of this public id."""
    good, turn = called_good(wood, id).id, wood.turn + 1
    range_ = expected(wood, good, turn)
    return Question(turn, good, range_.low, range_.high)


def called_good(wood: Quoted, id: str) -> Good:
    """Return the good that is asked for: each in its turn, and another in place of one that nobody trades.

    It stands in the order of its round and moves on past what has not been paid for lately, the next turn's good last
    of all, so that none is asked for twice running without need; where nothing is paid for, it stays.
    """
    lively = wood.rules.broker.lively
    order = _goods(id, tuple(wood.cast.made), wood.turn + 1)
    chosen = next((good for good in order if any(wood.quotes[good].prices[-lively:])), order[0])
    return wood.cast.made[chosen]


def _goods(wood: str, goods: tuple[str, ...], turn: int) -> list[str]:
    """All goods: the one whose turn it is, the others as they come after it, the next turn's last."""
    round_, place = divmod(turn - 1, len(goods))
    order = list(_order(wood, goods, round_))
    if round_ > 0 and order[0] == _order(wood, goods, round_ - 1)[-1]:
        order[0], order[1] = order[1], order[0]
    following = order[place + 1 :] + order[:place]
    return [order[place], *following[1:], following[0]]


@lru_cache(maxsize=1024)
def _order(wood: str, goods: tuple[str, ...], round_: int) -> tuple[str, ...]:
    return tuple(sorted(goods, key=lambda good: blake2b(f"{wood}|{round_}|{good}".encode()).digest()))
