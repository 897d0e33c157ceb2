"""The first table: how a wood begins, through a drought and a rumour of winter."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from bot.lab.alive.measure import Measure, Measures, exact
from bot.lab.intervals import middle, share
from bot.lab.scenario import Scenario
from bot.lab.watch.series import gini, worths
from bot.lab.watch.watched import Watched

WOODS = 400
TURNS = 15
SHOCKS = ("drought@4", "winter-rumour@8")


def beginning(plan: Scenario, woods: Sequence[Watched]) -> Measures:
    """Trades of made goods; whether firewood is dearer and wealth more unequal at the end than at the founding, and
    the supplier is who gained most; what creatures wanted to buy of their own good.
    """
    n, cast = len(woods), plan.cast
    fuel, maker = woods[0].goods.index(cast.fuel), woods[0].creatures.index(cast.maker[cast.fuel])
    spread = [gini(w.wealth) for w in woods]
    dearer = [worths(w)[-1, fuel] / worths(w)[0, fuel] for w in woods]
    most = [int((w.wealth[-1] - w.wealth[0]).argmax()) == maker for w in woods]
    wider = [float(s[-1] - s[0]) for s in spread]
    return {
        "first_trades": Measure(middle([median(w.trades[1:].tolist()) for w in woods]), 3, 9, WOODS),
        "first_trade_in_every_turn": Measure(
            share(sum(bool(w.trades[1:].all()) for w in woods), n), 1, None, WOODS
        ),
        "first_fuel_over_founding": Measure(middle(dearer), 1, None, WOODS, sure=True),
        "first_fuel_dearer": Measure(share(sum(d > 1 for d in dearer), n)),
        "first_gini_widens_by": Measure(middle(wider), 0, None, WOODS, sure=True),
        "first_gini_wider": Measure(share(sum(w > 0 for w in wider), n)),
        "first_supplier_gains_most": Measure(share(sum(most), n), 0.70, None, WOODS),
        "first_self_buys": Measure(exact([float(w.self_buys) for w in woods], sum), None, 0, WOODS),
    }
