"""The calendar: years, seasons and the fuel that they ask for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.content.season import day, fuel_rate, whole
from tests.engine.builders import PLAIN, RULES, tuned

TURNS = st.integers(1, 10**6)


@given(TURNS)
def test_every_turn_has_its_day(turn: int) -> None:
    today = day(PLAIN, turn)
    assert 1 <= today.part <= today.season.turns
    before = sum(s.turns for s in PLAIN.seasons[: PLAIN.seasons.index(today.season)])
    assert (today.year - 1) * PLAIN.year + before + today.part == PLAIN.opening + turn


@given(TURNS)
def test_a_year_later_it_is_the_same_day(turn: int) -> None:
    today, later = day(PLAIN, turn), day(PLAIN, turn + PLAIN.year)
    assert (later.season, later.part, later.year) == (today.season, today.part, today.year + 1)
    assert fuel_rate(PLAIN, turn) == fuel_rate(PLAIN, turn + PLAIN.year)


def test_winter_falls_within_the_first_fifteen_turns_of_a_wood() -> None:
    seasons = [day(RULES, turn).season.id for turn in range(1, 16)]
    assert seasons.count("winter") >= 10
    assert seasons[0] != "winter"


def test_a_year_is_sixty_turns() -> None:
    assert RULES.year == 60


def test_the_need_of_fuel_rises_through_winter_and_is_least_in_summer() -> None:
    rates = {}
    for turn in range(1, RULES.year + 1):
        rates.setdefault(day(RULES, turn).season.id, []).append(fuel_rate(RULES, turn))
    assert all(a < b for a, b in pairwise(rates["winter"]))
    assert (rates["winter"][0], rates["winter"][-1]) == RULES.seasons[3].fuel
    assert max(rates["summer"]) <= min(min(rates[s]) for s in ("spring", "autumn", "winter"))


@pytest.mark.parametrize(
    ("part", "phase"), [(1, "early"), (4, "early"), (5, "mid"), (8, "mid"), (9, "late"), (12, "late")]
)
def test_a_season_has_three_phases(part: int, phase: str) -> None:
    today = day(PLAIN, part + 3)
    assert (today.season.id, today.part, today.phase) == ("winter", part, phase)


def test_a_season_of_one_turn_has_its_first_need() -> None:
    short = tuned(PLAIN, opening=0, seasons=(PLAIN.seasons[3].changed(turns=1),), fair={"seasons": ()})
    assert [fuel_rate(short, turn) for turn in (1, 2, 99)] == [900] * 3
    assert day(short, 99).year == 99


@given(st.integers(0, 10**6), st.integers(0, 10**4), st.integers(0, 300))
def test_whole_units_sum_to_the_rate_exactly(rate: int, first: int, turns: int) -> None:
    total = sum(whole(rate, turn) for turn in range(first + 1, first + turns + 1))
    assert total == rate * (first + turns) // 1000 - rate * first // 1000
    assert abs(total * 1000 - rate * turns) < 1000


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_turn_gets_the_rate_rounded_down_or_up(rate: int, turn: int) -> None:
    assert rate // 1000 <= whole(rate, turn) <= -(-rate // 1000)
