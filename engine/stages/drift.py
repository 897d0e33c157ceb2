"""How the reference price of a good follows its market: smoothed, and never far in one turn."""

from __future__ import annotations

from engine.stages.auction import Clearing


def drift(
    reference: int, clearing: Clearing, *, weight: int, step: int, breaker: int, floor: int, cap: int
) -> int:
    """The reference price after a turn's auction, in thousandths of a pebble, as `reference` is before it.

    Traded at p, it closes `weight` of its gap to p. Untraded, it moves by `step` x (D - S) / (D + S) of
    itself, with demand and supply as they were at the reference; nobody on either side leaves it alone.
    Neither moves it by more than `breaker` of itself. `weight`, `step` and `breaker` are thousandths,
    `floor` and `cap` pebbles per unit; a reference outside of those two, where a legend may have put it,
    comes back to them at once.

    A move is rounded to the nearest thousandth, halves away from zero, and the breaker's limit down, so
    that rises and falls are rounded alike and rounding has no direction of its own.
    """
    limit = reference * breaker // 1000
    move = max(-limit, min(limit, _move(reference, clearing, weight, step)))
    return max(floor * 1000, min(cap * 1000, reference + move))


def _move(reference: int, clearing: Clearing, weight: int, step: int) -> int:
    if clearing.price is not None:
        return _round(weight * (clearing.price * 1000 - reference), 1000)
    units = clearing.demand + clearing.supply
    if not units:
        return 0
    return _round(reference * step * (clearing.demand - clearing.supply), 1000 * units)


def _round(numerator: int, denominator: int) -> int:
    """The nearest whole number, halves away from zero."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude
