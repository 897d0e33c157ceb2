"""Forwards and loans: signed on an accepted proposal, enforced when due, and remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import accounts
from engine.accounts import ESCROW
from engine.deals.forward import Forward
from engine.deals.loan import Loan
from engine.deals.proposal import Proposal
from engine.decision import Consent, Decision
from engine.ledger import PEBBLE
from engine.turn import Outcome
from engine.wood import Wood
from tests.engine.builders import (
    IDLE,
    banked,
    codes,
    feeling,
    felt,
    forward,
    holding,
    of_kind,
    offered,
    offering,
    priced,
    proposal,
    purse,
    quiet,
    tuned,
    turn,
)

YES, NO = Decision(answers=(Consent("p0-0", True),)), Decision(answers=(Consent("p0-0", False),))
STEADY = tuned(IDLE, memory={"fade": 0})
"""Sentiments lose a single thousandth a turn."""

FORWARD = proposal("bodkin", "pip", "forward", "firewood", 2, 12, 3)
WISH = proposal("pip", "bodkin", "forward", "firewood", 2, 12, 3)
LOAN = proposal("bodkin", "pip", "loan", "mushrooms", 20, 24, 3)
BANK = proposal("oona", "pip", "loan", "mushrooms", 20, 30, 3)


def signed(p: Proposal, wood: Wood | None = None) -> Outcome:
    return turn(offered(wood or quiet(STEADY), p), **{accounts.party(p.to): YES})


def due(wood: Wood) -> Outcome:
    """The outcome of the turn in which the only contract falls due, nobody doing anything until then."""
    outcome = turn(wood)
    while outcome.wood.contracts:
        outcome = turn(outcome.wood)
    return outcome


def test_an_offer_reaches_its_addressee_alone() -> None:
    outcome = turn(quiet(), bodkin=offering("pip", "forward", "firewood", 2, 12, 3))
    (event,) = of_kind(outcome, "offered")
    assert event.audience == "creature:pip"
    assert outcome.wood.proposals == (replace(FORWARD, id="p1-0"),)
    assert not outcome.transfers


def test_two_offers_of_a_turn_have_names_of_their_own() -> None:
    outcome = turn(
        quiet(),
        bodkin=offering("pip", "loan", "honey", 2, 2, 3),
        fenn=offering("pip", "loan", "honey", 2, 2, 3),
    )
    assert [p.id for p in outcome.wood.proposals] == ["p1-0", "p1-1"]


@pytest.mark.parametrize("p", [FORWARD, WISH], ids=["the maker offers", "the buyer offers"])
def test_who_makes_the_good_delivers_it_whoever_offered(p: Proposal) -> None:
    outcome = signed(p)
    (forward,) = outcome.wood.contracts
    assert isinstance(forward, Forward)
    assert (forward.seller, forward.buyer) == (accounts.creature("bodkin"), accounts.creature("pip"))
    assert (forward.price, forward.pledge, forward.due) == (12, 3, 4)
    assert (purse(outcome.wood, "pip"), purse(outcome.wood, "bodkin")) == (88, 97)
    assert outcome.wood.balances[ESCROW] == {PEBBLE: 15}
    assert of_kind(outcome, "signed")[0].audience == "public"


def test_a_forward_delivered() -> None:
    outcome = due(signed(FORWARD).wood)
    assert outcome.wood.turn == 4
    assert (purse(outcome.wood, "pip", "firewood"), purse(outcome.wood, "bodkin", "firewood")) == (3, 2)
    assert (purse(outcome.wood, "pip"), purse(outcome.wood, "bodkin")) == (88, 112)
    assert of_kind(outcome, "delivered")
    assert felt(outcome.wood, "pip")["bodkin"] == felt(outcome.wood, "bodkin")["pip"] == 119


def test_a_forward_broken_pays_the_wronged_and_is_news() -> None:
    wood = holding(signed(FORWARD).wood, "bodkin", firewood=1)
    outcome = due(wood)
    assert (purse(outcome.wood, "pip"), purse(outcome.wood, "bodkin")) == (103, 97)
    assert purse(outcome.wood, "bodkin", "firewood") == 1
    (event,) = of_kind(outcome, "defaulted")
    assert (event.data["creature"], event.data["to"], event.audience) == ("bodkin", "pip", "public")
    assert outcome.wood.news[-1].kind == "defaulted"
    assert felt(outcome.wood, "pip")["bodkin"] == -399
    assert "pip" not in felt(outcome.wood, "bodkin")
    assert outcome.wood.souls["pip"].mood < wood.souls["pip"].mood


def test_a_loan_pays_out_against_collateral() -> None:
    outcome = signed(LOAN, priced(quiet(STEADY), mushrooms=2500))
    (loan,) = outcome.wood.contracts
    assert isinstance(loan, Loan)
    assert (loan.lender, loan.borrower) == (accounts.creature("bodkin"), accounts.creature("pip"))
    assert (loan.principal, loan.pledge, loan.bank) == (20, 3, False)
    assert (purse(outcome.wood, "bodkin"), purse(outcome.wood, "pip")) == (80, 120)
    assert outcome.wood.balances[ESCROW] == {"mushrooms": 3}


def test_the_pledge_is_worth_its_share_rounded_up() -> None:
    (contract,) = signed(LOAN, priced(quiet(STEADY), mushrooms=5000)).wood.contracts
    assert contract.pledge == 2


def test_a_loan_repaid_gives_the_collateral_back() -> None:
    outcome = due(signed(LOAN).wood)
    assert (purse(outcome.wood, "bodkin"), purse(outcome.wood, "pip")) == (104, 96)
    assert purse(outcome.wood, "pip", "mushrooms") == 4
    assert of_kind(outcome, "repaid")
    assert felt(outcome.wood, "bodkin")["pip"] == 119


def test_a_loan_broken_takes_what_is_in_the_purse_and_the_collateral() -> None:
    outcome = due(holding(signed(LOAN).wood, "pip", pebble=9))
    assert (purse(outcome.wood, "bodkin"), purse(outcome.wood, "pip")) == (89, 0)
    assert purse(outcome.wood, "bodkin", "mushrooms") == 2
    assert purse(outcome.wood, "pip", "mushrooms") == 2
    (event,) = of_kind(outcome, "defaulted")
    assert (event.data["creature"], event.data["to"]) == ("pip", "bodkin")
    assert felt(outcome.wood, "bodkin")["pip"] == -399


def test_the_bank_lends_out_of_the_vault_and_its_depositors_share_the_interest() -> None:
    wood = banked(quiet(STEADY), 50, hazel=30, fenn=10)
    lent = signed(BANK, wood)
    assert (purse(lent.wood, "vault"), purse(lent.wood, "oona"), purse(lent.wood, "pip")) == (30, 100, 120)
    outcome = due(lent.wood)
    assert (purse(outcome.wood, "vault"), purse(outcome.wood, "oona"), purse(outcome.wood, "pip")) == (
        55,
        105,
        90,
    )
    assert dict(outcome.wood.vault.claims) == {"creature:hazel": 34, "creature:fenn": 11}
    assert {e.audience: e.data["amount"] for e in of_kind(outcome, "interest")} == {
        "creature:hazel": 4,
        "creature:fenn": 1,
    }


def test_a_tie_for_the_last_pebble_of_interest_is_not_broken_by_who_came_first() -> None:
    outcomes = []
    for depositors in ({"hazel": 10, "fenn": 10}, {"fenn": 10, "hazel": 10}):
        outcomes.append(due(signed(BANK, banked(quiet(STEADY), 50, **depositors)).wood))
    one, other = outcomes
    assert sorted(one.wood.vault.claims.values()) == [12, 13]
    assert one.events == other.events
    assert one.wood == other.wood


def test_a_bank_without_depositors_keeps_the_interest() -> None:
    outcome = due(signed(BANK, banked(quiet(STEADY), 20)).wood)
    assert (purse(outcome.wood, "vault"), purse(outcome.wood, "oona")) == (20, 110)


def test_a_loan_of_the_bank_broken_leaves_a_hole_and_its_keeper_the_collateral() -> None:
    wood = banked(quiet(STEADY), 40, hazel=40)
    outcome = due(holding(signed(BANK, wood).wood, "pip", pebble=4))
    assert (purse(outcome.wood, "vault"), purse(outcome.wood, "oona", "mushrooms")) == (24, 2)
    assert outcome.wood.vault.claims == {"creature:hazel": 40}


@pytest.mark.parametrize(
    ("p", "wood", "code"),
    [
        (FORWARD, holding(quiet(), "pip", pebble=11), "no_pebbles"),
        (FORWARD, holding(quiet(), "bodkin", pebble=2), "no_pebbles"),
        (LOAN, holding(quiet(), "bodkin", pebble=19), "no_pebbles"),
        (LOAN, holding(quiet(), "pip", mushrooms=1), "no_collateral"),
        (BANK, banked(quiet(), 19), "breaker"),
        (BANK, banked(quiet(), 20, hazel=1), "breaker"),
        (BANK, banked(quiet(), 5, hazel=100), "breaker"),
        (BANK, replace(banked(quiet(), 50), vault=replace(quiet().vault, shut=1)), "breaker"),
    ],
    ids=[
        "buyer",
        "pledge",
        "lender",
        "collateral",
        "empty vault",
        "last pebble",
        "below reserve",
        "shut vault",
    ],
)
def test_what_cannot_be_signed_is_refused_and_nothing_moves(p: Proposal, wood: Wood, code: str) -> None:
    outcome = signed(p, wood)
    signer = accounts.party(p.to)
    assert codes(outcome, signer) == [("answers[0]", code)]
    assert not outcome.wood.contracts
    assert {transfer.reason for transfer in outcome.transfers} <= {"pledge"}
    assert not outcome.applied[signer].applied.answers


def test_the_breaker_keeps_the_keeper_from_offering_loans_but_not_forwards() -> None:
    wood = banked(quiet(), 29, hazel=100)
    assert codes(turn(wood, oona=offering("pip", "loan", "honey", 5, 5, 3)), "oona") == [
        ("proposals[0]", "breaker")
    ]
    assert not codes(turn(wood, oona=offering("pip", "forward", "honey", 2, 9, 3)), "oona")
    assert not codes(
        turn(banked(quiet(), 30, hazel=100), oona=offering("pip", "loan", "honey", 5, 5, 3)), "oona"
    )


def test_a_refusal_is_told_to_who_offered_and_hurts_a_little() -> None:
    outcome = turn(offered(quiet(STEADY), FORWARD), pip=NO)
    (event,) = of_kind(outcome, "declined")
    assert event.audience == "creature:bodkin"
    assert felt(outcome.wood, "bodkin") == {"pip": -24}


def test_silence_is_no_answer() -> None:
    outcome = turn(offered(quiet(), FORWARD))
    assert not outcome.wood.proposals
    assert not of_kind(outcome, "declined", "signed")


def test_a_creature_has_only_so_many_open_contracts() -> None:
    full = tuned(IDLE, contracts={"open": 1})
    wood = replace(signed(FORWARD, quiet(full)).wood, proposals=(LOAN,))
    assert codes(turn(wood, pip=YES), "pip") == [("answers[0]", "too_many_contracts")]
    assert codes(turn(wood, pip=offering("hazel", "loan", "acorns", 5, 5, 3)), "pip") == [
        ("proposals[0]", "too_many_contracts")
    ]


def test_a_contract_falls_due_once() -> None:
    after = due(signed(FORWARD).wood).wood
    assert not of_kind(turn(after), "delivered", "defaulted")


def test_enough_kindness_or_hurt_never_passes_the_bounds() -> None:
    wood = feeling(signed(FORWARD).wood, "pip", bodkin=995)
    assert felt(due(wood).wood, "pip")["bodkin"] <= 1000
    broken = feeling(holding(signed(FORWARD).wood, "bodkin", firewood=0), "pip", bodkin=-900)
    assert felt(due(broken).wood, "pip")["bodkin"] >= -1000


@given(
    kind=st.sampled_from(["forward", "loan"]),
    quantity=st.integers(1, 40),
    markup=st.integers(0, 500),
    term=st.integers(1, 10),
    purses=st.tuples(*[st.integers(0, 60)] * 4),
    reference=st.integers(1000, 20_000),
)
@settings(max_examples=200, deadline=None)
def test_a_contract_ends_with_everything_out_of_escrow(
    kind: str, quantity: int, markup: int, term: int, purses: tuple[int, ...], reference: int
) -> None:
    wood = priced(quiet(STEADY), firewood=reference)
    wood = holding(
        holding(wood, "bodkin", pebble=purses[0], firewood=purses[1]),
        "pip",
        pebble=purses[2],
        firewood=purses[3],
    )
    price = quantity + quantity * markup // 1000 if kind == "loan" else quantity * 3
    outcome = signed(proposal("bodkin", "pip", kind, "firewood", quantity, price, term), wood)
    if not outcome.wood.contracts:
        assert codes(outcome, "pip")
        return
    end = due(outcome.wood)
    assert end.wood.turn == 1 + term
    assert len(of_kind(end, "delivered", "repaid", "defaulted")) == 1
    assert not any(end.wood.balances[ESCROW].values())


def test_contracts_of_old_are_settled_before_new_ones_are_signed() -> None:
    full = tuned(IDLE, contracts={"open": 1})
    old = forward("bodkin", "pip", "firewood", 1, 0, 1)
    outcome = signed(FORWARD, replace(quiet(full), contracts=(old,)))
    assert [c.id for c in outcome.wood.contracts] == ["p0-0"]
