"""The market's measures: that it never falls silent or freezes, and how dear and unequal life is over the years."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median

import numpy as np

from bot.lab.alive.measure import Measure, Measures, exact
from bot.lab.intervals import mean, middle
from bot.lab.measures import BAND
from bot.lab.scenario import Scenario
from bot.lab.watch.series import gini, worths
from bot.lab.watch.watched import Ints, Watched

WOODS = 60
"""Woods from which on a value alone decides, for most measures."""


def market(plan: Scenario, woods: Sequence[Watched]) -> Measures:
    """Turns without a trade of a made good; the most turns running in which a made good's reference stood unchanged
    to the thousandth; good-turns at the floor or cap; the share of turns whose Gini of wealth lies in the band.
    Open: trades, volume, prices that a post shows as unchanged, moods, the level of prices by year.
    """
    rules, made = plan.rules.market, woods[0].made
    frozen = {good: [freeze(w.reference[:, at]) for w in woods] for at, good in enumerate(woods[0].goods)}
    worst = max(woods[0].goods[:made], key=lambda good: max(frozen[good]))
    spread = [gini(w.wealth)[1:] for w in woods]
    corners = [
        int(((w.reference <= rules.floor * 1000) | (w.reference >= rules.cap * 1000)).sum()) for w in woods
    ]
    found = {
        "silent_turns": Measure(
            exact([float((w.trades[1:] == 0).sum()) for w in woods], sum), None, 0, WOODS
        ),
        "longest_freeze": Measure(exact(frozen[worst], max), None, 5, WOODS, worst),
        "at_floor_or_cap": Measure(exact(corners, sum), None, 0, WOODS),
        "gini_in_band": Measure(
            mean([float(((s >= BAND[0]) & (s <= BAND[1])).mean()) for s in spread]), 0.95, None, WOODS
        ),
        "gini_mean": Measure(mean([float(s.mean()) for s in spread])),
        "trades_per_turn": Measure(middle([median(w.trades[1:].tolist()) for w in woods])),
        "volume_per_turn": Measure(mean([float(w.volume[1:, :made].sum(axis=1).mean()) for w in woods])),
        "untraded_good_turns": Measure(mean([float((w.price[1:, :made] == 0).mean()) for w in woods])),
        "paid_the_same_again": Measure(mean([_same(w.price[1:, :made]) for w in woods])),
        "board_shown_the_same": Measure(mean([_same((w.reference[1:, :made] + 500) // 1000) for w in woods])),
        "mood": Measure(mean([float(w.mood[1:].mean()) for w in woods])),
    }
    if len(frozen) > made:
        asset = woods[0].goods[-1]
        found["longest_freeze_of_asset"] = Measure(exact(frozen[asset], max), note=asset)
        found["asset_traded_turns"] = Measure(mean([float((w.price[1:, made:] > 0).mean()) for w in woods]))
    return {**found, **_level(plan, woods)}


def freeze(reference: Ints) -> int:
    """The most turns running in which a reference did not move."""
    most = running = 0
    for still in (np.diff(reference) == 0).tolist():
        running = running + 1 if still else 0
        most = max(most, running)
    return most


def _same(shown: Ints) -> float:
    """Share of a table's cells that are as in the row before; rows with nothing there stand for no price."""
    both = (shown[1:] > 0) & (shown[:-1] > 0)
    return float(((shown[1:] == shown[:-1]) & both).sum() / max(1, both.sum()))


def _level(plan: Scenario, woods: Sequence[Watched]) -> Measures:
    """Mean over made goods and a year's turns of what each was worth, over its price at the founding."""
    year, made = plan.rules.year, woods[0].made
    found = {}
    values = [worths(w)[:, :made] for w in woods]
    for number in range(woods[0].turns // year):
        some = slice(1 + number * year, 1 + (number + 1) * year)
        levels = [fmean((v[some] / v[0]).mean(axis=0).tolist()) for v in values]
        found[f"price_level_year_{number + 1}"] = Measure(mean(levels))
    return found
