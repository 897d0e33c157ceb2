"""Decisions checked against the wood as it is: each part is carried on, trimmed or refused, and the reason named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decision import Consent, Decision, Offer, Order, Say, VaultAct
from engine.stages.checking import plain
from engine.turn import advance
from tests.engine.builders import (
    CASTS,
    RULES,
    codes,
    deposit,
    feeling,
    holding,
    new,
    of_kind,
    offered,
    offering,
    proposal,
    quiet,
    turn,
)
from tests.engine.invariants import account_for
from tests.engine.strategies import TRILLION, turns

ODD = [None, True, False, "3", 2.5, "", float("nan"), (), b"1"]


def orders(*wanted: tuple[Any, Any, Any, Any]) -> Decision:
    return Decision(orders=tuple(Order(*order) for order in wanted))


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (("take", "honey", 1, 5), "unknown_side"),
        (("buy", "gold", 1, 5), "unknown_good"),
        (("buy", "pebble", 1, 5), "unknown_good"),
        (("buy", None, 1, 5), "unknown_good"),
        ((None, "honey", 1, 5), "unknown_side"),
        (("buy", "honey", 0, 5), "bad_quantity"),
        (("buy", "honey", -1, 5), "bad_quantity"),
        (("buy", "honey", 1, 0), "bad_limit"),
        (("buy", "honey", 1, -5), "bad_limit"),
        (("buy", "honey", 1, 201), "bad_limit"),
        (("sell", "acorns", 1, TRILLION), "bad_limit"),
        (("buy", "acorns", 1, 5), "own_good"),
        *((("buy", "honey", odd, 5), "bad_quantity") for odd in ODD),
        *((("buy", "honey", 1, odd), "bad_limit") for odd in ODD),
    ],
    ids=str,
)
def test_an_order_that_is_none_is_refused(order: tuple[Any, Any, Any, Any], code: str) -> None:
    outcome = turn(quiet(), hazel=orders(order))
    assert codes(outcome, "hazel") == [("orders[0]", code)]
    assert not outcome.applied["hazel"].applied.orders
    assert not outcome.transfers


def test_each_order_is_judged_for_itself_and_named_by_its_place() -> None:
    outcome = turn(
        quiet(), hazel=orders(("buy", "gold", 1, 5), ("sell", "acorns", 9, 5), ("buy", "honey", 50, 5))
    )
    assert codes(outcome, "hazel") == [
        ("orders[0]", "unknown_good"),
        ("orders[2]", "trimmed"),
        ("orders[1]", "trimmed"),
    ]
    assert outcome.applied["hazel"].applied.orders == (
        Order("sell", "acorns", 4, 5),
        Order("buy", "honey", 20, 5),
    )


def test_who_sends_both_sides_of_a_good_has_both_refused() -> None:
    outcome = turn(
        quiet(), hazel=orders(("sell", "firewood", 1, 5), ("buy", "firewood", 1, 5), ("buy", "honey", 1, 5))
    )
    assert codes(outcome, "hazel") == [("orders[0]", "both_sides"), ("orders[1]", "both_sides")]
    assert outcome.applied["hazel"].applied.orders == (Order("buy", "honey", 1, 5),)


def test_the_second_order_of_a_side_and_good_is_refused() -> None:
    outcome = turn(
        quiet(), hazel=orders(("buy", "honey", 1, 5), ("buy", "honey", 1, 5), ("buy", "honey", 2, 9))
    )
    assert codes(outcome, "hazel") == [("orders[1]", "twice"), ("orders[2]", "twice")]


def test_only_so_many_orders_count_and_those_beyond_do_not_spoil_the_others() -> None:
    many = orders(
        *(("buy", good, 1, 5) for good in ("honey", "firewood", "berries", "mushrooms")),
        ("sell", "honey", 1, 1),
    )
    outcome = turn(quiet(), hazel=many)
    assert codes(outcome, "hazel") == [("orders[3]", "too_many_orders"), ("orders[4]", "too_many_orders")]
    assert len(outcome.applied["hazel"].applied.orders) == 3


def test_a_quantity_beyond_the_rules_is_trimmed() -> None:
    outcome = turn(holding(quiet(), "hazel", acorns=100), hazel=orders(("sell", "acorns", TRILLION, 5)))
    assert codes(outcome, "hazel") == [("orders[0]", "trimmed")]
    assert outcome.applied["hazel"].refusals[0].params == {"good": "acorns", "to": 20}
    assert outcome.applied["hazel"].applied.orders == (Order("sell", "acorns", 20, 5),)


def test_what_was_requested_is_kept_beside_what_was_applied() -> None:
    wish = orders(("buy", "gold", 1, 5))
    applied = turn(quiet(), hazel=wish).applied["hazel"]
    assert applied.requested is wish
    assert applied.applied == Decision()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Fine words.", "Fine words."),
        ("  spaced   out \n", "spaced out"),
        ("x" * 100_000, "x" * 100),
        ("a\x00b\x1b[31m", "a b [31m"),
        ("\ud800lone\udfff", "lone"),
        ("\u202eevil\u200b", "evil"),
        ("", ""),
        (" \n\t", ""),
        (None, ""),
        (7, ""),
    ],
    ids=["plain", "spaces", "huge", "control", "surrogates", "bidi", "empty", "blank", "none", "number"],
)
def test_a_text_is_one_printable_line_and_says_so_where_it_was_not(text: Any, kept: str) -> None:
    outcome = turn(quiet(), pip=Decision(thought=text, say=Say(text)))
    applied = outcome.applied["pip"].applied
    assert applied.thought == kept
    assert applied.say == (Say(kept) if kept else None)
    unnamed = {"thought"} if text == "" else set()
    named = set() if kept and kept == text else {"thought", "say"} - unnamed
    assert codes(outcome, "pip") == [
        (w, "trimmed" if kept else "no_text") for w in ("thought", "say") if w in named
    ]


@given(st.text() | st.text("ab \n\x00\ud800🦉"), st.integers(1, 50))
def test_cleaning_a_text_again_changes_nothing(text: str, length: int) -> None:
    line = plain(text, length)
    assert plain(line, length) == line
    assert len(line) <= length
    assert line.isprintable()
    assert line.encode("utf-8").decode() == line


@pytest.mark.parametrize(
    ("about", "stance", "kept"),
    [
        ("honey", "rise", True),
        ("honey", "fall", True),
        ("oona", "praise", True),
        ("oona", "warn", True),
        ("", "none", True),
        ("honey", "none", True),
        ("pip", "none", True),
        ("oona", "rise", False),
        ("honey", "praise", False),
        ("pip", "praise", False),
        ("pip", "warn", False),
        ("brock", "warn", False),
        ("gold", "none", False),
        ("", "rise", False),
        ("honey", "soar", False),
        (None, "none", False),
        ("honey", None, False),
    ],
)
def test_a_stance_fits_its_subject_or_the_words_stand_alone(about: Any, stance: Any, kept: bool) -> None:
    outcome = turn(quiet(), pip=Decision(say=Say("Hear me.", about, stance)))
    assert outcome.applied["pip"].applied.say == (Say("Hear me.", about, stance) if kept else Say("Hear me."))
    assert codes(outcome, "pip") == ([] if kept else [("say", "unknown_stance")])


STANDING = proposal("bodkin", "pip", "forward", "firewood", 2, 10, 3)


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ((Consent("p9-9", True),), [("answers[0]", "unknown_proposal")]),
        ((Consent(None, True),), [("answers[0]", "unknown_proposal")]),
        ((Consent("p0-0", "accept"),), [("answers[0]", "bad_answer")]),
        (
            (Consent("p0-0", 1), Consent("p0-0", True)),
            [("answers[0]", "bad_answer"), ("answers[1]", "twice")],
        ),
        ((Consent("p0-0", False), Consent("p0-0", True)), [("answers[1]", "twice")]),
    ],
    ids=["unknown", "none", "no yes", "odd then yes", "changed its mind"],
)
def test_an_answer_that_is_none_is_refused(
    answers: tuple[Consent, ...], refused: list[tuple[str, str]]
) -> None:
    outcome = turn(offered(quiet(), STANDING), pip=Decision(answers=answers))
    assert codes(outcome, "pip") == refused
    assert not outcome.wood.contracts


def test_nobody_answers_for_another() -> None:
    wood = offered(quiet(), STANDING)
    for other in ("bodkin", "fenn"):
        outcome = turn(wood, **{other: Decision(answers=(Consent("p0-0", True),))})
        assert codes(outcome, other) == [("answers[0]", "unknown_proposal")]
        assert not outcome.wood.contracts


def test_a_proposal_waits_one_turn_and_no_longer() -> None:
    wood = turn(quiet(), bodkin=offering("pip", "forward", "firewood", 2, 10, 3)).wood
    waited = turn(wood).wood
    outcome = turn(waited, pip=Decision(answers=(Consent(wood.proposals[0].id, True),)))
    assert codes(outcome, "pip") == [("answers[0]", "unknown_proposal")]


@pytest.mark.parametrize(("sentiment", "refused"), [(-600, True), (-601, True), (-599, False)])
def test_a_strongly_hostile_creature_refuses_whatever_its_mind_says(sentiment: int, refused: bool) -> None:
    wood = feeling(offered(quiet(), STANDING), "pip", bodkin=sentiment)
    outcome = turn(wood, pip=Decision(answers=(Consent("p0-0", True),)))
    assert bool(outcome.wood.contracts) is not refused
    assert codes(outcome, "pip") == ([("answers[0]", "hostile")] if refused else [])
    assert len(of_kind(outcome, "declined")) == refused


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        (("pip", "loan", "acorns", 10, 12, 3), "unknown_creature"),
        (("brock", "loan", "acorns", 10, 12, 3), "unknown_creature"),
        (("vault", "loan", "acorns", 10, 12, 3), "unknown_creature"),
        ((None, "loan", "acorns", 10, 12, 3), "unknown_creature"),
        (("hazel", "gift", "acorns", 10, 12, 3), "unknown_kind"),
        (("hazel", "loan", "gold", 10, 12, 3), "unknown_good"),
        (("hazel", "loan", None, 10, 12, 3), "unknown_good"),
        (("hazel", "loan", "acorns", 0, 12, 3), "bad_quantity"),
        (("hazel", "loan", "acorns", TRILLION, TRILLION, 3), "bad_quantity"),
        (("hazel", "loan", "acorns", 10, 0, 3), "bad_price"),
        (("hazel", "forward", "acorns", 10, TRILLION, 3), "bad_price"),
        (("hazel", "loan", "acorns", 10, 12, 0), "bad_term"),
        (("hazel", "loan", "acorns", 10, 12, 11), "bad_term"),
        (("hazel", "forward", "honey", 1, 8, 3), "nobody_makes"),
        (("hazel", "loan", "acorns", 10, 9, 3), "usury"),
        (("hazel", "loan", "acorns", 10, 16, 3), "usury"),
        *((("hazel", "loan", "acorns", odd, 12, 3), "bad_quantity") for odd in ODD),
        *((("hazel", "loan", "acorns", 10, odd, 3), "bad_price") for odd in ODD),
        *((("hazel", "forward", "acorns", 10, 12, odd), "bad_term") for odd in ODD),
    ],
    ids=str,
)
def test_an_offer_beyond_the_terms_is_refused(offer: tuple[Any, ...], code: str) -> None:
    outcome = turn(quiet(), pip=Decision(proposals=(Offer(*offer),)))
    assert codes(outcome, "pip") == [("proposals[0]", code)]
    assert not outcome.wood.proposals


def test_a_creature_offers_one_contract_a_turn() -> None:
    offer = Offer("hazel", "loan", "acorns", 10, 15, 10)
    outcome = turn(quiet(), pip=Decision(proposals=(offer, offer)))
    assert codes(outcome, "pip") == [("proposals[1]", "too_many_proposals")]
    assert len(outcome.wood.proposals) == 1


@pytest.mark.parametrize(
    ("who", "act", "code"),
    [
        ("pip", VaultAct("steal", 5), "unknown_act"),
        ("pip", VaultAct(None, 5), "unknown_act"),
        ("pip", VaultAct("deposit", 0), "bad_amount"),
        ("pip", VaultAct("withdraw", -TRILLION), "bad_amount"),
        ("pip", VaultAct("withdraw", 5), "no_claim"),
        ("oona", VaultAct("deposit", 5), "own_vault"),
        *(("pip", VaultAct("deposit", odd), "bad_amount") for odd in ODD),
    ],
    ids=str,
)
def test_an_act_at_the_vault_that_is_none_is_refused(who: str, act: VaultAct, code: str) -> None:
    outcome = turn(quiet(), **{who: Decision(vault=act)})
    assert codes(outcome, who) == [("vault", code)]
    assert not outcome.transfers


def test_nobody_deposits_out_of_an_empty_purse() -> None:
    assert codes(turn(holding(quiet(), "pip", pebble=0), pip=deposit(5)), "pip") == [("vault", "no_pebbles")]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_is_decided_every_part_is_accounted_for(data: st.DataObject) -> None:
    wood = new(data.draw(st.sampled_from(CASTS), label="cast"), RULES)
    outcome = advance(wood, data.draw(turns(wood.cast, [])))
    assert list(outcome.applied) == list(wood.cast.creature)
    for applied in outcome.applied.values():
        account_for(applied)
