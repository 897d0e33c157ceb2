"""What winter concentrates, fairs and upkeep give back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import accounts
from engine.accounts import BOG, COURT, ROAD, SPRING
from engine.content.rules import Rules
from engine.ledger import PEBBLE, check
from engine.wealth import gini, wealth
from engine.wood import Vault, Wood
from tests.engine.builders import (
    IDLE,
    PLAIN,
    WOOD,
    banked,
    crowded,
    forward,
    holding,
    of_kind,
    purse,
    quiet,
    tuned,
    turn,
)

NAMES = list(WOOD.creature)
LEVY = tuned(IDLE, opening=0, fair={"levy": 250})
UPKEEP = tuned(IDLE, fair={"upkeep": 40})
MINT = tuned(IDLE, opening=0, fair={"mint": 200})


def having(rules: Rules, *pebbles: int) -> Wood:
    """A quiet wood in which creatures own so many pebbles and nothing else."""
    wood = quiet(rules)
    nothing = dict.fromkeys(WOOD.made, 0)
    for name, amount in zip(NAMES, pebbles, strict=True):
        wood = holding(wood, name, pebble=amount, **nothing)
    return wood


def pebbles(wood: Wood) -> list[int]:
    return [purse(wood, name) for name in NAMES]


def test_a_fair_takes_a_share_of_what_is_above_the_mean_and_gives_it_to_those_below() -> None:
    outcome = turn(having(LEVY, 200, 100, 100, 60, 40))
    assert pebbles(outcome.wood) == [175, 100, 100, 70, 55]
    assert of_kind(outcome, "fair")[0].data == {"given": 25, "minted": 0}


def test_fairs_are_held_on_the_first_turns_of_their_seasons_alone() -> None:
    wood, held = quiet(LEVY), []
    for _ in range(PLAIN.year + 1):
        outcome = turn(wood)
        wood = outcome.wood
        held += [wood.turn] * len(of_kind(outcome, "fair"))
    assert held == [1, 16, 61]


def test_a_levy_goes_as_far_as_the_purse() -> None:
    wood = holding(having(LEVY, 10, 100, 100, 100, 100), "oona", honey=1000)
    outcome = turn(wood)
    assert pebbles(outcome.wood)[0] == 0
    assert sum(pebbles(outcome.wood)) == 410


def test_upkeep_takes_from_who_owns_more_than_twice_the_mean_every_turn() -> None:
    outcome = turn(having(UPKEEP, 900, 25, 25, 25, 25))
    assert pebbles(outcome.wood) == [880, 30, 30, 30, 30]
    assert pebbles(turn(outcome.wood).wood)[0] < 880


def test_nobody_pays_upkeep_up_to_twice_the_mean() -> None:
    wood = having(UPKEEP, 400, 150, 150, 150, 150)
    assert pebbles(turn(wood).wood) == pebbles(wood)


@given(st.tuples(*[st.integers(0, 3000)] * 5))
@settings(deadline=None)
def test_levies_make_no_pebble_leave_none_in_court_and_never_widen_the_gap(amounts: tuple[int, ...]) -> None:
    for rules in (LEVY, UPKEEP):
        wood = having(rules, *amounts)
        after = turn(wood).wood
        assert sum(pebbles(after)) == sum(amounts)
        assert after.balances[COURT].get(PEBBLE, 0) == 0
        assert gini(wealth(after.open()).values()) <= gini(wealth(wood.open()).values()) + 1e-9


def test_a_levy_that_nobody_needs_is_not_taken() -> None:
    wood = having(LEVY, 13, 9, 9, 9, 9)
    assert pebbles(turn(wood).wood) == [13, 9, 9, 9, 9]


def through_the_road(wood: Wood, amount: int) -> Wood:
    """The wood after caravans have taken (or, below zero, brought) so many pebbles."""
    books = {name: dict(assets) for name, assets in wood.balances.items()}
    books[ROAD][PEBBLE] = amount
    books[SPRING][PEBBLE] -= amount
    return replace(wood, balances=books)


@pytest.mark.parametrize(("each", "minted", "left"), [(100, 0, 100), (80, 20, 84), (120, -20, 116)])
def test_a_fair_closes_a_share_of_the_gap_to_the_pebbles_of_the_founding(
    each: int, minted: int, left: int
) -> None:
    wood = having(MINT, *[each] * 5)
    outcome = turn(wood)
    assert of_kind(outcome, "fair")[0].data["minted"] == minted
    assert pebbles(outcome.wood) == [left] * 5
    assert outcome.wood.balances[BOG].get(PEBBLE, 0) == max(0, -minted)


def test_what_a_fair_says_it_minted_is_what_it_moved() -> None:
    outcome = turn(having(MINT, 1000, 0, 0, 0, 0))
    moved = sum((t.source == SPRING) * t.amount - (t.target == BOG) * t.amount for t in outcome.transfers)
    assert of_kind(outcome, "fair")[0].data["minted"] == moved == -20


def test_pebbles_that_caravans_carried_off_come_back() -> None:
    wood = having(MINT, *[100] * 5)
    poor = holding(through_the_road(wood, 0), "oona", pebble=0)
    assert turn(poor).wood.balances[SPRING][PEBBLE] < poor.balances[SPRING][PEBBLE]


@pytest.mark.parametrize("each", [80, 100, 120])
@pytest.mark.parametrize("patrons", [1, 10, 1000])
def test_what_patrons_own_changes_nothing_of_what_a_fair_mints(patrons: int, each: int) -> None:
    """Stakes of a thousand pebbles once took every pebble that the creatures had."""
    wood = having(MINT, *[each] * 5)
    alone, beside = turn(wood), turn(crowded(wood, patrons))
    assert of_kind(beside, "fair")[0].data == of_kind(alone, "fair")[0].data
    assert pebbles(beside.wood) == pebbles(alone.wood)


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_a_patrons_claim_and_what_it_has_staked_are_not_the_creatures_money(claim: int, staked: int) -> None:
    wood = having(MINT, *[80] * 5)
    patron = accounts.patron(7)
    books = {**wood.balances, accounts.VAULT: {PEBBLE: claim}, accounts.ESCROW: {PEBBLE: staked}}
    books[SPRING] = {**books[SPRING], PEBBLE: books[SPRING][PEBBLE] - claim - staked}
    check(books)
    ahead = (forward("bodkin", "patron:7", "firewood", 2, staked, 9),) if staked else ()
    rich = replace(wood, balances=books, contracts=ahead, vault=Vault({patron: claim}))
    assert pebbles(turn(rich).wood) == pebbles(turn(wood).wood)


def test_what_creatures_keep_in_the_vault_and_in_escrow_is_their_money() -> None:
    wood = having(MINT, 0, 100, 100, 100, 0)
    banked_up = banked(wood, 100, pip=100)
    ahead = replace(
        holding(banked_up, "escrow", pebble=100),
        contracts=(forward("bodkin", "oona", "firewood", 2, 100, 9),),
    )
    assert of_kind(turn(ahead), "fair")[0].data["minted"] == 0
    assert of_kind(turn(wood), "fair")[0].data["minted"] == 40
