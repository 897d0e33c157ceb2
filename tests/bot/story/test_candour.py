"""The contradiction meter: public word against own deed of the same turn."""

from __future__ import annotations

import pytest

from bot.story.candour import Candour, candour, contradicts
from data.reading.content import load_cast
from engine.decision import Applied, Decision, Order, Say, VaultAct

CAST = load_cast("wood")
QUIET = Applied(Decision(), Decision())


def turn(stance: str, about: str, side: str = "", good: str = "honey", act: str = "") -> Applied:
    orders = (Order(side, good, 1, 5),) if side else ()
    decision = Decision(
        orders=orders, say=Say("Well.", about, stance), vault=VaultAct(act, 3) if act else None
    )
    return Applied(decision, decision)


@pytest.mark.parametrize(
    ("said", "contradicted"),
    [
        (turn("rise", "honey", "sell"), True),
        (turn("rise", "honey", "buy"), False),
        (turn("fall", "honey", "buy"), True),
        (turn("fall", "honey", "sell"), False),
        (turn("rise", "acorns", "sell"), False),
        (turn("rise", "honey"), False),
        (turn("none", "honey", "sell"), False),
        (turn("warn", "oona", act="deposit"), True),
        (turn("warn", "oona", act="withdraw"), False),
        (turn("praise", "oona", act="withdraw"), True),
        (turn("praise", "oona"), False),
        (turn("warn", "pip", act="deposit"), False),
        (QUIET, False),
    ],
)
def test_word_against_deed(said: Applied, contradicted: bool) -> None:
    assert contradicts(CAST, said) is contradicted


def test_a_refused_order_was_meant_and_unheard_words_were_not() -> None:
    lie = turn("rise", "honey", "sell")
    assert contradicts(CAST, Applied(lie.requested, Decision(say=lie.requested.say)))
    assert not contradicts(CAST, Applied(lie.requested, Decision(orders=lie.requested.orders)))


def test_the_meter_is_a_share_of_all_turns() -> None:
    turns = [turn("rise", "honey", "sell"), QUIET, turn("fall", "honey", "buy"), QUIET]
    assert candour(CAST, turns) == Candour(4, 2)
    assert Candour(4, 2).share == 0.5
    assert Candour().share == 0
