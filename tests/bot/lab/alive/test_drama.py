"""Opinions, rises and falls, bubbles and facts of markets, on series made up for them."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from bot.lab.alive.drama import bubbles, drama, episodes, facts
from bot.lab.alive.opinions import opinions
from bot.lab.intervals import Estimate
from bot.lab.scenario import scenario
from bot.lab.watch.watched import Happening, Opinion
from data.reading.content import load_cast, load_rules
from tests.bot.lab.made_up import GOODS, column, made_up

PLAN = scenario(load_cast("wood"), load_rules(), 60)


def logs(*prices: float) -> np.ndarray:
    return np.log(np.array(prices))


def test_a_rise_counts_where_it_falls_back() -> None:
    flat = [10.0] * 12
    assert episodes(logs(*flat, 12, 14.5, 12, 10.5, *flat)) == 1
    assert episodes(logs(*flat, 12, 14.5, 14.5, *[14.5] * 12)) == 0, "it stays up"
    assert episodes(logs(*flat, 12, 13.5, 12, 10.5, *flat)) == 0, "it is too small"
    assert episodes(logs(*flat, 14.5, 12.5, *[12.5] * 12)) == 0, "half of it is kept"


def test_rises_follow_one_another_without_overlapping() -> None:
    assert episodes(logs(*([10.0] * 12 + [15.0]) * 3, *[10.0] * 12)) == 3


def test_a_rise_over_more_than_ten_turns_is_none() -> None:
    slow = [10 * 1.4 ** (n / 15) for n in range(16)]
    assert episodes(logs(*slow, *[10.0] * 12)) == 0


def test_runs_count_by_chapter_and_shocks_by_their_number() -> None:
    happened = [
        Happening(3, "run"),
        Happening(4, "run"),
        Happening(20, "run"),
        Happening(9, "struck", "flood"),
    ]
    found = drama(PLAN, [made_up(60, happened=happened)])
    assert found["chapters_with_a_run"].found.value == pytest.approx(2 / 4)
    assert found["shocks_per_chapter"].found.value == pytest.approx(1 / 4)


def test_a_bubble_bursts_in_time_or_is_none_that_ends() -> None:
    before = [100.0] * 70
    assert bubbles(np.array([*before, 160, 170, 110, *[100] * 20])) == (1, 1)
    assert bubbles(np.array([*before, *[160.0] * 35])) == (1, 0)
    assert bubbles(np.array([*before, *[140.0] * 35])) == (0, 0)


def test_fat_tails_and_clusters_hold_where_volatility_comes_in_spells() -> None:
    def wood(seed: int, *, spells: bool) -> object:
        rng = np.random.default_rng(seed)
        wild = np.repeat(rng.choice([0.02, 0.2], 31), 10)[:301, None] if spells else 0.1
        price = np.exp(log(1000) + np.cumsum(rng.normal(0, 1, (301, 5)) * wild, axis=0))
        return made_up(300, price=np.maximum(1, np.rint(price)).astype(np.int64))

    wild = facts(PLAN, [wood(n, spells=True) for n in range(20)])
    calm = facts(PLAN, [wood(n, spells=False) for n in range(20)])
    assert wild["facts_that_hold"].note == "fat tails, clustering, no autocorrelation"
    assert not wild["facts_that_hold"].misses
    assert calm["facts_that_hold"].note == "no autocorrelation"


def test_gossip_counts_as_a_fact_where_all_of_its_interval_is_above_nothing() -> None:
    woods = [
        made_up(60, price=column(*np.random.default_rng(n).integers(5, 20, 61), rest=10)) for n in range(3)
    ]
    assert "gossip" in facts(PLAN, woods, Estimate(0.01, 0.005, 0.02, 30))["facts_that_hold"].note
    assert "gossip" not in facts(PLAN, woods, Estimate(0.01, -0.005, 0.02, 30))["facts_that_hold"].note


def test_an_opinion_is_held_against_what_the_good_is_worth_five_turns_later() -> None:
    rising = column(*range(10, 31), rest=10)
    said = [
        Opinion(5, "hazel", 0, 1, held=False), Opinion(6, "hazel", 0, -1, held=False),
        Opinion(6, "hazel", 1, 1, held=False), Opinion(19, "hazel", 0, -1, held=False),
    ]  # fmt: skip
    found = opinions(PLAN, [made_up(20, price=rising, said=said)])
    assert found["right_analyst"].found.value == 0.5, "a level price and one not lived to see count nowhere"
    assert "right_disruptor" not in found, "who says nothing is neither right nor wrong"


def test_a_speculator_leans_where_it_praises_what_it_holds() -> None:
    said = [
        Opinion(1, "fenn", 0, 1, held=True), Opinion(2, "fenn", 1, 1, held=True),
        Opinion(3, "fenn", 2, -1, held=False), Opinion(4, "fenn", 3, 1, held=False),
    ]  # fmt: skip
    assert opinions(PLAN, [made_up(20, said=said)])["speculator_leans"].found.value == pytest.approx(0.5)


def test_falls_are_said_as_often_as_they_come() -> None:
    price = column(*[30 - n for n in range(21)], rest=10)
    said = [Opinion(t, "pip", 0, -1 if t % 2 else 1, held=False) for t in range(1, 11)]
    found = opinions(PLAN, [made_up(20, price=price, said=[*said, Opinion(1, "wind", 0, -1, held=False)])])
    assert found["falls"].found.value == 1
    assert found["said_fall"].found.value == 0.5, "what the wind says is not counted"
    assert len(GOODS) == 5
