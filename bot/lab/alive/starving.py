"""Whether starving pays: abstainers against their twins, and how long hunger may lame a creature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bot.lab.alive.market import WOODS, freeze
from bot.lab.alive.measure import Measure, Measures, exact
from bot.lab.intervals import mean, share
from bot.lab.watch.watched import Watched

PAIRS = 100
"""Pairs from which on a value alone decides."""
LOOKS = (15, 60)
"""Turns after which abstainer and twin are compared."""
LAMED = 800
"""Vigour, in thousandths, below which a creature is lamed."""


def starving(pairs: Sequence[Mapping[str, Watched]]) -> Measures:
    """Wealth of a creature that never buys, offers or signs, less that of its twin in the wood of the same seed:
    the mean, whose whole interval has to be below zero, and the share of pairs in which the abstainer is richer.
    """
    found: dict[str, Measure] = {}
    for at, creature in enumerate(pairs[0][""].creatures):
        for turn in LOOKS:
            if turn > pairs[0][""].turns:
                continue
            gaps = [int(p[creature].wealth[turn, at] - p[""].wealth[turn, at]) for p in pairs]
            name = f"{creature}_at_{turn}"
            found[f"abstainer_less_twin_{name}"] = Measure(mean(gaps), None, 0, PAIRS, sure=True)
            richer = share(sum(gap > 0 for gap in gaps), len(gaps))
            found[f"abstainer_richer_{name}"] = Measure(richer, None, 0.10, PAIRS)
    return found


def lamed(woods: Sequence[Watched]) -> Measures:
    """The most turns running in ordinary play in which a creature brought in less than 80 % of its harvest."""
    runs = [[lamed_run(w.vigour[:, at].tolist()) for w in woods] for at in range(len(woods[0].creatures))]
    worst = max(range(len(runs)), key=lambda at: max(runs[at]))
    return {
        "longest_lamed": Measure(exact(runs[worst], max), None, 10, WOODS, woods[0].creatures[worst]),
        "lamed_share": Measure(mean([float((w.vigour[1:] < LAMED).mean()) for w in woods])),
        "vigour_mean": Measure(mean([float(w.vigour[1:].mean()) for w in woods])),
    }


def lamed_run(vigour: Sequence[int]) -> int:
    """The most turns running below `LAMED`."""
    below = np.cumsum([value >= LAMED for value in (LAMED, *vigour)])
    return freeze(below)
