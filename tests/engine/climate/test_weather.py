"""Weather: harvests in stretches, days of their own cold, and a winter whose harshness nobody knows before it comes."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.body.hearth import fuel_need
from engine.climate.weather import cold_of, harshness
from engine.content.rules import Rules
from engine.content.season import day, fuel_rate
from engine.perception import perceive
from engine.saving.save import dump
from engine.wood import CALM, OpenWood, Weather, Wood
from tests.engine.builders import IDLE, PLAIN, RULES, WOOD, barren, new, played, quiet, tuned, turn

MILD = (700, 1300)
STRETCHES = tuned(PLAIN, weather={"change": 200, "harvest": MILD})
HARSH = PLAIN.changed(seasons=(*PLAIN.seasons[:3], PLAIN.seasons[3].changed(harsh=(500, 1500))))
WINTER = 4
"""First turn of the first winter, by the plain rules."""
SEEDS = st.text("0123456789abcdef", min_size=1, max_size=8)


def years(turns: int, rules: Rules, seed: str = "5eed") -> list[Wood]:
    """A wood as it stands after each of so many turns in which nobody does anything."""
    wood, lived = new(barren(), rules, seed), []
    for _ in range(turns):
        wood = turn(wood).wood
        lived.append(wood)
    return lived


def test_without_weather_every_day_is_the_calendars() -> None:
    assert new(rules=PLAIN).weather == CALM
    assert {repr(wood.weather) for wood in years(60, PLAIN)} == {repr(Weather({}, 1000))}


def test_a_stretch_of_a_good_goes_on_until_another_begins() -> None:
    lived = years(600, STRETCHES)
    for good in WOOD.made:
        factors = [wood.weather.harvest.get(good, 1000) for wood in lived]
        changes = sum(one != other for one, other in pairwise(factors))
        assert changes / len(factors) == pytest.approx(0.2, abs=0.05)
        assert {MILD[0] <= factor <= MILD[1] for factor in factors} == {True}
        assert fmean(factors) == pytest.approx(1000, abs=60)


def test_each_good_has_stretches_of_its_own() -> None:
    changed = {
        frozenset(g for g in WOOD.made if before.weather.harvest.get(g) != after.weather.harvest.get(g))
        for before, after in pairwise(years(200, STRETCHES))
    }
    assert {frozenset({good}) for good in WOOD.made} < changed


@given(SEEDS, st.integers(1, 500), st.tuples(st.integers(0, 3000), st.integers(0, 3000)).map(sorted))
def test_a_day_is_as_cold_as_its_bounds_allow(seed: str, day_of: int, bounds: list[int]) -> None:
    rules = tuned(PLAIN, weather={"cold": tuple(bounds)})
    assert bounds[0] <= cold_of(rules, seed, day_of) <= bounds[1]


def test_the_weather_of_a_turn_is_known_before_it_and_in_force_in_it() -> None:
    rules = tuned(
        PLAIN, weather={"change": 300, "harvest": (500, 1500), "cold": (600, 1400)}, opening=50,
    )  # fmt: skip
    wood = new(rules=rules)
    for outcome in played(wood, 40):
        before = perceive(wood.open())
        for transfer in outcome.transfers:
            if transfer.reason == "harvest":
                assert before[transfer.target.removeprefix("creature:")].harvest == transfer.amount
        need = fuel_need(rules, wood.turn + 1, wood.weather.cold, wood.open().need)
        burnt = {t.source: t.amount for t in outcome.transfers if t.reason == "hearth"}
        for name, perception in before.items():
            assert perception.fuel[0] == need
            assert burnt.get(f"creature:{name}", 0) + outcome.wood.souls[name].cold == need
        wood = outcome.wood


def test_a_creature_expects_todays_cold_until_the_season_ends() -> None:
    rules = tuned(PLAIN, opening=46, foresight=3)
    wood = replace(new(rules=rules), weather=Weather({}, 2000))
    expected = [
        fuel_need(rules, turn, cold=cold) for turn, cold in ((1, 2000), (2, 2000), (3, 1000))
    ]  # winter begins on turn 3
    assert perceive(wood.open())["pip"].fuel == tuple(expected)


def test_fuel_is_needed_by_the_days_cold() -> None:
    needs = [fuel_need(PLAIN, turn, 1500) for turn in range(WINTER, WINTER + 12)]
    rates = [fuel_rate(PLAIN, turn) for turn in range(WINTER, WINTER + 12)]
    assert sum(needs) == pytest.approx(sum(rates) * 1.5 / 1000, abs=6)


@given(SEEDS, st.integers(1, 900))
def test_a_season_is_as_harsh_on_every_day_of_its_year(seed: str, turn: int) -> None:
    today = day(HARSH, turn)
    low, high = today.season.harsh
    first = day(HARSH, turn - today.part + 1) if turn >= today.part else today
    assert low <= harshness(seed, today) == harshness(seed, first) <= high


def test_winters_differ_by_year_and_by_wood() -> None:
    winters = [day(HARSH, WINTER + 60 * year) for year in range(30)]
    drawn = {harshness("5eed", winter) for winter in winters}
    assert len(drawn) > 20
    assert max(drawn) - min(drawn) > 600
    assert len({harshness(str(seed), winters[0]) for seed in range(30)}) > 20


FIRST = HARSH.changed(seasons=(*HARSH.seasons[:3], HARSH.seasons[3].changed(first=(900, 1100))))
"""A wood's first winter is less of a gamble than those that follow."""


@given(SEEDS, st.integers(0, 20))
def test_a_woods_first_winter_is_drawn_from_a_range_of_its_own_and_later_ones_as_ever(
    seed: str, year: int
) -> None:
    first, plain = (harshness(seed, day(rules, WINTER + 60 * year)) for rules in (FIRST, HARSH))
    if year:
        assert first == plain
    else:
        assert 900 <= first <= 1100


def test_first_winters_differ_by_wood_and_a_wood_that_is_founded_in_spring_has_its_own_as_well() -> None:
    assert len({harshness(str(seed), day(FIRST, WINTER)) for seed in range(60)}) > 30
    from_spring = FIRST.changed(opening=0)
    winters = [day(from_spring, 49 + 60 * year) for year in range(30)]
    assert {winter.season.id for winter in winters} == {"winter"}
    assert 900 <= harshness("5eed", winters[0]) <= 1100
    assert max(harshness("5eed", winter) for winter in winters) > 1100


def test_a_first_winters_harshness_is_felt_in_its_cold() -> None:
    given_one = FIRST.changed(seasons=(*FIRST.seasons[:3], FIRST.seasons[3].changed(first=(1300, 1300))))
    colds = [wood.weather.cold for wood in years(14, given_one)]
    assert colds == [1000] * 2 + [1300] * 12


def test_a_winters_harshness_is_felt_in_its_cold() -> None:
    for wood in years(80, HARSH):
        today = day(HARSH, wood.turn + 1)
        assert wood.weather.cold == (harshness(wood.seed, today) if today.season.id == "winter" else 1000)


def test_woods_that_differ_in_the_winter_to_come_alone_are_perceived_alike_before_it() -> None:
    for wood in years(55, HARSH)[15:]:
        following = day(HARSH, WINTER + 60)
        mild, harsh = (
            replace(wood, seed=next(s for s in map(str, range(99)) if low <= harshness(s, following) <= high))
            for low, high in ((500, 700), (1300, 1500))
        )
        assert perceive(mild.open()) == perceive(harsh.open())
        assert mild.open() == harsh.open()


def test_nothing_of_a_winter_stands_in_a_wood_but_the_day_that_has_come() -> None:
    assert not {field.name for field in fields(OpenWood)} & {"seed", "harsh", "harshness", "winter"}
    wood = quiet(HARSH)
    assert dump(replace(wood, seed="1")).replace('"seed":"1"', "") == dump(replace(wood, seed="2")).replace(
        '"seed":"2"', ""
    )


def test_weather_draws_change_no_other_draw() -> None:
    """Rot, margins and queues are drawn as they were, whatever the weather draws."""
    calm, windy = (
        turn(new(barren(), tuned(IDLE, scarcity={"rot": True}, weather={"change": change})))
        for change in (0, 1000)
    )
    assert calm.transfers == windy.transfers


def test_shipped_weather_is_within_its_bounds() -> None:
    for outcome in played(new(rules=RULES), 30):
        factors = outcome.wood.weather.harvest.values()
        assert all(RULES.weather.harvest[0] <= factor <= RULES.weather.harvest[1] for factor in factors)
