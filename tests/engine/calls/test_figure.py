"""The broker's figure: board, last price paid and usual price, carried to a day, as one number in the open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calls.figure import Expected, expected, figure, moved, of_day
from engine.content.broker import Almanac, BrokerRules
from engine.content.rules import Rules
from engine.turn import advance
from engine.wood import Quote, Wood
from tests.engine.builders import IDLE, WOOD, decided, instinct, new

PRICES = st.integers(1000, 1_000_000)
LEVELS = (1000,) * 15 + (2000,) * 45
"""A price that doubles after spring."""


def knowing(almanac: Almanac, **numbers: int) -> Rules:
    broker = BrokerRules(almanacs={WOOD.id: {"honey": almanac}}, **numbers)
    return IDLE.changed(opening=0, broker=broker)


def asked(rules: Rules, quote: Quote, turn: int = 0) -> Wood:
    wood = new(rules=rules)
    return replace(wood, turn=turn, quotes={**wood.quotes, "honey": quote})


def test_the_figure_is_two_fifths_board_two_fifths_paid_and_one_fifth_usual() -> None:
    wood = asked(knowing(Almanac()), Quote(10_000, prices=(7, 20, 0), usual=40_000), turn=5)
    assert figure(wood.open(), "honey", 6) == (2 * 10_000 + 2 * 20_000 + 40_000) // 5


def test_where_no_price_is_remembered_the_board_stands_in_for_it() -> None:
    wood = asked(knowing(Almanac()), Quote(10_000, prices=(0, 0), usual=10_000), turn=5)
    assert figure(wood.open(), "honey", 6) == 10_000


def test_a_new_wood_begins_with_the_almanacs_level() -> None:
    price = WOOD.good["honey"].price
    wood = asked(knowing(Almanac(level=1500)), Quote(price * 1000))
    assert figure(wood.open(), "honey", 1) == (4 * price * 1000 + price * 1500) // 5


def test_board_price_paid_and_usual_price_are_carried_to_the_day_by_the_season() -> None:
    """The board is of turn 14, in spring; the price was paid in it; turn 16 is the first of summer."""
    wood = asked(knowing(Almanac(season=LEVELS)), Quote(10_000, prices=(10,), usual=10_000), turn=14)
    assert [figure(wood.open(), "honey", turn) for turn in (15, 16)] == [10_000, 20_000]


def test_a_price_paid_long_ago_is_carried_from_its_own_day() -> None:
    """Board and usual price say 20 for summer; ten was paid in spring, two turns before."""
    wood = asked(knowing(Almanac(season=LEVELS)), Quote(20_000, prices=(10, 0), usual=10_000), turn=16)
    assert figure(wood.open(), "honey", 17) == 20_000


def test_the_tilt_grows_from_one_day_ahead_to_the_day_it_was_measured_for() -> None:
    wood = asked(knowing(Almanac(tilt=(1100,), near=(1020,)), days=5), Quote(100_000, usual=100_000), turn=3)
    ahead = [figure(wood.open(), "honey", 3 + days) for days in (1, 3, 5, 9)]
    assert ahead == [102_000, 106_000, 110_000, 110_000]


def test_the_figure_stays_within_floor_and_cap() -> None:
    cap = IDLE.market.cap
    wood = asked(knowing(Almanac(near=(2000,))), Quote(cap * 1000, usual=cap * 1000))
    assert figure(wood.open(), "honey", 1) == cap * 1000


def test_the_range_is_eight_hundredths_to_either_side_in_whole_pebbles() -> None:
    wood = asked(knowing(Almanac()), Quote(25_000, usual=25_000))
    assert expected(wood.open(), "honey", 1) == Expected(23, 27)
    assert expected(asked(knowing(Almanac()), Quote(1000, usual=1000)).open(), "honey", 1) == Expected(1, 1)


@pytest.mark.parametrize(("days", "found"), [(1, [5] * 60), (60, list(range(60))), (4, [0, 1, 2, 3])])
def test_a_table_is_spread_evenly_over_the_year(days: int, found: list[int]) -> None:
    rules = IDLE.changed(opening=0)
    table = (5,) if days == 1 else tuple(range(days))
    assert [of_day(rules, table, 1 + n * 60 // len(found)) for n in range(len(found))] == found
    assert of_day(rules, table, 61) == of_day(rules, table, 1)


@given(PRICES, PRICES, st.integers(1, 500))
def test_the_usual_price_moves_toward_what_is_paid_and_never_beyond(
    usual: int, price: int, turn: int
) -> None:
    after = moved(usual, price, turn, BrokerRules())
    assert min(usual, price) <= after <= max(usual, price)


@given(PRICES)
def test_twice_as_dear_and_half_as_dear_weigh_alike(usual: int) -> None:
    once = moved(usual * 100, usual * 200, 400, BrokerRules())
    back = moved(once, once * once // (usual * 200), 400, BrokerRules())
    assert abs(back - usual * 100) <= usual // 5 + 2


def test_the_usual_price_learns_from_every_price_that_is_paid() -> None:
    wood = new(seed="usual")
    for _ in range(5):
        after = advance(wood, decided(wood, instinct())).wood
        for good in WOOD.goods:
            old, quote = wood.quotes[good.id], after.quotes[good.id]
            if quote.price:
                assert quote.usual > 0
            else:
                assert quote.usual == old.usual
        wood = after
