"""Welfare and credit: needs met of what stocks allowed, hunger and cold, loans and resentment."""

from __future__ import annotations

from collections.abc import Sequence

from bot.lab.alive.market import WOODS
from bot.lab.alive.measure import Measure, Measures
from bot.lab.intervals import mean, mean_difference
from bot.lab.watch.watched import Watched

ZERO_WOODS = 24
"""Woods of zero intelligence from which on a value alone decides."""
BURNT, FUEL_ALLOWED, EATEN, MEALS_ALLOWED = range(4)


def fuel_met(wood: Watched) -> float:
    """Fuel burnt over what the stocks allowed: an unmet unit counts where one lay in any store at the turn's end."""
    total = wood.met.sum(axis=0)
    return float(total[BURNT] / max(1, total[FUEL_ALLOWED]))


def meals_met(wood: Watched) -> float:
    """Kinds eaten over what the stocks allowed: see `Watch`."""
    total = wood.met.sum(axis=0)
    return float(total[EATEN] / max(1, total[MEALS_ALLOWED]))


def welfare(woods: Sequence[Watched]) -> Measures:
    """Needs met of what stocks allowed, and the shares of creature-turns that end hungry (a kind of food missing from
    the meal) and cold (a unit of fuel missing).
    """
    found = {
        "fuel_met": Measure(mean([fuel_met(w) for w in woods]), 0.94, None, WOODS),
        "meals_met": Measure(mean([meals_met(w) for w in woods]), 0.94, None, WOODS),
        "hungry": Measure(mean([float((w.hunger[1:] > 0).mean()) for w in woods]), None, 0.17, WOODS),
        "cold": Measure(mean([float((w.cold[1:] > 0).mean()) for w in woods]), None, 0.09, WOODS),
    }
    for at, creature in enumerate(woods[0].creatures):
        hungry = mean([float((w.hunger[1:, at] > 0).mean()) for w in woods])
        freezing = mean([float((w.cold[1:, at] > 0).mean()) for w in woods])
        found[f"hungry_{creature}"], found[f"cold_{creature}"] = Measure(hungry), Measure(freezing)
    return found


def against_zero(woods: Sequence[Watched], zero: Sequence[Watched]) -> Measures:
    """Needs met less what traders of zero intelligence meet in the woods of the same seeds; above zero with all of
    the interval.
    """
    woods = woods[: len(zero)]
    return {
        "fuel_met_over_zero": Measure(
            mean_difference([fuel_met(w) for w in woods], [fuel_met(z) for z in zero]), 0, None, ZERO_WOODS, sure=True
        ),
        "meals_met_over_zero": Measure(
            mean_difference([meals_met(w) for w in woods], [meals_met(z) for z in zero]),
            0, None, ZERO_WOODS, sure=True,
        ),
        "fuel_met_by_zero": Measure(mean([fuel_met(z) for z in zero])),
        "meals_met_by_zero": Measure(mean([meals_met(z) for z in zero])),
    }  # fmt: skip


def credit(woods: Sequence[Watched]) -> Measures:
    """Loans signed, and the share of those due that defaulted; offers to creatures that resent their maker so deeply
    that they can only refuse; each wood counts once.
    """
    loans = [w.count("signed", "loan") for w in woods]
    broken = [w.count("defaulted", "loan") for w in woods]
    kept = [w.count("repaid") for w in woods]
    shares = [b / (b + k) for b, k in zip(broken, kept, strict=True) if b + k]
    return {
        "loans_that_default": Measure(mean(shares or [0.0]), 0.05, 0.20, WOODS),
        "loans_per_100_turns": Measure(
            mean([100 * n / w.turns for n, w in zip(loans, woods, strict=True)]), 10, None, WOODS
        ),
        "hostile_refusals_per_100_turns": Measure(
            mean([100 * w.count("hostile") / w.turns for w in woods]), 0.2, None, WOODS
        ),
        "forwards_per_100_turns": Measure(
            mean([100 * w.count("signed", "forward") / w.turns for w in woods])
        ),
        "forwards_broken_per_100_turns": Measure(
            mean([100 * w.count("defaulted", "forward") / w.turns for w in woods])
        ),
    }
