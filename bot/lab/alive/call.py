"""The daily call: whether its three answers are evenly likely, and what a rule or a regression makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.lab.alive.broker import (
    BrokerTables,
    content_tables,
    figures,
    fit_tables,
    next_paid,
    ranges,
    usual_prices,
)
from bot.lab.alive.features import features
from bot.lab.alive.market import WOODS
from bot.lab.alive.measure import Measure, Measures
from bot.lab.alive.softmax import fit
from bot.lab.intervals import mean
from bot.lab.scenario import Scenario
from bot.lab.watch.series import days, halves, seasons, smooth
from bot.lab.watch.watched import Floats, Ints, Watched

ANSWERS = ("cheaper", "within", "dearer")
FIRST = 3
"""The first turn after which calls are looked at."""
VOID, UNASKED = -1, -2


class Called(NamedTuple):
    """The calls of one wood after each of its turns."""

    wood: Watched
    figure: Floats
    range: tuple[Ints, Ints]
    """Lowest and highest price inside, in whole pebbles."""
    outcome: Ints
    """Which of `ANSWERS` was right, by turn and made good; `VOID` where no price came in time, `UNASKED` where the good
    was not paid for of late, so that the question would be of another.
    """


def printed(plan: Scenario, wood: Watched) -> Called:
    """What the calls of a wood came to, around the ranges that its broker printed."""
    return _judged(plan, wood, (wood.low + wood.high) / 2, (wood.low, wood.high))


def reckoned(plan: Scenario, tables: BrokerTables, wood: Watched) -> Called:
    """What they would have come to with other tables."""
    figure = figures(plan.rules, tables, wood)
    return _judged(plan, wood, figure, ranges(plan.rules, figure))


def _judged(plan: Scenario, wood: Watched, figure: Floats, range_: tuple[Ints, Ints]) -> Called:
    after = next_paid(plan.rules, wood)
    outcome = np.where(after < range_[0], 0, np.where(after > range_[1], 2, 1))
    outcome[after == 0] = VOID
    outcome[:FIRST] = VOID
    outcome[~_lively(plan, wood)] = UNASKED
    return Called(wood, figure, range_, outcome.astype(np.int64))


def _lively(plan: Scenario, wood: Watched) -> NDArray[np.bool_]:
    """Whether a made good was paid for within the turns in which it has to be, to be asked for."""
    paid = wood.price[:, : wood.made] > 0
    found = paid.copy()
    for ago in range(1, plan.rules.broker.lively):
        found[ago:] |= paid[:-ago]
    return found


def call(plan: Scenario, woods: Sequence[Watched], fitted: bool = False) -> Measures:
    """How often each answer is right, by good and season; the best simple rule; a regression on all public facts.

    Ranges are those that the broker printed; where `fitted`, those that it would have printed with tables that were
    fitted on half of the woods and judged on the other. So are rules and weights, and the other way round.
    """
    judged: list[Called] = []
    hits: dict[str, list[float]] = {}
    careful: list[float] = []
    one, other = halves(woods)
    for past, fresh in ((one, other), (other, one)):
        tables = fit_tables(plan.rules, past) if fitted else content_tables(plan.cast, plan.rules)
        known = [reckoned(plan, tables, w) if fitted else printed(plan, w) for w in past]
        new = [reckoned(plan, tables, w) if fitted else printed(plan, w) for w in fresh]
        for name, shares in _rules(plan, tables, known, new).items():
            hits.setdefault(name, []).extend(shares)
        careful += _careful(plan, tables, known, new)
        judged += new
    best = max(hits, key=lambda name: sum(hits[name]))
    asked = [c.outcome[FIRST:-1][c.outcome[FIRST:-1] != UNASKED] for c in judged]
    void = [float((some == VOID).mean()) for some in asked]
    prefix = "fitted_call" if fitted else "call"
    return {
        **{f"{prefix}_{name}": measure for name, measure in _answers(plan, judged).items()},
        f"{prefix}_best_simple_rule": Measure(mean(hits[best]), None, 0.40, WOODS, best.replace("_", " ")),
        f"{prefix}_regression": Measure(mean(careful), None, 0.47, WOODS),
        f"{prefix}_void": Measure(mean(void)),
        **{f"{prefix}_rule_{name}": Measure(mean(shares)) for name, shares in sorted(hits.items())},
    }


def _answers(plan: Scenario, judged: Sequence[Called]) -> Measures:
    """The rarest and the commonest answer of all goods and seasons, and each answer over all."""
    when = seasons(plan.rules, judged[0].wood.turns + 1)[1:]
    shares: dict[str, list[float]] = {}
    for at, good in enumerate(judged[0].wood.goods[: judged[0].wood.made]):
        for number, season in enumerate(plan.rules.seasons):
            here = [c.outcome[when == number, at] for c in judged]
            for answer, name in enumerate(ANSWERS):
                some = [float((h[h >= 0] == answer).mean()) for h in here if (h >= 0).any()]
                shares[f"{good} {season.id} {name}"] = some
    rate = {place: mean(some) for place, some in shares.items() if some}
    low, high = min(rate, key=lambda place: rate[place].value), max(rate, key=lambda place: rate[place].value)
    out = [f"{place} {r.value:.2f}" for place, r in rate.items() if not 0.25 <= r.value <= 0.42]
    over_all = {
        name: Measure(mean([float((c.outcome[c.outcome >= 0] == at).mean()) for c in judged]))
        for at, name in enumerate(ANSWERS)
    }
    return {
        "rarest_answer": Measure(rate[low], 0.25, None, WOODS, low),
        "commonest_answer": Measure(rate[high], None, 0.42, WOODS, "; ".join([high, *out[:8]])),
        **over_all,
    }


def _rules(
    plan: Scenario, tables: BrokerTables, known: Sequence[Called], new: Sequence[Called]
) -> Mapping[str, list[float]]:
    """Share of calls that each simple rule gets right, in each new wood."""
    counts = sum(np.bincount(c.outcome[c.outcome >= 0], minlength=3) for c in known)
    always = int(np.argmax(counts))
    when = days(plan.rules, new[0].wood.turns + 1)[1:]
    table = np.zeros((plan.rules.year, known[0].wood.made, 3))
    for c in known:
        for turn, good in zip(*np.nonzero(c.outcome >= 0), strict=True):
            table[when[turn], good, c.outcome[turn, good]] += 1
    calendar = smooth(table).argmax(axis=2)
    found: dict[str, list[float]] = {}
    for c in new:
        answers = _simple(plan, tables, c, when)
        answers |= {f"always_{ANSWERS[always]}": np.full_like(c.outcome, always), "calendar": calendar[when]}
        for name, answer in answers.items():
            valid = c.outcome >= 0
            found.setdefault(name, []).append(float((answer == c.outcome)[valid].mean()))
    return found


def _simple(plan: Scenario, tables: BrokerTables, c: Called, when: Ints) -> dict[str, Ints]:
    """What each rule that needs no fitting answers: 0 cheaper, 1 within, 2 dearer."""
    wood, made = c.wood, c.wood.made
    board = wood.reference[:, :made]
    moved = np.vstack([np.zeros((1, made)), np.diff(board, axis=0)])
    usual = np.exp(usual_prices(plan.rules, tables, wood) + tables.season[when])
    last = np.ones_like(c.outcome)
    for good in range(made):
        answer = 1
        for turn in range(1, wood.turns + 1):
            if wood.price[turn, good] and c.outcome[turn - 1, good] >= 0:
                answer = int(c.outcome[turn - 1, good])
            last[turn, good] = answer
    paid = np.where(wood.price[:, :made] > 0, wood.price[:, :made], board / 1000)
    found = {
        "same_as_last_time": last,
        "board_moved_on": np.sign(moved) + 1,
        "board_moves_back": 1 - np.sign(moved),
        "demand_over_supply": np.sign(wood.demand - wood.supply)[:, :made] + 1,
        "supply_over_demand": 1 - np.sign(wood.demand - wood.supply)[:, :made],
        "toward_usual": np.where(c.figure > usual, 0, 2),
        "away_from_usual": np.where(c.figure > usual, 2, 0),
        "paid_goes_on": np.where(paid > c.figure, 2, 0),
        "paid_comes_back": np.where(paid > c.figure, 0, 2),
    }
    return {name: answer.astype(np.int64) for name, answer in found.items()}


def _careful(
    plan: Scenario, tables: BrokerTables, known: Sequence[Called], new: Sequence[Called]
) -> list[float]:
    """Share of calls that a regression on all public facts gets right, in each new wood."""
    seen = [features(plan, tables, c.wood, c.figure, c.range) for c in known]
    fresh = [features(plan, tables, c.wood, c.figure, c.range) for c in new]
    right, total = np.zeros(len(new)), np.zeros(len(new))
    for good in range(known[0].wood.made):
        x = np.concatenate([f[good][c.outcome[:, good] >= 0] for f, c in zip(seen, known, strict=True)])
        y = np.concatenate([c.outcome[:, good][c.outcome[:, good] >= 0] for c in known])
        model = fit(x, y, len(ANSWERS))
        for at, (f, c) in enumerate(zip(fresh, new, strict=True)):
            valid = c.outcome[:, good] >= 0
            right[at] += float((model.predict(f[good][valid]) == c.outcome[:, good][valid]).sum())
            total[at] += float(valid.sum())
    return [float(share) for share in right / np.maximum(1, total)]
