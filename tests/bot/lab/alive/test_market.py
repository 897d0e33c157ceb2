"""The market's measures, and those of hunger, on woods made up for them."""

from __future__ import annotations

import numpy as np
import pytest

from bot.lab.alive.beginning import beginning
from bot.lab.alive.market import freeze, market
from bot.lab.alive.starving import lamed, lamed_run, starving
from bot.lab.alive.welfare import against_zero, credit, fuel_met, meals_met, welfare
from bot.lab.scenario import scenario
from bot.lab.watch.watched import Happening
from data.reading.content import load_cast, load_rules
from tests.bot.lab.made_up import CREATURES, column, made_up

PLAN = scenario(load_cast("wood"), load_rules(), 10)


def test_a_freeze_is_the_most_turns_running_without_a_move() -> None:
    assert freeze(np.array([5, 5, 5, 6, 6, 7])) == 2
    assert freeze(np.array([5, 6, 7])) == 0


def test_silent_turns_and_the_longest_freeze_of_a_made_good_are_found() -> None:
    moving = np.cumsum(np.ones((11, 6), dtype=np.int64), axis=0) * 1000
    moving[3:9, 3] = 4321
    moving[:, 5] = 9999
    trades = np.array([0, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1])
    goods = (*PLAN.cast.made, "amber")
    wood = made_up(10, goods=goods, reference=moving, price=column(*[10] * 11, of=6, rest=10), trades=trades)
    found = market(PLAN, [wood])
    assert found["silent_turns"].found.value == 2
    assert found["longest_freeze"].found.value == 5
    assert found["longest_freeze"].note == "berries"
    assert found["longest_freeze_of_asset"].found.value == 10, "the asset's freeze is told apart"


def test_a_reference_at_the_floor_or_cap_is_counted() -> None:
    rules = PLAN.rules.market
    wood = made_up(2, reference=column(20_000, rules.cap * 1000, rules.floor * 1000, rest=10_000))
    assert market(PLAN, [wood])["at_floor_or_cap"].found.value == 2


def test_an_abstainer_is_held_against_its_twin_at_both_turns() -> None:
    twin = made_up(60, wealth=column(*range(61), rest=50))
    poorer = made_up(60, wealth=column(*(n - 20 for n in range(61)), rest=50))
    richer = made_up(60, wealth=column(*(n + 5 for n in range(61)), rest=50))
    others = dict.fromkeys(CREATURES[1:], twin)
    found = starving([{"": twin, "oona": poorer, **others}, {"": twin, "oona": richer, **others}])
    assert found["abstainer_less_twin_oona_at_15"].found.value == pytest.approx(-7.5)
    assert found["abstainer_richer_oona_at_60"].found.value == 0.5
    assert found["abstainer_less_twin_pip_at_60"].found.value == 0


def test_a_creature_is_lamed_below_four_fifths_of_its_harvest() -> None:
    assert lamed_run([1000, 790, 799, 800, 700, 900]) == 2
    assert lamed_run([700, 700, 700]) == 3
    assert lamed_run([800, 1000]) == 0
    wood = made_up(4, vigour=column(1000, 700, 700, 700, 900, at=1, rest=1000))
    assert lamed([wood])["longest_lamed"].found.value == 3
    assert lamed([wood])["longest_lamed"].note == "bodkin"


def test_needs_met_are_of_what_stocks_allowed() -> None:
    met = np.array([[0, 0, 0, 0], [3, 4, 9, 10], [5, 6, 10, 10]])
    wood = made_up(2, met=met, hunger=column(0, 1, 0), cold=column(0, 0, 2))
    assert fuel_met(wood) == pytest.approx(8 / 10)
    assert meals_met(wood) == pytest.approx(19 / 20)
    found = welfare([wood])
    assert found["hungry"].found.value == pytest.approx(1 / 10)
    assert found["cold_oona"].found.value == pytest.approx(1 / 2)
    best = made_up(2, met=np.ones((3, 4), dtype=np.int64))
    assert against_zero([best], [wood])["fuel_met_over_zero"].found.value == pytest.approx(0.2)


def test_loans_default_as_a_share_of_those_that_fell_due() -> None:
    happened = [
        *[Happening(1, "signed", "loan")] * 5, Happening(1, "signed", "forward"), *[Happening(2, "repaid")] * 3,
        Happening(2, "defaulted", "loan"), Happening(2, "defaulted", "forward"), Happening(3, "hostile"),
    ]  # fmt: skip
    found = credit([made_up(50, happened=happened)])
    assert found["loans_that_default"].found.value == pytest.approx(1 / 4)
    assert found["loans_per_100_turns"].found.value == 10
    assert found["hostile_refusals_per_100_turns"].found.value == 2


def test_the_first_table_is_read_off_the_first_and_last_turn() -> None:
    wealth = np.full((16, 5), 100, dtype=np.int64)
    wealth[15, 1] = 500
    price, trades = column(*[0] * 12, 20, 30, 30, 30, at=1, rest=10), np.array([0, *[4] * 15])
    wood = made_up(15, wealth=wealth, price=price, trades=trades)
    found = beginning(PLAN, [wood])
    assert found["first_trades"].found.value == 4
    assert found["first_fuel_over_founding"].found.value == 3
    assert found["first_supplier_gains_most"].found.value == 1
    assert found["first_gini_widens_by"].found.value > 0.3
    assert found["first_self_buys"].found.value == 0
