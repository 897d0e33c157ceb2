"""Openness: par, the calendar's favourite and the leader at half-time, on woods made up for them."""

from __future__ import annotations

import numpy as np
import pytest

from bot.lab.alive.openness import fit_par, gains, kinds, openness
from bot.lab.scenario import scenario
from bot.lab.watch.watched import Watched
from data.reading.content import load_cast, load_rules
from tests.bot.lab.made_up import made_up

PLAN = scenario(load_cast("wood"), load_rules(), 120)
LENGTH = PLAN.rules.chapter


def lived(gain: list[list[int]], late: bool = False) -> Watched:
    """A wood whose creatures gain so much in each chapter: evenly, or all of it after half-time."""
    wealth = [np.full(5, 1000.0)]
    for chapter in gain:
        for turn in range(LENGTH):
            share = (turn >= 8) / (LENGTH - 8) if late else 1 / LENGTH
            wealth.append(wealth[-1] + np.array(chapter) * share)
    return made_up(len(gain) * LENGTH, wealth=np.rint(np.array(wealth)).astype(np.int64))


def test_the_first_years_chapters_are_kinds_of_their_own() -> None:
    assert kinds(PLAN, made_up(11 * LENGTH)).tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6]


def test_gain_is_of_a_whole_chapter_or_of_its_beginning() -> None:
    wood = lived([[150, 0, 0, 0, 0], [0, 300, 0, 0, 0]])
    assert gains(PLAN, wood, LENGTH)[:, :2].tolist() == [[150, 0], [0, 300]]
    assert gains(PLAN, wood, 8)[0, 0] == 80


def test_par_is_mean_and_spread_of_each_kind_of_chapter() -> None:
    par = fit_par(PLAN, [lived([[100, 0, 0, 0, 0]]), lived([[300, 0, 0, 0, 0]])])
    assert par.gain[0].tolist() == [200, 0, 0, 0, 0]
    assert par.spread[0].tolist() == [100, 1, 1, 1, 1], "nobody's spread is nothing"


def test_who_always_gains_most_is_no_favourite_against_its_par() -> None:
    rng, ahead = np.random.default_rng(1), np.array([1000, 0, 0, 0, 0])
    woods = [lived((rng.normal(0, 100, (8, 5)) + ahead).astype(int).tolist()) for _ in range(60)]
    found = openness(PLAN, woods)
    assert found["raw_gain_calendar_favourite"].found.value == 1
    assert found["favourite_against_par"].found.value == pytest.approx(0.2, abs=0.08)
    assert found["leader_at_half_time_wins"].found.value > 0.95, (
        "gains that come evenly are known at half-time"
    )
    assert found["richest_in_turns_oona"].found.value > 0.9
    assert found["richest_at_chapters_end_pip"].misses


def test_gains_that_come_late_are_not_known_at_half_time() -> None:
    rng = np.random.default_rng(2)
    woods = [lived(rng.normal(0, 100, (8, 5)).astype(int).tolist(), late=True) for _ in range(60)]
    assert openness(PLAN, woods)["leader_at_half_time_wins"].found.value < 0.35
