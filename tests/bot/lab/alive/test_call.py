"""The call's measures: judged as printed, and seen through where prices can be foretold."""

from __future__ import annotations

import numpy as np
import pytest

from bot.lab.alive.broker import content_tables, figures, fit_tables, next_paid, ranges
from bot.lab.alive.call import UNASKED, VOID, call, printed
from bot.lab.alive.softmax import fit
from bot.lab.scenario import scenario
from bot.lab.watch.watched import Ints, Watched
from bot.minds import make_mind
from data.reading.content import load_cast, load_rules
from engine.calls.figure import expected
from engine.content.broker import Almanac, BrokerRules
from engine.founding import found
from inference.round import play_round
from tests.bot.lab.made_up import column, made_up

RULES = load_rules().changed(broker=BrokerRules())
PLAN = scenario(load_cast("wood"), RULES, 130)


def priced(price: Ints) -> Watched:
    """A wood whose boards follow what is paid."""
    board = np.where(price > 0, price, 100) * 1000
    return made_up(len(price) - 1, price=price, reference=board)


def drawn(seed: int, pattern: float) -> Watched:
    """Prices around 100: whims of their own day, and `pattern` for a rise and fall by turns."""
    rng = np.random.default_rng(seed)
    swing = np.where(np.arange(131) % 2, pattern, -pattern)[:, None]
    return priced(np.rint(100 * np.exp(rng.normal(0, 0.1, (131, 5)) + swing)).astype(np.int64))


def test_the_next_price_paid_is_looked_for_within_the_turns_that_an_answer_waits() -> None:
    wood = made_up(6, price=column(10, 0, 0, 12, 0, 0, 0))
    assert next_paid(RULES, wood)[:, 0].tolist() == [12, 12, 12, 0, 0, 0, 0]


def test_a_call_is_judged_against_the_printed_range_with_both_ends_inside() -> None:
    wood = made_up(8, price=column(10, 10, 10, 10, 9, 11, 12, 8, 10, rest=10))
    assert printed(PLAN, wood).outcome[3:8, 0].tolist() == [1, 1, 2, 0, 1]
    assert printed(PLAN, wood).outcome[8, 0] == VOID, "nobody lived to see it"


def test_a_good_that_nobody_paid_for_of_late_is_not_asked_for() -> None:
    wood = made_up(9, price=column(10, 10, 10, 0, 0, 0, 0, 0, 10, 10, rest=10))
    assert printed(PLAN, wood).outcome[3:9, 0].tolist() == [VOID, VOID, UNASKED, UNASKED, UNASKED, 1]


async def test_over_arrays_the_figure_is_the_engines() -> None:
    almanac = Almanac(level=1200, season=(900, 1100, 1000), tilt=(1100,), near=(950, 1050))
    rules = RULES.changed(broker=BrokerRules(almanacs={"wood": {"honey": almanac, "berries": almanac}}))
    wood, mind = found(PLAN.cast, rules, "7"), make_mind()
    quotes = {"reference": [], "price": [], "low": [], "high": []}
    for _ in range(30):
        shown = [expected(wood.open(), good.id, wood.turn + 1) for good in PLAN.cast.goods]
        quotes["reference"].append([wood.quotes[g.id].reference for g in PLAN.cast.goods])
        quotes["price"].append([wood.quotes[g.id].price for g in PLAN.cast.goods])
        quotes["low"].append([r.low for r in shown])
        quotes["high"].append([r.high for r in shown])
        wood = (await play_round("w", wood, mind)).outcome.wood
    arrays = {name: np.array(rows) for name, rows in quotes.items()}
    seen = made_up(29, **arrays)
    low, high = ranges(rules, figures(rules, content_tables(PLAN.cast, rules), seen))
    assert np.abs(low - seen.low).max() <= 1
    assert np.abs(high - seen.high).max() <= 1


def test_a_figure_is_for_tomorrow_or_for_the_day_that_the_tilt_was_measured_for() -> None:
    tables = fit_tables(RULES, [drawn(1, 0)])
    assert figures(RULES, tables, drawn(1, 0), RULES.broker.days).shape == (131, 5)
    with pytest.raises(ValueError, match="turn"):
        figures(RULES, tables, drawn(1, 0), 3)


def test_prices_of_pure_whim_are_called_no_better_than_by_chance_and_a_pattern_is_seen_through() -> None:
    whim = call(PLAN, [drawn(n, 0) for n in range(8)], fitted=True)
    told = call(PLAN, [drawn(n, 0.3) for n in range(8)], fitted=True)
    assert whim["fitted_call_regression"].found.value < 0.6
    assert told["fitted_call_regression"].found.value > 0.75
    assert told["fitted_call_regression"].misses
    assert told["fitted_call_best_simple_rule"].found.value > whim["fitted_call_best_simple_rule"].found.value
    assert sum(
        whim[f"fitted_call_{a}"].found.value for a in ("cheaper", "within", "dearer")
    ) == pytest.approx(1)


def test_tables_find_level_season_and_tilt_again() -> None:
    day = (np.arange(361) - 1 + RULES.opening) % RULES.year
    season = 1 + 0.4 * np.sin(2 * np.pi * day / RULES.year)
    wood = priced(np.tile(np.rint(200 * season).astype(np.int64)[:, None], (1, 5)))
    tables = fit_tables(RULES, [wood])
    assert np.exp(tables.level) == pytest.approx(200, rel=0.06)
    found_again = np.exp(tables.season[:, 0]) * np.exp(tables.level[0])
    assert found_again == pytest.approx(200 * (1 + 0.4 * np.sin(2 * np.pi * np.arange(60) / 60)), rel=0.1)
    assert np.abs(tables.near).max() < 0.03


def test_a_regression_learns_which_side_of_two_lines_a_point_lies_on() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(0, 1, (3000, 2))
    y = np.where(x[:, 0] > 0.5, 2, np.where(x[:, 0] < -0.5, 0, 1))
    model = fit(x[:2000], y[:2000], 3)
    assert (model.predict(x[2000:]) == y[2000:]).mean() > 0.95
