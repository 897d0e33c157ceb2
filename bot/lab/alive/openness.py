"""Openness: whether one can know beforehand who will be rich, or gain most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

import numpy as np

from bot.lab.alive.market import WOODS
from bot.lab.alive.measure import Measure, Measures
from bot.lab.intervals import mean
from bot.lab.scenario import Scenario
from bot.lab.watch.series import chapters, halves
from bot.lab.watch.watched import Floats, Ints, Watched

HALF_TIME = 8
"""Turn of a chapter after which its leader is asked for."""


@dataclass(frozen=True, slots=True)
class Par:
    """What creatures usually gain: by kind of chapter, then creature, in pebbles.

    A chapter's kind is its place in the year, the first year of a wood apart: kind k for the k-th chapter of the
    first year, and n + k for that of a later one, with n chapters in a year.
    """

    gain: Floats
    spread: Floats
    """Standard deviation, at least 1."""
    half: Floats
    """Gain by half-time."""
    half_spread: Floats

    def over(self, kinds: Ints, gains: Floats) -> Floats:
        """Gains over par, in units of their spread."""
        result: Floats = (gains - self.gain[kinds]) / self.spread[kinds]
        return result

    def half_over(self, kinds: Ints, gains: Floats) -> Floats:
        """The same at half-time."""
        result: Floats = (gains - self.half[kinds]) / self.half_spread[kinds]
        return result


def kinds(plan: Scenario, wood: Watched) -> Ints:
    """Kind of each whole chapter of a wood: see `Par`."""
    a_year = max(1, plan.rules.year // plan.rules.chapter)
    return np.array(
        [at if at < a_year else a_year + at % a_year for at in range(chapters(plan.rules, wood))],
        dtype=np.int64,
    )


def gains(plan: Scenario, wood: Watched, until: int) -> Floats:
    """Gain of each creature in each whole chapter, from its beginning until after its turn `until`, in pebbles."""
    length, n = plan.rules.chapter, chapters(plan.rules, wood)
    starts = np.arange(n) * length
    result: Floats = (wood.wealth[starts + until] - wood.wealth[starts]).astype(np.float64)
    return result


def fit_par(plan: Scenario, woods: Sequence[Watched]) -> Par:
    """What creatures usually gain, and how far that spreads, over some woods. All have to be equally long."""
    length = plan.rules.chapter
    kind = kinds(plan, woods[0])
    whole = np.stack([gains(plan, w, length) for w in woods])
    half = np.stack([gains(plan, w, min(HALF_TIME, length)) for w in woods])
    tables = []
    for table in (whole, half):
        some = [table[:, kind == k].reshape(-1, table.shape[2]) for k in range(int(kind.max()) + 1)]
        tables.append(np.array([s.mean(axis=0) for s in some]))
        tables.append(np.maximum(1, np.array([s.std(axis=0) for s in some])))
    return Par(*tables)


def openness(plan: Scenario, woods: Sequence[Watched]) -> Measures:
    """Who is richest, in turns and at chapters' ends; who gains most against par, and whether calendar or half-time
    tells it.

    Par is fitted on half of the woods and judged on the other, and the other way round. The calendar's favourite is,
    for each kind of chapter, who won it most often in the half that par was fitted on. The leader at half-time is who
    stands highest against its usual gain by then.
    """
    creatures = woods[0].creatures
    found: dict[str, Measure] = {}
    for at, creature in enumerate(creatures):
        first = [float((w.wealth[1:].argmax(axis=1) == at).mean()) for w in woods]
        found[f"richest_in_turns_{creature}"] = Measure(mean(first), None, 0.50, WOODS)
    ends = [w.wealth[plan.rules.chapter :: plan.rules.chapter].argmax(axis=1) for w in woods]
    if not len(ends[0]):
        return found
    for at, creature in enumerate(creatures):
        last = mean([float((e == at).mean()) for e in ends])
        found[f"richest_at_chapters_end_{creature}"] = Measure(last, 0.05, None, WOODS)
    return {**found, **_against_par(plan, woods)}


def _against_par(plan: Scenario, woods: Sequence[Watched]) -> Measures:
    one, other = halves(woods)
    kind = kinds(plan, woods[0])
    favourite, leader, winners, by_kind = [], [], [], []
    for fitted, judged in ((one, other), (other, one)):
        par = fit_par(plan, fitted)
        names = _most_often(kind, np.stack([_winners(plan, par, w) for w in fitted]), len(woods[0].creatures))
        for wood in judged:
            won = _winners(plan, par, wood)
            halfway = par.half_over(kind, gains(plan, wood, min(HALF_TIME, plan.rules.chapter))).argmax(
                axis=1
            )
            favourite.append(float((won == names[kind]).mean()))
            leader.append(float((won == halfway).mean()))
            winners.append(won)
            by_kind.append([float((won == names[kind])[kind == k].mean()) for k in range(len(names))])
    every = np.concatenate(winners)
    shares = [float((every == at).mean()) for at in range(len(woods[0].creatures))]
    worst = np.array(by_kind).mean(axis=0)
    told = ", ".join(f"{c} {s:.2f}" for c, s in zip(woods[0].creatures, shares, strict=True))
    return {
        "favourite_against_par": Measure(
            mean(favourite), None, 0.40, WOODS, f"highest of a kind of chapter {worst.max():.2f}"
        ),
        "leader_at_half_time_wins": Measure(mean(leader), None, 0.70, WOODS),
        "entropy_of_winners": Measure(
            mean([-sum(s * log2(s) for s in shares if s > 0)]), note=f"bits; {told}"
        ),
        "raw_gain_calendar_favourite": Measure(mean([_raw(plan, woods)])),
    }


def _winners(plan: Scenario, par: Par, wood: Watched) -> Ints:
    result: Ints = par.over(kinds(plan, wood), gains(plan, wood, plan.rules.chapter)).argmax(axis=1)
    return result


def _most_often(kind: Ints, won: Ints, creatures: int) -> Ints:
    """For each kind of chapter, who won it most often."""
    counts = [np.bincount(won[:, kind == k].ravel(), minlength=creatures) for k in range(int(kind.max()) + 1)]
    return np.array([count.argmax() for count in counts], dtype=np.int64)


def _raw(plan: Scenario, woods: Sequence[Watched]) -> float:
    """Share of chapters in which who usually gains most, without any par, does."""
    kind = kinds(plan, woods[0])
    won = np.stack([gains(plan, w, plan.rules.chapter).argmax(axis=1) for w in woods])
    names = _most_often(kind, won, len(woods[0].creatures))
    return fmean((won == names[kind]).mean(axis=1).tolist())
