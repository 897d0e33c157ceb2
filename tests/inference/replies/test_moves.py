"""Legal moves from a perception, and decisions from replies."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.content.cast import Cast
from engine.deals.proposal import Proposal
from engine.decision import Consent, Decision, VaultAct
from engine.founding import found
from engine.means import MOST
from engine.perception import Perception, perceive
from engine.turn import advance
from inference.replies.length import longest_reply_tokens
from inference.replies.moves import decision_of, reply_moves, widest_moves
from inference.replies.repair import repair
from inference.replies.schema import reply_schema
from tests.engine import builders
from tests.engine.builders import forward
from tests.inference.council.stand_in_councils import ROOM, RULES, WOOD, asks_of, lived
from tests.inference.replies.random_replies import compact, draw
from tests.inference.stand_in_models import pieces

HARMLESS = {"trimmed", "no_pebbles", "no_stock", "hostile", "usury", "twice", "both_sides", "no_collateral"}
"""What the rules may still hold against a legal reply: sums over several parts, or what others did meanwhile."""


def perceptions(turns: int = 20, cast: Cast = WOOD) -> Iterator[Perception]:
    yield from perceive(lived(turns, cast).open()).values()


def bodkin() -> Perception:
    return next(p for p in perceptions() if p.me.id == "bodkin")


def proposal(number: int, to: str = "bodkin") -> Proposal:
    return replace(builders.proposal("oona", to, "loan", "firewood", 10, 12, 4), id=f"p{number}-0")


def test_nobody_can_name_its_own_good_on_the_buy_side() -> None:
    for cast in (WOOD, ROOM):
        for p in perceptions(20, cast):
            assert p.me.makes not in {lot.good for lot in reply_moves(p).buyable}


def test_who_has_no_pebbles_cannot_buy_and_who_has_no_stock_cannot_sell() -> None:
    poor = replace(bodkin(), pebbles=0, stock=dict.fromkeys(WOOD.good, 0), harvest=0)
    assert (reply_moves(poor).buyable, reply_moves(poor).sellable) == ((), ())


def test_the_harvest_to_come_can_be_sold() -> None:
    p = replace(bodkin(), stock=dict.fromkeys(WOOD.good, 0), harvest=4)
    assert [(lot.good, lot.units) for lot in reply_moves(p).sellable] == [("firewood", 4)]


def test_waiting_proposals_have_short_names_and_shut_out_own_offers() -> None:
    p = replace(bodkin(), proposals=tuple(map(proposal, range(3))))
    legal = reply_moves(p)
    assert (legal.proposals, legal.offers) == (("a", "b"), ())
    decision = decision_of(repair('{"answers":[{"proposal":"b","answer":"accept"}]}', legal).reply, p)
    assert decision.answers == (Consent("p1-0", True),)
    assert reply_moves(bodkin()).offers


def test_whoever_has_its_contracts_full_offers_none() -> None:
    one = forward("bodkin", "oona", "firewood", 1, 1, 99)
    p = replace(bodkin(), contracts=(one,) * RULES.contracts.open)
    assert reply_moves(p).offers == ()


def test_a_bound_keeper_may_neither_bid_nor_lend() -> None:
    oona = next(p for p in perceptions() if p.me.id == "oona")
    legal = reply_moves(replace(oona, bank=replace(oona.bank, bound=True, cash=50)))
    assert legal.buyable == ()
    assert all(terms.kind == "forward" for terms in legal.offers)
    assert (legal.deposit, legal.withdraw) == (0, 0)


@pytest.mark.parametrize("shut", [False, True])
def test_the_vault_takes_and_gives_while_it_is_open(shut: bool) -> None:
    p = replace(bodkin(), pebbles=30, bank=replace(bodkin().bank, shut=shut, claim=MOST * 2))
    assert (reply_moves(p).deposit, reply_moves(p).withdraw) == ((0, 0) if shut else (30, MOST))


def test_a_reply_is_the_decision_that_it_says() -> None:
    order = '{"side":"sell","good":"firewood","quantity":1,"limit":9}'
    raw = f'{{"thought":"Sell.","orders":[{order}],"vault":{{"act":"deposit","amount":2}}}}'
    open_bank = replace(bodkin().bank, shut=False)
    p = replace(bodkin(), stock={**bodkin().stock, "firewood": 3}, pebbles=9, bank=open_bank)
    decision = decision_of(repair(raw, reply_moves(p)).reply, p)
    assert (decision.thought, decision.orders[0].limit, decision.vault) == (
        "Sell.",
        9,
        VaultAct("deposit", 2),
    )
    assert decision_of(repair("{}", reply_moves(p)).reply, p) == Decision()


@pytest.mark.parametrize("cast", [WOOD, ROOM], ids=lambda cast: cast.id)
def test_the_engine_refuses_nothing_that_was_legal(cast: Cast) -> None:
    """Thirty turns of random legal replies: what is refused is what no single move could tell."""
    wood, rng = found(cast, RULES, "3"), random.Random(3)
    codes = set()
    for _ in range(30):
        decisions = {}
        for ask in asks_of(wood):
            legal = reply_moves(ask.perception)
            read = repair(compact(draw(reply_schema(legal), rng)), legal)
            assert not [one for one in read.problems if one.code != "repeated"]
            decisions[ask.creature] = decision_of(read.reply, ask.perception)
        outcome = advance(wood, decisions)
        codes |= {refusal.code for applied in outcome.applied.values() for refusal in applied.refusals}
        wood = outcome.wood
    assert codes <= HARMLESS | {"too_many_contracts", "breaker", "no_cash", "no_claim"}


@pytest.mark.parametrize("cast", [WOOD, ROOM], ids=lambda cast: cast.id)
@pytest.mark.parametrize("count", [len, pieces])
def test_no_turns_moves_can_cost_more_than_the_widest(cast: Cast, count: object) -> None:
    for turns in (0, 7, 20):
        for p in perceptions(turns, cast):
            for one in (
                p,
                replace(p, proposals=(proposal(1, p.me.id), proposal(2, p.me.id)), pebbles=MOST * 9),
            ):
                legal = reply_moves(one)
                widest = widest_moves(cast, RULES, p.me.id, answering=bool(legal.proposals))
                assert longest_reply_tokens(legal, count) <= longest_reply_tokens(widest, count)


def test_a_schema_can_be_sent_as_json() -> None:
    for p in perceptions():
        assert json.loads(json.dumps(reply_schema(reply_moves(p))))
