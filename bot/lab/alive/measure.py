"""A measure: an estimate with its 95 % interval, and what is wanted of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from statistics import NormalDist
from typing import Any

from bot.lab.intervals import Estimate


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a check."""

    found: Estimate
    least: float | None = None
    """Wanted at least; None is open, as for `most`."""
    most: float | None = None
    stated: int = 0
    """From so many in the sample on, the value alone decides."""
    note: str = ""
    """Where it was found, for the reader of a table."""
    sure: bool = False
    """Whether the whole interval has to lie within what is wanted, not the value alone."""

    @property
    def misses(self) -> bool:
        """Whether it lies outside of what is wanted; in a sample below `stated`, only where all its interval does."""
        value, low, high, n = self.found
        if n < self.stated:
            return self._outside(high, low)
        return self._outside(low, high) if self.sure else self._outside(value, value)

    def _outside(self, low: float, high: float) -> bool:
        return (self.least is not None and low < self.least) or (self.most is not None and high > self.most)

    def as_json(self) -> dict[str, Any]:
        """The measure as `--json` prints it."""
        return {**self.found._asdict(), "wanted": [self.least, self.most]}


Measures = Mapping[str, Measure]


def exact(values: Sequence[float], of: Callable[[Sequence[float]], float]) -> Estimate:
    """A count or an extreme of the sample itself: no interval, for nothing is inferred. One value for each wood."""
    value = float(of(values)) if values else 0.0
    return Estimate(value, value, value, len(values))


def quantile(values: Sequence[float], part: float) -> Estimate:
    """Estimate a quantile, with the distribution-free interval between order statistics.

    The ranks are those outside of which a binomial(n, part) count falls with at most 2.5 % on either side (H. A.
    David, Order Statistics, section 2.5), or the ends of the sample. Raises ValueError for an empty sample.
    """
    if not values:
        raise ValueError("a quantile needs a sample")
    ranked, n = sorted(values), len(values)
    below, low, high = 0.0, 0, n - 1
    for count in range(n + 1):
        mass = (
            comb(n, count) * part**count * (1 - part) ** (n - count) if n < 1000 else _normal(n, part, count)
        )
        if below + mass <= 0.025:
            low = min(count, n - 1)
        if below + mass >= 0.975:
            high = min(count, n - 1)
            break
        below += mass
    at = part * (n - 1)
    first = int(at)
    second = min(first + 1, n - 1)
    value = ranked[first] + (ranked[second] - ranked[first]) * (at - first)
    return Estimate(value, min(value, ranked[low]), max(value, ranked[high]), n)


def _normal(n: int, part: float, count: int) -> float:
    """The binomial's mass by the normal's, where its own would overflow."""
    curve = NormalDist(n * part, (n * part * (1 - part)) ** 0.5)
    return curve.cdf(count + 0.5) - curve.cdf(count - 0.5)
