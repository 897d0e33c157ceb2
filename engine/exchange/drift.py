"""How the reference price of a good follows its market: smoothed, and never far in one turn."""

from __future__ import annotations

from engine.content.rules import MarketRules
from engine.exchange.auction import Clearing


def drift(reference: int, clearing: Clearing, rules: MarketRules) -> int:
    """The reference price after a turn's auction, in thousandths of a pebble, as `reference` is before it.

    Traded at p, it closes `weight` of its gap to p, at most `follow` of itself. Untraded, it moves by `step` x
    (D - S) / (D + S) of itself, with demand and supply as they were at the reference. Where orders stand but none
    at the reference, it goes, with `middle`, toward the middle of the best bid and the best ask, or by `step` away
    from the one side that there is: up from bids alone, down from asks alone. An empty book leaves it alone. None of
    these moves it by more than `breaker` of itself. A reference outside of `floor` and `cap`, where a legend may have
    put it, comes back to them at once.

    A move is rounded to the nearest thousandth, halves away from zero, and the limits down, so that rises and
    falls are rounded alike and rounding has no direction of its own.
    """
    if clearing.price is not None:
        widest = rules.breaker if rules.follow is None else rules.follow
        move = _round(rules.weight * (clearing.price * 1000 - reference), 1000)
    else:
        widest = rules.breaker
        move = _untraded(reference, clearing, rules)
    limit = reference * widest // 1000
    return max(rules.floor * 1000, min(rules.cap * 1000, reference + max(-limit, min(limit, move))))


def _untraded(reference: int, clearing: Clearing, rules: MarketRules) -> int:
    units = clearing.demand + clearing.supply
    if units:
        return _round(reference * rules.step * (clearing.demand - clearing.supply), 1000 * units)
    bid, ask = clearing.best_bid, clearing.best_ask
    if not rules.middle or bid is ask is None:
        return 0
    if bid is None or ask is None:
        return _round(reference * rules.step * (-1 if bid is None else 1), 1000)
    return _round(rules.weight * ((bid + ask) * 500 - reference), 1000)


def _round(numerator: int, denominator: int) -> int:
    """The nearest whole number, halves away from zero."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude
