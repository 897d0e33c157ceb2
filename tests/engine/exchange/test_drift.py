"""The reference price: it follows trade and unfilled need, rests where nothing presses, and never leaps."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.chance import Chance
from engine.exchange.auction import Clearing, SealedOrder, clear
from engine.exchange.drift import drift

FLOOR, CAP = 1, 200
UNITS = st.integers(0, 10**12)
REFERENCES = st.integers(FLOOR * 1000, CAP * 1000)
OPEN = {"breaker": 10**15, "floor": 0, "cap": 10**15}
"""Bounds too far away to be felt."""


def traded(price: int) -> Clearing:
    return Clearing(price, 1, 0, 0, {"a": 1}, {"b": 1}, (), None, None)


def untraded(demand: int, supply: int) -> Clearing:
    return Clearing(None, 0, demand, supply, {}, {}, (), None, None)


CLEARINGS = st.builds(traded, st.integers(1, 10**12)) | st.builds(untraded, UNITS, UNITS)


def shipped(reference: int, clearing: Clearing) -> int:
    return drift(reference, clearing, weight=250, step=100, breaker=100, floor=FLOOR, cap=CAP)


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
    assert shipped(reference, clearing) == after


@given(REFERENCES, CLEARINGS)
def test_it_stays_within_the_breaker_the_floor_and_the_cap(reference: int, clearing: Clearing) -> None:
    after = shipped(reference, clearing)
    assert abs(after - reference) * 1000 <= reference * 100
    assert FLOOR * 1000 <= after <= CAP * 1000


@given(REFERENCES, st.integers(1, 10**6), st.integers(0, 1000))
def test_a_traded_move_is_the_exact_one_to_half_a_thousandth(reference: int, price: int, weight: int) -> None:
    exact = reference + Fraction(weight * (price * 1000 - reference), 1000)
    after = drift(reference, traded(price), weight=weight, step=0, **OPEN)
    assert abs(after - exact) <= Fraction(1, 2)
    assert min(reference, price * 1000) <= after <= max(reference, price * 1000)


@given(REFERENCES, UNITS, UNITS.filter(bool), st.integers(0, 1000))
def test_an_untraded_move_is_the_exact_one_to_half_a_thousandth(
    reference: int, demand: int, supply: int, step: int
) -> None:
    exact = reference * (1 + Fraction(step, 1000) * Fraction(demand - supply, demand + supply))
    after = drift(reference, untraded(demand, supply), weight=0, step=step, **OPEN)
    assert abs(after - exact) <= Fraction(1, 2)


@given(REFERENCES, UNITS, UNITS, st.integers(0, 1000), st.integers(0, 1000))
def test_rises_and_falls_are_rounded_alike(
    reference: int, demand: int, supply: int, step: int, breaker: int
) -> None:
    bounds = {"weight": 0, "step": step, "breaker": breaker, "floor": 0, "cap": 10**15}
    rise = drift(reference, untraded(demand, supply), **bounds) - reference
    fall = drift(reference, untraded(supply, demand), **bounds) - reference
    assert rise == -fall


@given(REFERENCES, st.integers(1, 10**5), st.integers(0, 1000))
def test_references_as_far_above_as_below_a_price_move_as_far(low: int, price: int, weight: int) -> None:
    low = min(low, price * 1000)
    high = 2 * price * 1000 - low
    rise = drift(low, traded(price), weight=weight, step=0, **OPEN) - low
    fall = drift(high, traded(price), weight=weight, step=0, **OPEN) - high
    assert rise == -fall


@given(REFERENCES, st.integers(FLOOR, CAP))
def test_trade_at_one_price_brings_it_there_and_leaves_it_calm(reference: int, price: int) -> None:
    for _ in range(150):
        reference = shipped(reference, traded(price))
    assert abs(reference - price * 1000) <= 1
    assert shipped(reference, traded(price)) == reference


@given(st.integers(FLOOR * 1000, 150_000))
def test_unfilled_need_raises_it_until_somebody_sells(reference: int) -> None:
    for _ in range(60):
        bids = [SealedOrder("oona", 2, max(1, (reference + 500) // 1000))]
        asks = [SealedOrder("bodkin", 1, 150)]
        clearing = clear(bids, asks, bids[0].limit, Chance("5eed", 1, "auction", "firewood"))
        reference = shipped(reference, clearing)
    assert clearing.price is not None
    assert clearing.price >= 150
