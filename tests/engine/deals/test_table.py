"""Every kind of deal keeps the rules of its table, whoever its parties are."""

from __future__ import annotations

from typing import get_args

import pytest

from engine import accounts
from engine.deals.forward import Forward
from engine.deals.loan import Loan
from engine.deals.proposal import Proposal
from engine.deals.table import DEALS, Deal
from engine.decision import Offer
from engine.ledger import PEBBLE
from engine.means import Means
from tests.engine.builders import RULES, WOOD, forward, loan, proposal

PRICES = dict.fromkeys(WOOD.made, 2500)
"""Thousandths of a pebble."""
PIP, BODKIN, PATRON = accounts.creature("pip"), accounts.creature("bodkin"), accounts.patron(3)
FORWARD = forward("bodkin", "pip", "firewood", 2, 9, 30, 4)
LOAN = loan("bodkin", "pip", "mushrooms", 20, 24, 30, 8)


def test_the_table_lists_each_kind_of_the_union_under_its_tag() -> None:
    kinds = get_args(get_args(Deal)[0])
    assert {kind.__dataclass_fields__["kind"].default for kind in kinds} == set(DEALS)


def test_a_forward_holds_the_price_and_the_pledge() -> None:
    assert FORWARD.escrowed() == {PEBBLE: 13}


def test_a_loan_holds_its_collateral() -> None:
    assert LOAN.escrowed() == {"mushrooms": 8}


def test_each_party_of_a_forward_counts_what_it_put_in() -> None:
    assert [FORWARD.worth(who, PRICES) for who in (BODKIN, PIP, PATRON)] == [4000, 9000, 0]


def test_a_lender_counts_the_repayment_and_a_borrower_the_collateral_less_that() -> None:
    assert [LOAN.worth(who, PRICES) for who in (BODKIN, PIP, PATRON)] == [24_000, -4000, 0]


def test_the_vaults_loan_is_nobodys_but_the_depositors() -> None:
    bank = loan("oona", "pip", "mushrooms", 20, 24, 30, 8, bank=True)
    keeper = accounts.creature("oona")
    assert bank.worth(keeper, PRICES) == 0
    assert [bank.lent_by(who) for who in (accounts.VAULT, keeper)] == [20, 0]


def test_a_patron_may_be_a_party() -> None:
    lent = loan(PATRON, "pip", "mushrooms", 20, 24, 30, 8)
    assert lent.summary.giver == PATRON
    assert [lent.worth(PATRON, PRICES), lent.lent_by(PATRON)] == [24_000, 20]


@pytest.mark.parametrize(
    "deal",
    [
        forward("bodkin", "pip", "gold", 2, 9, 30),
        forward("bodkin", "pip", "amber", 2, 9, 30),
        loan("bodkin", "pip", "amber", 20, 24, 30),
        forward("bodkin", "pip", "firewood", 0, 9, 30),
        forward("bodkin", "pip", "firewood", 2, 9, 30, -1),
        loan("bodkin", "pip", "gold", 20, 24, 30),
        loan("bodkin", "pip", "mushrooms", 20, 0, 30),
        loan("bodkin", "pip", "mushrooms", 20, 24, 30, -1),
    ],
    ids=repr,
)
def test_what_could_not_have_been_signed_does_not_fit(deal: Forward | Loan) -> None:
    assert not deal.fits(WOOD)


def test_what_was_signed_fits() -> None:
    assert FORWARD.fits(WOOD)
    assert LOAN.fits(WOOD)


@pytest.mark.parametrize("kind", DEALS)
def test_a_kind_bounds_what_may_be_offered_of_it(kind: str) -> None:
    terms = DEALS[kind].terms(Means(WOOD, RULES, "bodkin"))
    assert {one.kind for one in terms} == {kind}
    assert all("bodkin" not in one.to and set(one.goods) <= set(WOOD.good) for one in terms)


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        (Offer("pip", "forward", "firewood", 2, 9, 3), ""),
        (Offer("pip", "forward", WOOD.creature["pip"].makes, 2, 9, 3), ""),
        (Offer("pip", "forward", "honey", 2, 9, 3), "nobody_makes"),
        (Offer("pip", "loan", "honey", 10, 10, 3), ""),
        (Offer("pip", "loan", "honey", 10, 9, 3), "usury"),
        (Offer("pip", "loan", "honey", 10, 1000, 3), "usury"),
    ],
    ids=repr,
)
def test_a_kind_objects_to_what_it_cannot_be(offer: Offer, code: str) -> None:
    assert DEALS[offer.kind].object_to(offer, Means(WOOD, RULES, "bodkin")) == code


@pytest.mark.parametrize(
    ("asked", "side"),
    [
        (proposal("bodkin", "pip", "forward", "firewood", 2, 9, 3), "taker"),
        (proposal("pip", "bodkin", "forward", "firewood", 2, 9, 3), "giver"),
        (proposal(PATRON, "pip", "loan", "honey", 10, 12, 3), "taker"),
    ],
    ids=repr,
)
def test_whoever_accepts_is_on_the_side_that_was_asked(asked: Proposal, side: str) -> None:
    row = DEALS[asked.kind]
    assert row.addressee(asked, WOOD) == side
    assert side in row.asked
