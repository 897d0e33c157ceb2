"""States of earlier releases: everything in them is in the state that is made of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine import accounts
from engine.ledger import PEBBLE
from engine.saving.save import SaveBroken, dump, load
from engine.saving.upgrade import upgraded
from tests.engine.builders import RULES, WOOD, feeling, forward, holding, loan, new, played, proposal

FIELDS = {
    "forward": {"seller": "giver", "buyer": "taker"},
    "loan": {"lender": "giver", "borrower": "taker", "principal": "quantity", "repayment": "price"},
}
"""What the first release called the fields of each kind of deal."""


def first_format(state: dict[str, Any]) -> dict[str, Any]:
    """A state as the first release wrote it."""

    def party(name: str) -> str:
        return accounts.party(accounts.parse(name))

    old = {name: value for name, value in state.items() if name not in ("sealed", "position", "id")}
    souls = {
        creature: {**soul, "memory": {party(name): value for name, value in soul["memory"].items()}}
        for creature, soul in state["souls"].items()
    }
    proposals = [{**p, "maker": party(p["maker"]), "to": party(p["to"])} for p in state["proposals"]]

    def contract(deal: dict[str, Any]) -> dict[str, Any]:
        names = FIELDS[deal["kind"]]
        fields = {names.get(name, name): value for name, value in deal.items()}
        return {"bank": False, **fields, "giver": party(fields["giver"]), "taker": party(fields["taker"])}

    contracts = [contract(deal) for deal in state["contracts"]]
    return {**old, "format": 1, "souls": souls, "proposals": proposals, "contracts": contracts}


def test_a_state_of_the_first_format_holds_all_that_it_held() -> None:
    wood = [outcome.wood for outcome in played(new(), 20)][-1]
    wood = feeling(wood, "pip", **{"oona": -300, "patron:7": 40})
    deals = (
        forward("bodkin", "pip", "firewood", 2, 9, 30, 2),
        loan("oona", "hazel", "acorns", 7, 8, 31, 3, bank=True),
    )
    held = {PEBBLE: 11, "acorns": 3}
    wood = holding(
        replace(wood, contracts=()), "escrow", **{**dict.fromkeys(wood.balances["escrow"], 0), **held}
    )
    wood = replace(wood, contracts=deals, proposals=(proposal("oona", "pip", "loan", "honey", 9, 9, 3),))
    old = json.dumps(first_format(json.loads(dump(wood))))
    assert load(old, WOOD, RULES) == wood


def test_a_state_in_the_present_format_stays_as_it_is() -> None:
    state = json.loads(dump(new()))
    assert upgraded(state) == state


@pytest.mark.parametrize("part", ["souls", "proposals", "contracts"])
@pytest.mark.parametrize("value", [None, 7, "x", [7], {"pip": 7}, [{"maker": 7}]], ids=repr)
def test_an_old_state_that_does_not_hold_is_refused(part: str, value: object) -> None:
    old = {**first_format(json.loads(dump(new()))), part: value}
    with pytest.raises(SaveBroken):
        load(json.dumps(old), WOOD, RULES)


def test_a_call_that_knew_no_range_waits_on_as_one_that_comes_to_nothing() -> None:
    own = {"acts": 2, "shown": 1}
    call = {"turn": 9, "good": "honey", "direction": "dearer"}
    state = {"format": 2, "sealed": {"patron:3": {**own, "call": call}, "patron:4": {**own, "call": None}}}
    waiting = {"turn": 9, "good": "honey", "low": 0, "high": 0, "answer": "dearer"}
    sealed = upgraded(state)["sealed"]
    assert sealed == {"patron:3": {**own, "calls": [waiting]}, "patron:4": {**own, "calls": []}}
