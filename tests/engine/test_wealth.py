"""Wealth and how unequally it is spread."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decision import Consent, Decision
from engine.wealth import gini, wealth
from tests.engine.builders import (
    PLAIN,
    banked,
    holding,
    loan,
    new,
    offered,
    offering,
    priced,
    proposal,
    quiet,
    turn,
)

AMOUNTS = st.lists(st.integers(-100, 10**6), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5, 5, 5, 5], 0.0),
        ([0, 0, 0, 0], 0.0),
        ([], 0.0),
        ([0, 0, 0, 7], 0.75),
        ([1, 3], 0.25),
        ([3, 1], 0.25),
        ([-50, 0, 0, 7], 0.75),
    ],
)
def test_gini_by_example(values: list[int], expected: float) -> None:
    assert gini(values) == pytest.approx(expected)


@given(AMOUNTS)
def test_gini_is_the_mean_difference_over_twice_the_mean(values: list[int]) -> None:
    floors = [max(0, value) for value in values]
    n, total = len(floors), sum(floors)
    expected = sum(abs(a - b) for a in floors for b in floors) / (2 * n * total) if total else 0
    assert gini(values) == pytest.approx(expected, abs=1e-9)


@given(AMOUNTS, st.integers(2, 9))
def test_gini_does_not_change_with_the_unit_and_stays_in_its_bounds(values: list[int], unit: int) -> None:
    assert gini([unit * value for value in values]) == pytest.approx(gini(values))
    assert -1e-9 <= gini(values) <= (len(values) - 1) / len(values) + 1e-9


def test_wealth_is_pebbles_goods_at_the_reference_and_claims() -> None:
    wood = priced(holding(quiet(), "hazel", pebble=7, honey=2, acorns=0, firewood=0), honey=1500)
    assert wealth(wood.open())["hazel"] == 10
    assert wealth(banked(wood, 5, hazel=5).open())["hazel"] == 15


def test_everyone_starts_with_pebbles_its_own_good_and_a_little_fuel() -> None:
    wood, start = new(rules=PLAIN), PLAIN.start
    fuel = wood.cast.good[wood.cast.fuel]
    for creature in wood.cast.creatures:
        own = start.own * wood.cast.good[creature.makes].price
        log = 0 if creature.makes == fuel.id else start.fuel * fuel.price
        assert wealth(wood.open())[creature.id] == start.pebbles + own + log


def test_signing_a_forward_makes_nobody_richer() -> None:
    wood = offered(quiet(), proposal("bodkin", "pip", "forward", "firewood", 2, 10, 3))
    after = turn(wood, pip=Decision(answers=(Consent("p0-0", True),))).wood
    assert after.contracts
    assert wealth(after.open()) == wealth(wood.open())


def test_signing_a_loan_costs_the_borrower_the_interest_to_come() -> None:
    wood = offered(quiet(), proposal("bodkin", "pip", "loan", "mushrooms", 20, 24, 3))
    after = turn(wood, pip=Decision(answers=(Consent("p0-0", True),))).wood
    assert after.contracts
    assert wealth(after.open())["pip"] == wealth(wood.open())["pip"] - 4
    assert wealth(after.open())["bodkin"] == wealth(wood.open())["bodkin"] + 4


def test_what_the_bank_lent_is_not_its_keepers() -> None:
    wood = replace(quiet(), contracts=(loan("oona", "pip", "mushrooms", 20, 24, 9, bank=True),))
    assert wealth(wood.open())["oona"] == wealth(quiet().open())["oona"]
    assert wealth(wood.open())["pip"] == wealth(quiet().open())["pip"] - 24


def test_debts_may_outweigh_everything() -> None:
    wood = holding(quiet(), "pip", pebble=0, mushrooms=0, firewood=0)
    assert (
        wealth(replace(wood, contracts=(loan("oona", "pip", "honey", 9, 9, 9, bank=True),)).open())["pip"]
        == -9
    )


def test_an_offer_alone_changes_nothing() -> None:
    wood = quiet()
    after = turn(wood, bodkin=offering("pip", "forward", "firewood", 2, 10, 3)).wood
    assert wealth(after.open()) == wealth(wood.open())
