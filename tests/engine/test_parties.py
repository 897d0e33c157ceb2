"""A patron may be a party wherever a creature can: it offers, signs, lends, owes, is liked, and is worth something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import accounts
from engine.accounts import ESCROW
from engine.deals.proposal import Proposal
from engine.decision import Consent, Decision
from engine.perception import perceive
from engine.saving.save import dump, load
from engine.turn import Outcome
from engine.wealth import worth_of
from engine.wood import Wood
from tests.engine.builders import (
    IDLE,
    codes,
    feeling,
    felt,
    holding,
    loan,
    of_kind,
    offered,
    proposal,
    purse,
    quiet,
    tuned,
    turn,
)

STEADY = tuned(IDLE, memory={"fade": 0})
"""Sentiments lose a single thousandth a turn."""
ADA = "patron:7"
YES, NO = Decision(answers=(Consent("p0-0", True),)), Decision(answers=(Consent("p0-0", False),))

LENDS = proposal(ADA, "pip", "loan", "mushrooms", 20, 24, 3)
BUYS = proposal(ADA, "bodkin", "forward", "firewood", 2, 12, 3)


def visited(**assets: int) -> Wood:
    """A quiet wood in which a patron has a purse."""
    wood = quiet(STEADY)
    return holding(replace(wood, balances={**wood.balances, accounts.patron(7): {}}), ADA, **assets)


def signed(p: Proposal, wood: Wood) -> Outcome:
    return turn(offered(wood, p), **{accounts.party(p.to): YES})


def due(wood: Wood) -> Outcome:
    """The outcome of the turn in which the only contract falls due."""
    outcome = turn(wood)
    while outcome.wood.contracts:
        outcome = turn(outcome.wood)
    return outcome


def test_a_creature_hears_of_a_patrons_offer_and_of_what_it_signed_with_one() -> None:
    wood = offered(visited(pebble=50), LENDS)
    assert perceive(wood.open())["pip"].proposals == (LENDS,)
    assert len(perceive(signed(LENDS, visited(pebble=50)).wood.open())["pip"].contracts) == 1


def test_a_patrons_loan_is_paid_out_and_repaid_and_both_are_worth_the_same_for_it() -> None:
    before = visited(pebble=50)
    outcome = signed(LENDS, before)
    assert (purse(outcome.wood, ADA), purse(outcome.wood, "pip")) == (30, 120)
    assert [e.data["giver"] for e in of_kind(outcome, "signed")] == [ADA]
    assert worth_of(outcome.wood, accounts.patron(7)) == worth_of(before, accounts.patron(7)) + 4 == 54
    end = due(outcome.wood)
    assert (purse(end.wood, ADA), purse(end.wood, "pip")) == (54, 96)
    assert felt(end.wood, "pip") == {ADA: 119}


def test_a_loan_that_is_not_repaid_leaves_the_patron_the_collateral() -> None:
    wood = holding(signed(LENDS, visited(pebble=50)).wood, "pip", pebble=9)
    end = due(wood)
    assert (purse(end.wood, ADA), purse(end.wood, "pip")) == (39, 0)
    assert purse(end.wood, ADA, "mushrooms") == 2
    (event,) = of_kind(end, "defaulted")
    assert (event.data["creature"], event.data["to"]) == ("pip", ADA)


def test_a_forward_is_delivered_to_a_patron_who_paid_for_it() -> None:
    outcome = signed(BUYS, visited(pebble=50))
    assert purse(outcome.wood, ADA) == 38
    end = due(outcome.wood)
    assert purse(end.wood, ADA, "firewood") == 2
    assert felt(end.wood, "bodkin") == {ADA: 119}


def test_who_breaks_a_word_given_to_a_patron_pays_and_feels_nothing_of_its_own() -> None:
    wood = holding(signed(BUYS, visited(pebble=50)).wood, "bodkin", firewood=1)
    end = due(wood)
    assert purse(end.wood, ADA) == 53
    assert not felt(end.wood, "bodkin")


def test_a_patron_who_cannot_repay_a_creature_is_resented() -> None:
    owed = loan("bodkin", ADA, "honey", 20, 24, 3, pledge=2)
    wood = holding(replace(visited(pebble=5), contracts=(owed,)), ESCROW, honey=2)
    assert worth_of(wood, accounts.patron(7)) == 5 + 16 - 24
    end = due(wood)
    assert (purse(end.wood, ADA), purse(end.wood, "bodkin", "honey")) == (0, 2)
    assert felt(end.wood, "bodkin") == {ADA: -399}
    assert end.wood.souls["bodkin"].mood < wood.souls["bodkin"].mood


@pytest.mark.parametrize("purse_of", [0, 19])
def test_a_patron_who_has_too_little_signs_nothing(purse_of: int) -> None:
    outcome = signed(LENDS, visited(pebble=purse_of))
    assert codes(outcome, "pip") == [("answers[0]", "no_pebbles")]
    assert not outcome.transfers


def test_a_patron_is_told_of_a_refusal() -> None:
    outcome = turn(offered(visited(pebble=50), LENDS), pip=NO)
    assert [event.audience for event in of_kind(outcome, "declined")] == [ADA]


def test_a_resented_patron_gets_no_deal() -> None:
    wood = feeling(offered(visited(pebble=50), LENDS), "pip", **{ADA: -900})
    assert codes(turn(wood, pip=YES), "pip") == [("answers[0]", "hostile")]


def test_a_wood_with_a_patrons_deals_is_saved_and_loaded() -> None:
    wood = signed(LENDS, visited(pebble=50)).wood
    assert load(dump(wood), wood.cast, wood.rules) == wood
    assert wood.balances[ESCROW]
