"""What woods of instinct show over many seeds, as thresholds that leave room for sampling error alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from statistics import fmean, median, stdev

import pytest

from engine.commands.table import Command
from engine.commands.tales import DrawLegend, FireShock
from engine.content.rules import Rules
from engine.founding import found
from engine.wealth import gini, wealth
from tests.engine.builders import punctual
from tests.inference.policies.policy_woods import CASTS, RULES, WOOD, lived

WOODS = 30
RUN = "run-on-oonas-hoard"
SHOCKS: dict[int, Command] = {4: FireShock("drought"), 8: FireShock("winter-rumour")}


@dataclass(frozen=True)
class Life:
    """What a wood showed: at the founding where there is one more than turns, else by turn."""

    trades: tuple[int, ...]
    """Of goods that are made: the asset is traded now and then."""
    gini: tuple[float, ...]
    richest: tuple[str, ...]
    prices: dict[str, tuple[float, ...]]
    moods: dict[str, tuple[int, ...]]
    settled: tuple[tuple[int, str, str], ...]
    lowest: int


def life(seed: int, turns: int, rules: Rules = RULES, cast: int = 0, **commands: dict[int, Command]) -> Life:
    woods, trades, settled, lowest = [found(CASTS[cast], rules, str(seed))], [], [], 0
    for step in lived(str(seed), turns, rules=rules, cast=CASTS[cast], **commands):
        woods.append(step.outcome.wood)
        trades.append(
            sum(e.kind == "traded" and e.data["good"] in CASTS[cast].made for e in step.outcome.events)
        )
        settled += [
            (len(trades), str(e.data["good"]), e.origin) for e in step.outcome.events if e.kind == "settled"
        ]
        books = step.outcome.wood.balances.items()
        lowest = min(lowest, *(n for name, held in books if ":" in name for n in held.values()))
    rich = [wealth(wood.open()) for wood in woods]
    return Life(
        tuple(trades),
        tuple(gini(owned.values()) for owned in rich),
        tuple(max(owned, key=owned.__getitem__) for owned in rich),
        {good: tuple(wood.quotes[good].reference / 1000 for wood in woods) for good in woods[0].cast.good},
        {name: tuple(wood.souls[name].mood for wood in woods) for name in woods[0].cast.creature},
        tuple(settled),
        lowest,
    )


@cache
def winters() -> tuple[Life, ...]:
    return tuple(life(seed, 15, commands=SHOCKS) for seed in range(5000, 5000 + WOODS))


def share(test: Callable[[Life], bool]) -> float:
    return fmean(test(each) for each in winters())


def least(threshold: float) -> float:
    """What a sample of `WOODS` may show where the truth is just the threshold, in 99 of 100 samples."""
    return threshold - 2.33 * (threshold * (1 - threshold) / WOODS) ** 0.5


def test_woods_trade_in_every_turn() -> None:
    assert share(lambda each: min(each.trades) > 0) >= least(0.99)
    assert 3 <= median(median(each.trades) for each in winters()) <= 9


def test_firewood_ends_dearer_than_it_began_far_more_often_where_the_winter_is_harsh_than_where_it_is_mild() -> (
    None
):
    def dearer(harsh: int) -> float:
        winter = RULES.seasons[3].changed(first=(harsh, harsh))
        rules = RULES.changed(seasons=(*RULES.seasons[:3], winter))
        each = [life(seed, 15, rules, commands=SHOCKS).prices["firewood"] for seed in range(5000, 5020)]
        return fmean(prices[-1] > prices[0] for prices in each)

    assert RULES.seasons[3].id == "winter"
    assert dearer(500) + 0.3 < dearer(1500)


def test_inequality_widens_through_a_winter() -> None:
    assert share(lambda each: each.gini[-1] > each.gini[0]) >= least(0.90)
    assert median(each.gini[-1] - each.gini[0] for each in winters()) >= 0.15


def test_the_woodcutter_ends_richest() -> None:
    assert share(lambda each: each.richest[-1] == "bodkin") >= least(0.60)


def test_nobodys_mood_reaches_zero_and_nothing_falls_below_it() -> None:
    assert all(mood > 0 for each in winters() for series in each.moods.values() for mood in series)
    assert all(each.lowest == 0 for each in winters())


def test_moods_recover_when_winter_is_over() -> None:
    recovered = []
    for seed in range(5000, 5025):
        each = life(seed, 30, commands=SHOCKS)
        for series in each.moods.values():
            low = min(series[:16])
            if low < 550:
                recovered.append(max(series[16:]) > (low + 650) / 2)
    assert len(recovered) > 10
    assert fmean(recovered) > 0.9


def of_honey(each: Life) -> list[tuple[int, str]]:
    """When honey's price was settled, and where that came from."""
    return [(turn, origin) for turn, good, origin in each.settled if good == "honey"]


def test_the_bank_run_halves_honey_within_three_turns_and_says_that_it_was_written() -> None:
    """At the strength and in the turns that its file gives."""
    for seed in range(5000, 5000 + WOODS):
        each = life(seed, 11, punctual(RULES), commands={8: DrawLegend(RUN)})
        honey = each.prices["honey"]
        assert min(honey[8:11]) <= honey[7] / 2
        assert of_honey(each)
        assert {origin for _, origin in of_honey(each)} == {"authored"}
        assert all(8 <= turn <= 10 for turn, _ in of_honey(each))


def test_as_it_is_shipped_nobody_knows_when_a_bank_run_strikes_and_how_hard() -> None:
    """It may fizzle out, and in most woods it does not."""
    drawn = [life(seed, 20, commands={8: DrawLegend(RUN)}) for seed in range(5000, 5000 + WOODS)]
    first = [of_honey(each)[0][0] for each in drawn if of_honey(each)]
    low, high = RULES.legend[RUN].fuse
    assert len(first) > WOODS / 2
    assert {turn >= 8 + low for turn in first} == {True}
    assert high == low or len(set(first)) > 1
    fallen = {round(min(each.prices["honey"][8:]) / each.prices["honey"][7], 2) for each in drawn}
    assert len(fallen) > WOODS / 3


def bare(**off: bool) -> Rules:
    return RULES.changed(scarcity=RULES.scarcity.changed(**off))


def differs(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Whether paired samples fall by a mean whose 95 % interval excludes zero."""
    gaps = [a - b for a, b in zip(ours, theirs, strict=True)]
    return fmean(gaps) + 1.96 * stdev(gaps) / len(gaps) ** 0.5 < 0


@pytest.mark.parametrize("rule", ["diet", "rot", "hearth"])
def test_each_rule_of_scarcity_alone_makes_trade_or_inequality(rule: str) -> None:
    without = [life(seed, 15, bare(**{rule: False}), commands=SHOCKS) for seed in range(5000, 5000 + WOODS)]
    fewer = differs([fmean(each.trades) for each in without], [fmean(each.trades) for each in winters()])
    closer = differs([each.gini[-1] for each in without], [each.gini[-1] for each in winters()])
    assert fewer or closer


def test_without_any_scarcity_trade_falls_silent() -> None:
    none = bare(diet=False, rot=False, hearth=False)
    last = [
        count
        for seed in range(5000, 5000 + WOODS)
        for count in life(seed, 15, none, commands=SHOCKS).trades[-5:]
    ]
    assert fmean(last) < 0.1 * fmean(count for each in winters() for count in each.trades[-5:])


def test_over_ten_years_inequality_breathes_within_a_band_and_the_richest_changes() -> None:
    woods = [life(seed, 600) for seed in range(7000, 7004)]
    within = [fmean(0.10 <= value <= 0.60 for value in each.gini[1:]) for each in woods]
    assert fmean(within) >= 0.95
    for each in woods:
        assert any(a != b for a, b in pairwise(each.richest[1:]))


@pytest.mark.parametrize("cast", range(2), ids=[cast.id for cast in CASTS])
def test_a_wood_is_alive_after_a_thousand_turns(cast: int) -> None:
    each = life(9000, 1000, cast=cast)
    assert fmean(count > 0 for count in each.trades[-300:]) > 0.95
    assert (
        max((len(list(run)) for silent, run in groupby(n == 0 for n in each.trades) if silent), default=0)
        < 10
    )
    for series in each.prices.values():
        assert min(series) >= 1
        assert max(series) < RULES.market.cap
        late = series[-120:]
        assert max(late) > 1.1 * min(late)
        assert sum(price <= 1.001 for price in late) < 60


def test_the_woods_of_these_tests_are_the_shipped_ones() -> None:
    assert RULES.scarcity.diet
    assert RULES.scarcity.rot
    assert RULES.scarcity.hearth
    assert WOOD.id == "wood"
