"""Setting off: a debt is paid out of the debtor's claim on the vault before it is broken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.turn import Outcome
from engine.wood import Wood
from tests.engine.builders import IDLE, banked, holding, loan, of_kind, purse, quiet, tuned, turn
from tests.engine.invariants import Witness

RULES = tuned(IDLE, vault={"pledge": 0})
OWED = 24
"""Pebbles that Pip repays for a loan of 20."""


def owing(lender: str, cash: int, owned: int, **claims: int) -> Wood:
    """A wood in whose next turn Pip owes pebbles, with so many in its purse."""
    wood = banked(holding(quiet(RULES), "pip", pebble=owned), cash, **claims)
    debt = loan(lender, "pip", "mushrooms", 20, OWED, wood.turn + 1, bank=lender == "oona")
    return replace(wood, contracts=(debt,))


def checked(wood: Wood) -> Outcome:
    outcome = turn(wood)
    Witness().check(wood, outcome)
    return outcome


def test_who_has_its_money_in_the_lenders_vault_does_not_break_its_loan() -> None:
    outcome = checked(owing("oona", 50, 0, pip=40, hazel=10))
    assert of_kind(outcome, "repaid")
    assert not of_kind(outcome, "defaulted")
    assert purse(outcome.wood, "pip") == 0
    # 24 set off, then half of the interest of 4 shared by who still has claims, the rest the keeper's
    assert outcome.wood.vault.claims == {"creature:pip": 40 - OWED + 1, "creature:hazel": 11}
    assert (purse(outcome.wood, "vault"), purse(outcome.wood, "oona")) == (48, 102)


def test_the_purse_pays_first_and_the_claim_what_is_missing() -> None:
    outcome = checked(owing("oona", 0, 20, pip=40))
    assert of_kind(outcome, "repaid")
    assert purse(outcome.wood, "pip") == 0
    assert outcome.wood.vault.claims == {"creature:pip": 40 - 4 + 2}


def test_who_can_pay_from_its_purse_keeps_its_claim() -> None:
    outcome = checked(owing("oona", 40, 30, pip=40))
    assert purse(outcome.wood, "pip") == 30 - OWED
    assert outcome.wood.vault.claims["creature:pip"] >= 40


def test_another_lender_is_paid_out_of_the_vault() -> None:
    outcome = checked(owing("bodkin", 50, 4, pip=40))
    assert of_kind(outcome, "repaid")
    assert purse(outcome.wood, "bodkin") == 100 + OWED
    assert outcome.wood.vault.claims == {"creature:pip": 20}
    assert purse(outcome.wood, "vault") == 30


@pytest.mark.parametrize(("cash", "shut"), [(19, False), (0, False), (50, True)])
def test_another_lender_gets_no_more_than_a_vault_can_pay(cash: int, shut: bool) -> None:
    wood = owing("bodkin", cash, 4, pip=40)
    if shut:
        wood = replace(wood, vault=replace(wood.vault, shut=wood.turn + 1))
    outcome = checked(wood)
    assert of_kind(outcome, "defaulted")
    paid = 0 if shut else cash
    assert purse(outcome.wood, "bodkin") == 100 + 4 + paid
    assert outcome.wood.vault.claims == {"creature:pip": 40 - paid}


def test_a_shut_or_empty_vault_sets_off_what_is_owed_to_itself() -> None:
    wood = owing("oona", 0, 4, pip=40)
    outcome = checked(replace(wood, vault=replace(wood.vault, shut=wood.turn + 1)))
    assert of_kind(outcome, "repaid")


def test_a_claim_that_does_not_suffice_goes_with_the_purse() -> None:
    outcome = checked(owing("oona", 50, 4, pip=10, hazel=40))
    assert of_kind(outcome, "defaulted")
    assert purse(outcome.wood, "pip") == 0
    assert outcome.wood.vault.claims == {"creature:hazel": 40}


def test_a_keeper_is_paid_its_interest_as_far_as_the_vaults_cash_goes() -> None:
    """All of a debt can be set off while the vault has no pebble to pay a dividend with."""
    outcome = checked(owing("oona", 0, 0, pip=40))
    assert of_kind(outcome, "repaid")
    assert (purse(outcome.wood, "vault"), purse(outcome.wood, "oona")) == (0, 100)
    assert outcome.wood.vault.claims == {"creature:pip": 40 - OWED + 2}


@given(
    st.sampled_from(["oona", "bodkin"]),
    st.integers(0, 60),
    st.integers(0, 40),
    st.integers(1, 60),
    st.integers(0, 60),
    st.booleans(),
)
def test_however_it_is_paid_the_lender_never_gets_more_than_is_owed(
    lender: str, cash: int, owned: int, claim: int, other: int, shut: bool
) -> None:
    wood = owing(lender, cash, owned, pip=claim, **({"hazel": other} if other else {}))
    if shut:
        wood = replace(wood, vault=replace(wood.vault, shut=wood.turn + 1))
    outcome = checked(wood)
    kept = bool(of_kind(outcome, "repaid"))
    reach = claim if lender == "oona" else 0 if shut else min(claim, cash)
    assert kept is (owned + reach >= OWED)
    paid = owned - purse(outcome.wood, "pip") + claim - outcome.wood.vault.claims.get("creature:pip", 0)
    assert paid <= OWED
    if lender == "bodkin":
        assert purse(outcome.wood, "bodkin") == 100 + paid
