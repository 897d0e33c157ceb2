"""The broker's figure for tomorrow as `engine/calls/figure.py` reckons it, over whole arrays, and the tables it needs,
fitted on a sample of woods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.lab.watch.series import days, season_index, smooth
from bot.lab.watch.watched import Floats, Ints, Watched
from engine.content.cast import Cast
from engine.content.rules import Rules


@dataclass(frozen=True, slots=True)
class BrokerTables:
    """What the broker knows of every wood, by made good, in logs."""

    level: Floats
    """Usual price without its season, in pebbles."""
    season: Floats
    """Day of the year, then good: a day's usual price against `level`."""
    tilt: Floats
    """The same of what is paid `BrokerRules.days` ahead against the figure without a tilt, in the median."""
    near: Floats
    """Likewise of what is paid one day ahead, or as soon as anything is, by the day ahead."""


def fit_tables(rules: Rules, woods: Sequence[Watched]) -> BrokerTables:
    """Fit the tables to some woods."""
    made, ahead = woods[0].made, rules.broker.days
    season = season_index(rules, woods)[:, :made]
    logs = [_log_paid(w) - season[days(rules, w.turns)] for w in woods]
    level = _medians(np.concatenate(logs))
    plain = BrokerTables(level, season, np.zeros_like(season), np.zeros_like(season))
    near, tomorrow, far, when = [], [], [], []
    for wood in woods:
        paid = next_paid(rules, wood)
        near.append(np.log(np.where(paid > 0, paid, np.nan)) - np.log(figures(rules, plain, wood)))
        tomorrow.append(days(rules, wood.turns + 1)[1:])
        far.append(_log_paid(wood)[ahead:] - np.log(figures(rules, plain, wood, ahead))[:-ahead])
        when.append(days(rules, wood.turns)[ahead:])
    tilt, nearer = _by_day(rules, far, when), _by_day(rules, near, tomorrow)
    return BrokerTables(level, season, smooth(tilt, 3), smooth(nearer))


def _by_day(rules: Rules, misses: Sequence[Floats], days_of: Sequence[Ints]) -> Floats:
    """The median of each column by day of the year."""
    table, day = np.concatenate(misses), np.concatenate(days_of)
    return np.stack([_medians(table[day == at]) for at in range(rules.year)])


def _medians(table: Floats) -> Floats:
    """The median of each column's numbers; 0 where it has none."""
    columns = [column[~np.isnan(column)] for column in table.T]
    return np.array([float(np.median(column)) if len(column) else 0.0 for column in columns])


def content_tables(cast: Cast, rules: Rules) -> BrokerTables:
    """The tables as content has them."""
    known = [rules.broker.almanac(cast.id, good.id) for good in cast.goods]
    at = np.arange(rules.year)
    season = [np.array(a.season)[at * len(a.season) // rules.year] for a in known]
    tilt = [np.array(a.tilt)[at * len(a.tilt) // rules.year] for a in known]
    near = [np.array(a.near)[at * len(a.near) // rules.year] for a in known]
    level = [good.price * a.level / 1000 for good, a in zip(cast.goods, known, strict=True)]
    return BrokerTables(
        np.log(np.array(level)), np.log(np.stack(season, axis=1) / 1000), np.log(np.stack(tilt, axis=1) / 1000),
        np.log(np.stack(near, axis=1) / 1000),
    )  # fmt: skip


def _log_paid(wood: Watched) -> Floats:
    """Logs of what made goods were paid for; not a number where none was."""
    price = wood.price[:, : wood.made]
    result: Floats = np.log(np.where(price > 0, price, np.nan))
    return result


def usual_prices(rules: Rules, tables: BrokerTables, wood: Watched) -> Floats:
    """Log of what made goods usually cost in this wood after each turn, their season taken out."""
    free = _log_paid(wood) - tables.season[days(rules, wood.turns)]
    found = np.tile(tables.level, (wood.turns + 1, 1))
    for turn in range(1, wood.turns + 1):
        share = 1 / min(rules.broker.memory, rules.broker.prior + turn)
        found[turn] = found[turn - 1] + np.nan_to_num(free[turn] - found[turn - 1]) * share
    return found


def figures(rules: Rules, tables: BrokerTables, wood: Watched, ahead: int = 1) -> Floats:
    """The broker's figure after each turn, by made good, for the turn so many ahead, in pebbles.

    Raises ValueError where it is neither for the next turn nor for that of which the tilt was measured.
    """
    if ahead not in (1, rules.broker.days):
        raise ValueError("the tables say nothing of such a turn")
    broker, when, then = rules.broker, days(rules, wood.turns), days(rules, wood.turns + ahead)[ahead:]
    season = tables.season
    board = np.log(wood.reference[:, : wood.made] / 1000) + season[then] - season[when]
    paid, log_paid = board.copy(), _log_paid(wood)
    last = np.full(wood.made, np.nan)
    for turn in range(wood.turns + 1):
        free = log_paid[turn] - season[when[turn]]
        last = np.where(np.isnan(free), last, free)
        paid[turn] = np.where(np.isnan(last), board[turn], last + season[then[turn]])
    usual = usual_prices(rules, tables, wood) + season[then]
    total = broker.board * np.exp(board) + broker.paid * np.exp(paid) + broker.usual * np.exp(usual)
    tilt = (tables.near if ahead == 1 else tables.tilt)[then]
    result: Floats = total / (broker.board + broker.paid + broker.usual) * np.exp(tilt)
    return result


def ranges(rules: Rules, figure: Floats) -> tuple[Ints, Ints]:
    """The printed range, in whole pebbles, both ends inside."""
    width = rules.broker.width / 1000
    return _whole(figure * (1 - width)), _whole(figure * (1 + width))


def _whole(value: Floats) -> Ints:
    result: Ints = np.maximum(1, np.floor(value + 0.5)).astype(np.int64)
    return result


def next_paid(rules: Rules, wood: Watched) -> Ints:
    """After each turn, the next price paid for each made good within the turns that an answer waits; 0 for none."""
    price, n = wood.price[:, : wood.made], wood.turns + 1
    found = np.zeros_like(price)
    for ahead in range(rules.broker.wait, 0, -1):
        later = np.zeros_like(price)
        later[: n - ahead] = price[ahead:]
        found = np.where(later > 0, later, found)
    return found
