"""When a measure misses what is wanted of it, and what a quantile's interval covers."""

from __future__ import annotations

import pytest

from bot.lab.alive.measure import Measure, exact, quantile
from bot.lab.intervals import Estimate


@pytest.mark.parametrize(
    ("value", "low", "high", "n", "misses"),
    [
        (0.39, 0.30, 0.48, 60, False),
        (0.41, 0.30, 0.48, 60, True),
        (0.41, 0.30, 0.48, 59, False),
        (0.45, 0.42, 0.48, 59, True),
    ],
)
def test_a_value_decides_from_the_stated_sample_on_and_an_interval_below_it(
    value: float, low: float, high: float, n: int, *, misses: bool
) -> None:
    assert Measure(Estimate(value, low, high, n), None, 0.40, 60).misses is misses


def test_what_has_to_be_sure_misses_where_an_end_of_its_interval_does() -> None:
    estimate = Estimate(-1.0, -2.1, 0.1, 100)
    assert Measure(estimate, None, 0, 100, sure=True).misses
    assert not Measure(estimate, None, 0, 100).misses
    assert not Measure(Estimate(-1.0, -2.1, -0.1, 100), None, 0, 100, sure=True).misses
    assert not Measure(estimate, None, 0, 101, sure=True).misses, (
        "a small sample is given the benefit of doubt"
    )


def test_an_open_measure_misses_nothing() -> None:
    assert not Measure(Estimate(9, 9, 9, 1000)).misses
    assert Measure(Estimate(9, 9, 9, 1000)).as_json()["wanted"] == [None, None]


def test_both_ends_of_what_is_wanted_count() -> None:
    inside, below = Estimate(0.1, 0.1, 0.1, 60), Estimate(0.04, 0.04, 0.04, 60)
    assert not Measure(inside, 0.05, 0.20, 60).misses
    assert Measure(below, 0.05, 0.20, 60).misses
    assert Measure(inside, 0.05, 0.20, 60).as_json() == {
        "value": 0.1, "low": 0.1, "high": 0.1, "n": 60, "wanted": [0.05, 0.20]
    }  # fmt: skip


def test_a_quantile_lies_between_order_statistics_that_bracket_it() -> None:
    values = [float(n) for n in range(101)]
    found = quantile(values, 0.05)
    assert found.value == 5
    assert 0 <= found.low < 5 < found.high <= 12
    assert quantile([3.0], 0.05) == Estimate(3, 3, 3, 1)
    large = quantile([n / 4000 for n in range(4001)], 0.05)
    assert large.low < 0.05 < large.high
    assert large.high - large.low < 0.02
    with pytest.raises(ValueError, match="sample"):
        quantile([], 0.5)


def test_an_extreme_has_no_interval() -> None:
    assert exact([1, 5, 3], max) == Estimate(5, 5, 5, 3)
