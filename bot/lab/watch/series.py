"""Series that several measures are made of: prices worth, seasons of prices, chapters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.lab.watch.watched import Floats, Ints, Watched
from engine.content.rules import Rules
from engine.content.season import day

SMOOTH = 2
"""Days on either side over which a season's index is smoothed."""


def worth(price: Ints, reference: Ints, last: int = 3) -> Floats:
    """What goods were worth, in pebbles: the median of the last prices paid, the reference where none was paid yet."""
    found = reference / 1000
    for good in range(price.shape[1]):
        paid: list[int] = []
        for turn, now in enumerate(price[:, good].tolist()):
            if now:
                paid = [*paid[1 - last :], now] if last > 1 else [now]
            if paid:
                found[turn, good] = (
                    sorted(paid)[len(paid) // 2]
                    if len(paid) % 2
                    else sum(sorted(paid)[len(paid) // 2 - 1 : len(paid) // 2 + 1]) / 2
                )
    return found


def worths(wood: Watched) -> Floats:
    """What the goods of a wood were worth, turn by turn, in pebbles."""
    return worth(wood.price, wood.reference)


def days(rules: Rules, turns: int) -> Ints:
    """Day of the year of turns 0 to `turns`, from 0."""
    return np.array([(rules.opening + turn - 1) % rules.year for turn in range(turns + 1)], dtype=np.int64)


def seasons(rules: Rules, turns: int) -> Ints:
    """Which season of the year turns 0 to `turns` belong to."""
    number = {season.id: at for at, season in enumerate(rules.seasons)}
    return np.array([number[day(rules, max(1, turn)).season.id] for turn in range(turns + 1)], dtype=np.int64)


def smooth(index: Floats, span: int = SMOOTH) -> Floats:
    """A table by day of the year, smoothed round the year over `span` days on either side."""
    rolled = [np.roll(index, shift, axis=0) for shift in range(-span, span + 1)]
    result: Floats = np.mean(rolled, axis=0)
    return result


def season_index(rules: Rules, woods: Sequence[Watched]) -> Floats:
    """Log of the season's index, by day of the year and good: what a price is against the mean of the year around it.

    Each turn counts whose year around it was lived and lies after the first year, or, where a wood is too young for
    any, within it; a wood that lived no year knows no season.
    """
    year = rules.year
    total, count = np.zeros((year, len(woods[0].goods))), np.zeros((year, 1))
    for wood in woods:
        log, when = np.log(wood.reference[1:] / 1000), days(rules, wood.turns)[1:]
        if wood.turns < year:
            continue
        sums = np.cumsum(np.vstack([np.zeros((1, log.shape[1])), log]), axis=0)
        around = (sums[year:] - sums[:-year]) / year
        some = slice(year // 2, year // 2 + len(around))
        first = year // 2 + 1 if len(around) > year else 0
        np.add.at(total, when[some][first:], (log[some] - around)[first:])
        np.add.at(count, when[some][first:], 1)
    index = smooth(total / np.maximum(1, count))
    result: Floats = index - index.mean(axis=0)
    return result


def without_season(rules: Rules, wood: Watched, index: Floats, price: Floats) -> Floats:
    """Log of prices, by turn and good, with the season taken out."""
    result: Floats = np.log(price) - index[days(rules, wood.turns)]
    return result


def chapters(rules: Rules, wood: Watched) -> int:
    """Whole chapters that a wood has lived."""
    return wood.turns // rules.chapter


def halves(woods: Sequence[Watched]) -> tuple[Sequence[Watched], Sequence[Watched]]:
    """Two halves of a sample: every second wood."""
    return woods[::2], woods[1::2] or woods[::2]


def gini(wealth: Ints) -> Floats:
    """Gini coefficient of each row; what is below zero counts as nothing."""
    ranked = np.sort(np.maximum(0, wealth), axis=1)
    n = wealth.shape[1]
    total = np.maximum(1, ranked.sum(axis=1))
    result: Floats = 2 * (ranked * np.arange(1, n + 1)).sum(axis=1) / (n * total) - (n + 1) / n
    return result
