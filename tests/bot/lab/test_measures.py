"""What holds of many woods: a smaller version of what `wood stress` prints. Seeds are not those of the tuning."""

from __future__ import annotations

from functools import cache
from statistics import fmean

import pytest

from bot.lab.life import Life, dip, lowest_mood, silent_turns
from bot.lab.measures import (
    Batch,
    decade,
    equal_hashes,
    legend_effect,
    legend_variants,
    lives,
    metrics,
    scarcity,
    scarcity_variants,
    seed_range,
)
from bot.lab.scenario import Scenario, scenario
from data.reading.content import load_cast, load_rules
from engine.content.rules import Rules

CAST, RULES = load_cast("wood"), load_rules()
WINTER = scenario(CAST, RULES, 15, ["drought@4", "winter-rumour@8"])
RUN = scenario(CAST, RULES, 15, (), ["run-on-oonas-hoard@8"])
FIRST = 70_000


def batch(count: int, council: str = "instinct", workers: int = 1) -> Batch:
    return Batch(seed_range(FIRST, count), council, workers=workers)


@cache
def winters() -> tuple[Life, ...]:
    return tuple(lives(WINTER, batch(60)))


def variants(base: Scenario, rules: dict[str, Rules], count: int) -> dict[str, list[Life]]:
    return {
        name: lives(Scenario(CAST, changed, base.turns, base.cues), batch(count))
        for name, changed in rules.items()
    }


def test_woods_under_drought_and_rumour_stay_alive_and_grow_unequal() -> None:
    shown = metrics(WINTER, winters())
    assert shown["trade_in_every_turn"].high >= 0.99
    assert 3 <= shown["trades_per_turn"].value <= 3 * len(CAST.made)
    assert shown["gini_widens"].value >= 0.9
    assert shown["gini_widening"].value >= 0.15


def test_a_harsh_winter_makes_fuel_dear_its_maker_rich_and_woods_unequal_and_a_mild_one_does_not() -> None:
    """How harsh a year's winter is, is drawn; here the first is as given."""
    seasons = {s.id: s for s in RULES.seasons}
    winter = seasons["winter"]
    years = {
        name: RULES.changed(
            seasons=tuple({**seasons, "winter": winter.changed(first=(harsh, harsh))}.values())
        )
        for name, harsh in (("mild", 500), ("harsh", 1500))
    }
    shown = {name: metrics(WINTER, sample) for name, sample in variants(WINTER, years, 40).items()}
    for measure in ("fuel_ends_dearer", "fuel_maker_richest", "gini_widening"):
        assert shown["mild"][measure].high < shown["harsh"][measure].low, measure


def test_nobody_buys_its_own_good_and_nothing_falls_below_zero() -> None:
    shown = metrics(WINTER, winters())
    assert shown["self_buys"].value == 0
    assert shown["negative_stocks"].value == 0


def test_no_mood_reaches_zero() -> None:
    assert min(lowest_mood(life) for life in winters()) > 0


def test_each_scarcity_rule_alone_makes_trade_or_inequality() -> None:
    table = scarcity(variants(WINTER, scarcity_variants(RULES), 25))
    for name in ("no_diet", "no_rot", "no_hearth"):
        differences = [table[name]["trades_difference"], table[name]["gini_difference"]]
        assert any(d.high < 0 for d in differences), name


def test_without_any_scarcity_trade_all_but_falls_silent() -> None:
    """What remains is a bet on what somebody heard."""
    sample = lives(Scenario(CAST, scarcity_variants(RULES)["no_scarcity"], 15), batch(10))
    assert fmean(silent_turns(life) for life in sample) > 10
    assert fmean(sum(life.trades) for life in sample) < 0.1 * fmean(sum(life.trades) for life in winters())


def test_the_run_halves_honey_whatever_creatures_think_of_it() -> None:
    samples = variants(RUN, legend_variants(RULES, "run-on-oonas-hoard"), 15)
    run = "run-on-oonas-hoard"
    table = legend_effect(samples, "honey", run)
    assert all(dip(life, "honey", life.struck[run]) <= 0.5 for life in samples["told_and_settled"])
    assert table["told_and_settled"]["authored"].value == 1
    assert table["settled_only"]["authored"].value == 1


def test_what_is_only_told_settles_nothing() -> None:
    samples = variants(RUN, legend_variants(RULES, "run-on-oonas-hoard"), 5)
    assert not any(life.settled for name in ("told_only", "neither") for life in samples[name])
    assert [life.hash for life in samples["told_only"]] != [life.hash for life in samples["neither"]]


@pytest.mark.slow
def test_over_ten_years_inequality_breathes_and_prices_keep_off_the_corners() -> None:
    plan = scenario(CAST, RULES, 600)
    shown = decade(plan, lives(plan, batch(12, workers=2)))
    assert shown["turns_in_band"].value >= 0.95
    assert shown["richest_changes"].value > 0.5
    assert shown["goods_at_a_corner"].value == 0


def test_other_processes_give_the_same_lives_in_the_same_order() -> None:
    plan = scenario(CAST, RULES, 5)
    here, there = lives(plan, batch(7)), lives(plan, batch(7, workers=2))
    assert here == there
    assert equal_hashes(plan, batch(7), here).value == 1


def test_the_random_policy_is_measured_by_the_same_rule() -> None:
    plan = scenario(CAST, RULES, 5)
    sample = lives(plan, batch(5, "random"))
    assert metrics(plan, sample)["self_buys"].value == 0
    assert [life.seed for life in sample] == list(seed_range(FIRST, 5))


def test_progress_hears_of_every_wood() -> None:
    heard: list[int] = []
    lives(scenario(CAST, RULES, 1), batch(25), heard.append)
    assert heard[-1] == 25
    assert heard == sorted(set(heard))
