"""Legends: whether the run on the hoard bites, and whether anybody gains for certain once a drawing is public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from bot.lab.alive.measure import Measure, Measures, quantile
from bot.lab.intervals import mean, share
from bot.lab.scenario import Scenario
from bot.lab.watch.forks import GossipFork, LegendFork
from bot.lab.watch.series import worth
from bot.lab.watch.watched import Floats
from engine.content.legend import Price

RUN = "run-on-oonas-hoard"
HOLD = 5
"""Turns for which a position is held."""
DRAWINGS = 180
"""Drawings of a legend from which on a value alone decides: 3 in each of 60 woods."""
BELOW_ZERO = -0.001
OFFSETS = 8
"""Turns after the drawing of which the worst to open a position in is named."""


def legends(plan: Scenario, drawn: Sequence[LegendFork]) -> Measures:
    """The run: from its strike its good's board halves within three turns, and
    what is paid falls by a third within five (the median of the last three prices paid, against what it was before).

    Certain gains: for each legend that settles prices and each good that it settles, a position opened when the
    drawing is public gets the first price paid after that, and is settled five turns later at the median of the last
    three prices paid. The 5th percentiles of what buying and selling gain, in parts of the price at opening, have to
    be below zero, the worst of its goods' for each legend.
    """
    found = dict(_run(plan, [d for d in drawn if d.legend == RUN]))
    by_legend: dict[str, list[LegendFork]] = defaultdict(list)
    for one in drawn:
        by_legend[one.legend].append(one)
    for legend, some in by_legend.items():
        worst: dict[str, tuple[float, Measure]] = {}
        for good in _settled(plan, legend):
            for side, sign in (("buying", 1), ("selling", -1)):
                gains = [sign * g for d in some if (g := _gain(d, good, 0)) is not None]
                if not gains:
                    continue
                late = [
                    (quantile(some_gains, 0.05).value, k)
                    for k in range(OFFSETS)
                    if (some_gains := [sign * g for d in some if (g := _gain(d, good, k)) is not None])
                ]
                low = quantile(gains, 0.05)
                note = f"{good}, median {float(np.median(gains)):+.2f}; worst day {max(late)[1]}: {max(late)[0]:+.2f}"
                if side not in worst or low.value > worst[side][0]:
                    worst[side] = (low.value, Measure(low, None, BELOW_ZERO, DRAWINGS, note))
        found |= {f"{legend}_{side}": measure for side, (_, measure) in worst.items()}
    return found


def _settled(plan: Scenario, legend: str) -> list[str]:
    """Goods whose price a legend settles."""
    acts = [act for act in plan.rules.legend[legend].settles if isinstance(act, Price)]
    named = [good for act in acts for good in plan.cast.goods_at(act.good)]
    return [good.id for good in plan.cast.goods if good.id in named]


def _run(plan: Scenario, drawn: Sequence[LegendFork]) -> Iterator[tuple[str, Measure]]:
    good = plan.cast.creature[plan.cast.keeper].makes
    halved, cheaper, deepest = [], [], []
    for one in drawn:
        at = one.after.goods.index(good)
        strike = next((h.turn - one.turn for h in one.after.happened if h.kind == "strikes"), None)
        if strike is None or strike + HOLD > one.after.turns:
            continue
        board, paid = one.after.reference[:, at], _worths(one)[:, at]
        halved.append(float(board[strike : strike + 3].min()) <= board[strike - 1] / 2)
        fall = float(paid[strike : strike + HOLD].min() / paid[strike - 1])
        deepest.append(fall)
        cheaper.append(fall <= 2 / 3)
    if halved:
        yield "run_halves_board", Measure(share(sum(halved), len(halved)), 0.95, None, DRAWINGS)
        yield "run_lowers_paid_by_a_third", Measure(share(sum(cheaper), len(cheaper)), 0.70, None, DRAWINGS)
        yield "run_lowest_paid_over_before", Measure(quantile(deepest, 0.5))


def _worths(one: LegendFork) -> Floats:
    """What goods were worth from the drawing on, known prices of before included."""
    back = slice(max(0, one.turn - 20), one.turn)
    price = np.concatenate([one.before.price[back], one.after.price])
    reference = np.concatenate([one.before.reference[back], one.after.reference])
    return worth(price, reference)[len(price) - len(one.after.price) :]


def _gain(one: LegendFork, good: str, late: int) -> float | None:
    """What a buyer gains, in parts of the price at opening; None where no price came in time."""
    at = one.after.goods.index(good)
    price = one.after.price[:, at]
    opened = next((t for t in range(1 + late, len(price) - HOLD) if price[t]), None)
    if opened is None:
        return None
    return float(_worths(one)[opened + HOLD, at] / price[opened] - 1)


def gossip(unsaid: Sequence[Sequence[GossipFork]]) -> Measures:
    """What gossip does to prices: how far, in its direction, the board after the next turn and the worth five turns
    later go beyond those of the twin in which it was not said. One value for each wood.
    """
    found = {}
    for name, stances in (("gossip", (1, -1)), ("rise", (1,)), ("fall", (-1,))):
        some = [[u for u in wood if u.stance in stances] for wood in unsaid]
        if any(some):
            found[f"{name}_moves_board"] = Measure(
                mean([float(np.mean([u.next_turn for u in w])) for w in some if w])
            )
            found[f"{name}_moves_worth"] = Measure(
                mean([float(np.mean([u.later for u in w])) for w in some if w])
            )
    return found
