"""Wealth and how unequally it is spread."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decision import Consent, Decision
from engine.wealth import gini, inequality, prices_of, wealth
from engine.wood import Wood
from tests.engine.builders import (
    IDLE,
    OWNING,
    PLAIN,
    banked,
    buy,
    holding,
    loan,
    new,
    offered,
    offering,
    priced,
    proposal,
    quiet,
    sell,
    shock,
    struck,
    tuned,
    turn,
    with_tales,
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


def test_what_is_stored_and_told_of_it_is_in_thousandths() -> None:
    """What is rounded twice may end elsewhere: 0.0451 is told as 0.05, and 0.045 as 0.04."""
    assert inequality([0, 0, 0, 0, 5]) == 800
    assert inequality([1, 2, 3]) == 222
    assert inequality([]) == 0


def test_wealth_is_pebbles_goods_at_the_reference_and_claims() -> None:
    wood = priced(holding(quiet(), "hazel", pebble=7, honey=2, acorns=0, firewood=0), honey=1500)
    assert wealth(wood.open())["hazel"] == 10
    assert wealth(banked(wood, 5, hazel=5).open())["hazel"] == 15


def test_everyone_starts_with_pebbles_its_own_good_a_little_fuel_and_the_asset() -> None:
    wood, start = new(rules=PLAIN), PLAIN.start
    fuel = wood.cast.good[wood.cast.fuel]
    asset = wood.cast.asset.units * wood.cast.asset.price if wood.cast.asset else 0
    for creature in wood.cast.creatures:
        own = start.own * wood.cast.good[creature.makes].price
        log = 0 if creature.makes == fuel.id else start.fuel * fuel.price
        assert wealth(wood.open())[creature.id] == start.pebbles + own + log + asset


PAID = tuned(IDLE, value={"paid": 3})


def paying(wood: Wood, good: str, *prices: int) -> Wood:
    """The wood in which these were a good's last prices, 0 for a turn without a trade."""
    quote = replace(wood.quotes[good], prices=prices)
    return replace(wood, quotes={**wood.quotes, good: quote})


@pytest.mark.parametrize(
    ("prices", "each"),
    [
        pytest.param((), 8000, id="the reference where none is remembered"),
        pytest.param((0, 0), 8000, id="the reference where nobody paid any"),
        pytest.param((5,), 5000, id="the only one"),
        pytest.param((5, 0, 0, 0), 5000, id="the last one, however long ago"),
        pytest.param((5, 6), 5500, id="between two"),
        pytest.param((90, 4, 7, 5), 5000, id="the median of the last three"),
        pytest.param((4, 0, 90, 0, 5), 5000, id="turns without a trade do not count"),
    ],
)
def test_a_good_counts_at_the_median_of_the_last_prices_paid(prices: tuple[int, ...], each: int) -> None:
    wood = paying(quiet(PAID), "honey", *prices)
    assert prices_of(wood.cast, wood.rules.value, wood.quotes)["honey"] == each


def test_a_rule_of_its_own_counts_goods_at_the_reference() -> None:
    wood = paying(quiet(), "honey", 5, 5, 5)
    assert prices_of(wood.cast, wood.rules.value, wood.quotes)["honey"] == 8000


def test_a_settled_price_that_nobody_paid_is_no_wealth() -> None:
    mania = shock({"act": "price", "good": "honey", "factor": 3500})
    for rules, richer in ((PAID, False), (IDLE, True)):
        wood = quiet(with_tales(mania, rules=rules))
        wood = turn(wood, oona=sell("honey", 1, 8), pip=buy("honey", 1, 8)).wood
        after = turn(struck(wood, "thing")).wood
        assert after.quotes["honey"].reference > 3 * wood.quotes["honey"].reference
        assert (wealth(after.open())["oona"] > wealth(wood.open())["oona"]) is richer


def test_what_a_turn_remembers_are_the_prices_paid_in_it() -> None:
    wood = quiet(tuned(PAID, market={"history": 3}))
    for limit in (8, 9, 0, 10):
        bids = {"pip": buy("honey", 1, limit)} if limit else {}
        wood = turn(holding(wood, "oona", honey=3), oona=sell("honey", 1, limit or 99), **bids).wood
    assert wood.quotes["honey"].prices == (9, 0, 10)
    assert wood.quotes["honey"].paid == 10
    assert turn(wood).wood.quotes["honey"].paid == 10
    assert wood.quotes["acorns"].paid == 0


@pytest.mark.parametrize(
    ("prices", "each"),
    [
        pytest.param((), 20_000, id="the reference where none is remembered"),
        pytest.param((10, 30), 20_000, id="the mean"),
        pytest.param((99, *[0] * 14, 12), 12_000, id="of fifteen turns, not sixteen"),
        pytest.param((99, *[0] * 13, 13), 56_000, id="the fifteenth too"),
        pytest.param((99, *[0] * 15), 20_000, id="and of nothing else"),
    ],
)
def test_the_asset_counts_at_the_mean_of_what_was_paid_in_fifteen_turns(
    prices: tuple[int, ...], each: int
) -> None:
    wood = paying(new(OWNING[0], PAID), "amber", *prices)
    assert prices_of(wood.cast, wood.rules.value, wood.quotes)["amber"] == each
    poorer = wealth(holding(wood, "pip", amber=1).open())["pip"]
    assert wealth(holding(wood, "pip", amber=3).open())["pip"] == poorer + 2 * each // 1000


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
