"""Estimates with 95 % intervals, against published values and by property."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lab.intervals import mean, mean_difference, middle, share, student

samples = st.lists(st.floats(-1000, 1000), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(5, 10, 0.2366, 0.7634), (0, 10, 0.0, 0.2775), (81, 263, 0.2553, 0.3662), (400, 400, 0.9905, 1.0)],
)
def test_wilson_gives_the_published_ends(hits: int, n: int, low: float, high: float) -> None:
    estimate = share(hits, n)
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval_and_that_between_0_and_1(counts: tuple[int, int]) -> None:
    estimate = share(*counts)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


@pytest.mark.parametrize(
    ("freedom", "point"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (29, 2.045), (399, 1.966)],
)
def test_students_points_are_those_of_the_tables(freedom: int, point: float) -> None:
    assert student(freedom) == pytest.approx(point, abs=0.005)


def test_a_mean_has_students_interval() -> None:
    estimate = mean([1.0, 2.0, 3.0, 4.0])
    assert estimate.value == 2.5
    assert estimate.high - estimate.value == pytest.approx(3.182 * 1.290994 / 2, abs=0.005)


@given(samples)
def test_a_median_lies_between_values_of_its_sample(values: list[float]) -> None:
    estimate = middle(values)
    assert estimate.low in values
    assert estimate.high in values
    assert estimate.low <= estimate.value <= estimate.high


@given(st.integers(6, 1200))
def test_a_medians_ranks_cover_95_per_cent_and_one_closer_in_does_not(n: int) -> None:
    estimate = middle([float(rank) for rank in range(1, n + 1)])
    rank = int(estimate.low)
    outside = [2 * sum(comb(n, k) for k in range(r)) for r in (rank, rank + 1)]
    assert outside[0] * 20 <= 2**n < outside[1] * 20


@given(samples, st.floats(-50, 50))
def test_pairs_that_differ_by_a_constant_differ_by_it_surely(values: list[float], shift: float) -> None:
    estimate = mean_difference([value + shift for value in values], values)
    assert estimate.value == pytest.approx(shift, abs=1e-9)
    assert estimate.high - estimate.low == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("estimate", [lambda: share(0, 0), lambda: mean([]), lambda: middle([])])
def test_nothing_is_estimated_from_nothing(estimate: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="sample"):
        estimate()


def test_more_woods_make_a_narrower_interval() -> None:
    widths = [e.high - e.low for e in (share(n * 9, n * 10) for n in (1, 4, 16, 64))]
    assert all(wide > narrow for wide, narrow in pairwise(widths))
