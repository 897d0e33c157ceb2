"""Drama of its own: rises that fall back, runs on the vault, shocks of nature, bubbles, and facts of real markets."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from bot.lab.alive.market import WOODS
from bot.lab.alive.measure import Measure, Measures
from bot.lab.intervals import Estimate, mean
from bot.lab.scenario import Scenario
from bot.lab.watch.series import chapters, season_index, without_season, worths
from bot.lab.watch.watched import Floats, Watched

RISE, BACK, WITHIN = log(1.4), 0.75, 10
"""Log of the rise that counts, the share of it that has to be given back, and the turns within which it has to rise,
and then to fall.
"""
LAGS = 5
BUBBLE, BURST, MEMORY, PATIENCE = 1.5, 1.15, 60, 30
"""A bubble begins at so many times the median worth of so many turns, and has burst below so many times the same
median within so many turns.
"""


def drama(plan: Scenario, woods: Sequence[Watched]) -> Measures:
    """Without any legend: rises of 40 % or more of made goods on the board, season taken out, that fall back; runs
    and shocks by chapter.
    """
    index, made = season_index(plan.rules, woods), woods[0].made
    on_board: list[float] = []
    paid: list[float] = []
    for wood in woods:
        for found, price in ((on_board, wood.reference / 1000), (paid, worths(wood))):
            free = without_season(plan.rules, wood, index, price)[:, :made]
            found.append(100 * sum(episodes(column) for column in free.T) / wood.turns)
    whole = [max(1, chapters(plan.rules, w)) for w in woods]
    runs = [len({(h.turn - 1) // plan.rules.chapter for h in w.happened if h.kind == "run"}) for w in woods]
    struck = [w.count("struck") / n for w, n in zip(woods, whole, strict=True)]
    run_share = mean([r / n for r, n in zip(runs, whole, strict=True)])
    return {
        "rises_per_100_turns": Measure(mean(on_board), 6, None, WOODS, "of the board, season taken out"),
        "rises_of_worth_per_100_turns": Measure(mean(paid)),
        "chapters_with_a_run": Measure(run_share, 1 / 15, None, WOODS),
        "shocks_per_chapter": Measure(mean(struck), 0.5, None, WOODS),
    }


def episodes(log_price: Floats) -> int:
    """Count rises of `RISE` or more within `WITHIN` turns of which three quarters or more are given back within as many
    turns of their peak.

    The next one begins where the last has fallen back, so that they do not overlap.
    """
    values, n = log_price.tolist(), len(log_price)
    count = turn = start = 0
    while turn < n:
        low = min(values[max(start, turn - WITHIN) : turn + 1])
        if values[turn] - low < RISE:
            turn += 1
            continue
        peak = turn
        while peak + 1 < n and max(values[peak + 1 : peak + 3]) > values[peak]:
            peak += 1
        fallen = values[peak] - BACK * (values[peak] - low)
        back = next((t for t in range(peak, min(n, peak + WITHIN + 1)) if values[t] <= fallen), None)
        count += back is not None
        start = peak if back is None else back
        turn = start + 1
    return count


def facts(plan: Scenario, woods: Sequence[Watched], moves: Estimate | None = None) -> Measures:
    """Facts of real markets: fat tails, volatility that clusters to lag 5, returns without autocorrelation, bubbles
    in the asset that end, gossip that moves prices (`moves`, measured apart). At least three are wanted.

    Returns are changes of the log of prices paid, from trade to trade, season taken out, each good's by itself, and
    a wood's figure is their mean over the made goods. Tails are fat and volatility clusters (at each lag) where the
    whole interval is above zero; there is no autocorrelation where it is below 0.1 in size at lag 1.
    """
    index = season_index(plan.rules, woods)
    found: dict[str, Measure] = {}
    holds: dict[str, bool] = {}
    for name in ("paid", "board", "asset"):
        series = [_returns(plan, w, index, name) for w in woods]
        if not any(series):
            continue
        kurtosis = mean([float(np.mean([_kurtosis(r) for r in s])) for s in series if s])
        linear = mean([float(np.mean([_auto(r, 1) for r in s])) for s in series if s])
        cluster = [
            mean([float(np.mean([_auto(np.abs(r), lag) for r in s])) for s in series if s])
            for lag in range(1, LAGS + 1)
        ]
        weakest = min(cluster, key=lambda c: c.low)
        found[f"excess_kurtosis_of_{name}"] = Measure(kurtosis)
        found[f"autocorrelation_of_{name}"] = Measure(linear)
        found[f"clustering_of_{name}"] = Measure(weakest, note="weakest of lags 1 to 5")
        if name == "paid":
            holds = {
                "fat tails": kurtosis.low > 0,
                "clustering": weakest.low > 0,
                "no autocorrelation": abs(linear.value) < 0.1,
            }
    if len(woods[0].goods) > woods[0].made:
        begun, ended = zip(*(bubbles(worths(w)[:, -1]) for w in woods), strict=True)
        each = [100 * e / w.turns for e, w in zip(ended, woods, strict=True)]
        found["bubbles_of_asset_per_100_turns"] = Measure(
            mean(each), note=f"{sum(begun)} begun, {sum(ended)} ended"
        )
        holds["bubbles that end"] = mean(each).low > 0 and 2 * sum(ended) >= sum(begun)
    if moves is not None:
        holds["gossip moves prices"] = moves.low > 0
    n = float(sum(holds.values()))
    told = ", ".join(name for name, held in holds.items() if held)
    return {"facts_that_hold": Measure(Estimate(n, n, n, len(woods)), 3, None, WOODS, told), **found}


def _returns(plan: Scenario, wood: Watched, index: Floats, name: str) -> list[Floats]:
    price = wood.reference / 1000 if name == "board" else np.maximum(1, wood.price).astype(np.float64)
    free = without_season(plan.rules, wood, index, price)
    goods = range(wood.made) if name != "asset" else range(wood.made, len(wood.goods))
    traded = [wood.price[:, g] > 0 if name != "board" else np.ones(len(free), dtype=bool) for g in goods]
    changes = [np.diff(free[some, g]) for g, some in zip(goods, traded, strict=True)]
    return [c for c in changes if len(c) > 4 * LAGS and c.std() > 0]


def _kurtosis(r: Floats) -> float:
    z = (r - r.mean()) / r.std()
    return float((z**4).mean() - 3)


def _auto(r: Floats, lag: int) -> float:
    z = r - r.mean()
    return float((z[lag:] * z[:-lag]).sum() / max(1e-12, (z * z).sum()))


def bubbles(worth: Floats) -> tuple[int, int]:
    """Bubbles that a series began, and those of them that burst in time; one at a time."""
    begun = ended = 0
    turn = MEMORY
    while turn < len(worth):
        usual = float(np.median(worth[turn - MEMORY : turn]))
        if worth[turn] < BUBBLE * usual:
            turn += 1
            continue
        begun += 1
        later = worth[turn : turn + PATIENCE + 1] < BURST * usual
        ended += bool(later.any())
        turn += int(later.argmax()) if later.any() else PATIENCE
        turn += 1
    return begun, ended
