"""The reference price: it follows trade and unfilled need, rests where nothing presses, and never leaps."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.chance import Chance
from engine.content.rules import MarketRules
from engine.exchange.auction import Clearing, SealedOrder, clear
from engine.exchange.drift import drift
from tests.engine.builders import PLAIN

FLOOR, CAP = PLAIN.market.floor, PLAIN.market.cap
UNITS = st.integers(0, 10**12)
REFERENCES = st.integers(FLOOR * 1000, CAP * 1000)
OPEN = PLAIN.market.model_copy(update={"breaker": 10**15, "floor": 0, "cap": 10**15})
"""Bounds too far away to be felt, beyond what content may hold."""
MIDDLE = PLAIN.market.changed(middle=True)
FOLLOW = PLAIN.market.changed(weight=1000, follow=500, breaker=100)


def traded(price: int) -> Clearing:
    return Clearing(price, 1, 0, 0, {"a": 1}, {"b": 1}, (), None, None)


def untraded(demand: int, supply: int, bid: int | None = None, ask: int | None = None) -> Clearing:
    return Clearing(None, 0, demand, supply, {}, {}, (), bid, ask)


LIMITS = st.none() | st.integers(FLOOR, CAP)
CLEARINGS = st.builds(traded, st.integers(1, 10**12)) | st.builds(untraded, UNITS, UNITS, LIMITS, LIMITS)


def plainly(reference: int, clearing: Clearing) -> int:
    return drift(reference, clearing, PLAIN.market)


@pytest.mark.parametrize(
    ("reference", "clearing", "after"),
    [
        pytest.param(10_000, traded(12), 10_500, id="a quarter of the gap up"),
        pytest.param(10_000, traded(8), 9_500, id="a quarter of the gap down"),
        pytest.param(10_000, traded(10), 10_000, id="traded at the reference"),
        pytest.param(10_000, traded(100), 11_000, id="the breaker, up"),
        pytest.param(10_000, traded(1), 9_000, id="the breaker, down"),
        pytest.param(10_000, untraded(3, 1), 10_500, id="half of the step for need"),
        pytest.param(10_000, untraded(1, 3), 9_500, id="half of the step for glut"),
        pytest.param(10_000, untraded(7, 0), 11_000, id="the whole step where all want and nobody sells"),
        pytest.param(10_000, untraded(0, 7), 9_000, id="the whole step where all sell and nobody wants"),
        pytest.param(10_000, untraded(4, 4), 10_000, id="balanced"),
        pytest.param(10_000, untraded(0, 0), 10_000, id="nobody there"),
        pytest.param(1_050, untraded(0, 7), 1_000, id="the floor"),
        pytest.param(199_500, untraded(7, 0), 200_000, id="the cap"),
        pytest.param(900_000, untraded(0, 0), 200_000, id="back from beyond the cap"),
        pytest.param(200, untraded(0, 0), 1_000, id="back from below the floor"),
        pytest.param(10_003, untraded(2, 1), 10_336, id="333.4 down to 333"),
        pytest.param(10_000, untraded(6, 3), 10_333, id="333.3 down to 333"),
        pytest.param(10_000, untraded(3, 6), 9_667, id="333.3 down to 333, falling"),
        pytest.param(10_002, traded(10), 10_001, id="half a thousandth away from zero, falling"),
        pytest.param(9_998, traded(10), 9_999, id="half a thousandth away from zero, rising"),
    ],
)
def test_the_rule_by_example(reference: int, clearing: Clearing, after: int) -> None:
    assert plainly(reference, clearing) == after


@given(REFERENCES, CLEARINGS, st.sampled_from([PLAIN.market, MIDDLE, FOLLOW, FOLLOW.changed(middle=True)]))
def test_it_stays_within_the_breaker_the_floor_and_the_cap(
    reference: int, clearing: Clearing, rules: MarketRules
) -> None:
    after = drift(reference, clearing, rules)
    followed = clearing.price is not None and rules.follow is not None
    assert abs(after - reference) * 1000 <= reference * ((rules.follow or 0) if followed else rules.breaker)
    assert FLOOR * 1000 <= after <= CAP * 1000


@pytest.mark.parametrize(
    ("price", "after"),
    [
        pytest.param(13, 13_000, id="all of the gap up"),
        pytest.param(7, 7_000, id="all of the gap down"),
        pytest.param(40, 15_000, id="no farther than it follows, up"),
        pytest.param(1, 5_000, id="no farther than it follows, down"),
    ],
)
def test_a_price_that_was_paid_may_lead_farther_than_the_breaker(price: int, after: int) -> None:
    assert drift(10_000, traded(price), FOLLOW) == after


def test_what_leads_a_traded_reference_leads_no_other() -> None:
    assert drift(10_000, untraded(7, 0), FOLLOW) == drift(10_000, untraded(7, 0), PLAIN.market) == 11_000


@pytest.mark.parametrize(
    ("bid", "ask", "after"),
    [
        pytest.param(4, 14, 9_750, id="a quarter of the way down to the middle of bid and ask"),
        pytest.param(9, 14, 10_375, id="a quarter of the way up"),
        pytest.param(8, 12, 10_000, id="in the middle already"),
        pytest.param(1, 3, 9_000, id="the breaker, down"),
        pytest.param(90, 100, 11_000, id="the breaker, up"),
        pytest.param(None, 14, 9_000, id="the step down where there are asks alone"),
        pytest.param(6, None, 11_000, id="the step up where there are bids alone"),
        pytest.param(None, None, 10_000, id="nobody there"),
    ],
)
def test_an_untraded_reference_goes_to_where_orders_stand(
    bid: int | None, ask: int | None, after: int
) -> None:
    assert drift(10_000, untraded(0, 0, bid, ask), MIDDLE) == after
    assert plainly(10_000, untraded(0, 0, bid, ask)) == 10_000


@given(REFERENCES, UNITS, UNITS, LIMITS, LIMITS)
def test_where_units_stand_at_the_reference_they_alone_move_it(
    reference: int, demand: int, supply: int, bid: int | None, ask: int | None
) -> None:
    if demand or supply:
        alone = plainly(reference, untraded(demand, supply))
        assert drift(reference, untraded(demand, supply, bid, ask), MIDDLE) == alone


@given(st.integers(2 * FLOOR, 60), st.integers(2, 60), st.integers(1, 19))
def test_a_market_never_freezes_between_its_bids_and_its_asks(start: int, bid: int, spread: int) -> None:
    """Who bids and who asks keep to their limits: the reference comes to within a step of them, from anywhere."""
    reference, ask = start * 1000, bid + spread
    for _ in range(80):
        price = max(1, (reference + 500) // 1000)
        clearing = clear(
            [SealedOrder("pip", 2, bid)],
            [SealedOrder("fenn", 5, ask)],
            price,
            Chance("5eed", 1, "auction", "berries"),
        )
        assert clearing.price is None
        reference = drift(reference, clearing, MIDDLE)
    assert bid * 900 - 1000 <= reference <= ask * 1100 + 1000


def test_a_seller_who_asks_above_its_reference_and_bidders_below_it_meet() -> None:
    """Berries once stood at 17.93 for 38 turns, nine of them on offer at 19 and everyone hungry at 12."""
    reference = 17_930
    for _ in range(20):
        price = (reference + 500) // 1000
        asks = [SealedOrder("fenn", 9, price + price // 15)]
        bids = [SealedOrder("pip", 2, 12), SealedOrder("oona", 2, 11)]
        clearing = clear(bids, asks, price, Chance("5eed", 1, "auction", "berries"))
        if clearing.price is not None:
            break
        reference = drift(reference, clearing, MIDDLE)
    assert clearing.price is not None


@given(REFERENCES, st.integers(1, 10**6), st.integers(0, 1000))
def test_a_traded_move_is_the_exact_one_to_half_a_thousandth(reference: int, price: int, weight: int) -> None:
    exact = reference + Fraction(weight * (price * 1000 - reference), 1000)
    after = drift(reference, traded(price), OPEN.model_copy(update={"weight": weight, "step": 0}))
    assert abs(after - exact) <= Fraction(1, 2)
    assert min(reference, price * 1000) <= after <= max(reference, price * 1000)


@given(REFERENCES, UNITS, UNITS.filter(bool), st.integers(0, 1000))
def test_an_untraded_move_is_the_exact_one_to_half_a_thousandth(
    reference: int, demand: int, supply: int, step: int
) -> None:
    exact = reference * (1 + Fraction(step, 1000) * Fraction(demand - supply, demand + supply))
    after = drift(reference, untraded(demand, supply), OPEN.model_copy(update={"weight": 0, "step": step}))
    assert abs(after - exact) <= Fraction(1, 2)


@given(REFERENCES, UNITS, UNITS, st.integers(0, 1000), st.integers(0, 1000))
def test_rises_and_falls_are_rounded_alike(
    reference: int, demand: int, supply: int, step: int, breaker: int
) -> None:
    rules = OPEN.model_copy(update={"weight": 0, "step": step, "breaker": breaker})
    rise = drift(reference, untraded(demand, supply), rules) - reference
    fall = drift(reference, untraded(supply, demand), rules) - reference
    assert rise == -fall


@given(REFERENCES, st.integers(1, 10**5), st.integers(0, 1000))
def test_references_as_far_above_as_below_a_price_move_as_far(low: int, price: int, weight: int) -> None:
    low = min(low, price * 1000)
    high = 2 * price * 1000 - low
    rules = OPEN.model_copy(update={"weight": weight, "step": 0})
    rise = drift(low, traded(price), rules) - low
    fall = drift(high, traded(price), rules) - high
    assert rise == -fall


@given(REFERENCES, st.integers(FLOOR, CAP))
def test_trade_at_one_price_brings_it_there_and_leaves_it_calm(reference: int, price: int) -> None:
    for _ in range(150):
        reference = plainly(reference, traded(price))
    assert abs(reference - price * 1000) <= 1
    assert plainly(reference, traded(price)) == reference


@given(st.integers(FLOOR * 1000, 150_000))
def test_unfilled_need_raises_it_until_somebody_sells(reference: int) -> None:
    for _ in range(60):
        bids = [SealedOrder("oona", 2, max(1, (reference + 500) // 1000))]
        asks = [SealedOrder("bodkin", 1, 150)]
        clearing = clear(bids, asks, bids[0].limit, Chance("5eed", 1, "auction", "firewood"))
        reference = plainly(reference, clearing)
    assert clearing.price is not None
    assert clearing.price >= 150
