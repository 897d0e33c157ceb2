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
from engine.wood import CALM, Sealed, WaitingCall, Wood
from tests.engine.builders import RULES, WOOD, feeling, forward, holding, loan, new, played, proposal

FIELDS = {
    "forward": {"seller": "giver", "buyer": "taker"},
    "loan": {"lender": "giver", "borrower": "taker", "principal": "quantity", "repayment": "price"},
}
"""What the first release called the fields of each kind of deal."""


LATER = {"quotes": ("prices", "usual"), "souls": ("vigour",)}
"""What the second format did not hold yet of each good and creature."""


def second_format(state: dict[str, Any]) -> dict[str, Any]:
    """A state as it was written before prices paid were remembered, and before there was weather."""
    parts = {
        part: {
            id: {name: x for name, x in one.items() if name not in later} for id, one in state[part].items()
        }
        for part, later in LATER.items()
    }
    sealed = {account: _earlier(own) for account, own in state["sealed"].items()}
    rest = {name: value for name, value in state.items() if name not in ("weather", "rested")}
    return {**rest, **parts, "sealed": sealed, "format": 2}


def _earlier(own: dict[str, Any]) -> dict[str, Any]:
    """What is sealed for an account, with at most one call, of two answers."""
    call = {name: own["calls"][0][name] for name in ("turn", "good")} if own["calls"] else None
    if call is not None:
        call["direction"] = own["calls"][0]["answer"]
    return {"acts": own["acts"], "shown": own["shown"], "call": call}


def first_format(state: dict[str, Any]) -> dict[str, Any]:
    """A state as the first release wrote it."""
    state = second_format(state)

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
    assert load(old, WOOD, RULES) == plain(wood)


def test_a_state_of_the_second_format_holds_all_that_it_held() -> None:
    wood = [outcome.wood for outcome in played(new(id="w1"), 20)][-1]
    call = WaitingCall(21, "honey", 0, 0, "dearer")
    wood = replace(wood, sealed={"patron:3": Sealed(acts=1, calls=(call,)), "patron:4": Sealed(acts=2)})
    old = second_format(json.loads(dump(wood)))
    assert old["sealed"]["patron:3"]["call"] == {"turn": 21, "good": "honey", "direction": "dearer"}
    assert load(json.dumps(old), WOOD, RULES) == plain(wood)


def plain(wood: Wood) -> Wood:
    """A wood that remembers only the last price paid for each good, in calm weather, its creatures well."""
    quotes = {g: replace(quote, prices=(quote.price,), usual=0) for g, quote in wood.quotes.items()}
    souls = {creature: replace(soul, vigour=1000) for creature, soul in wood.souls.items()}
    return replace(wood, quotes=quotes, souls=souls, weather=CALM)


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
    state = {
        "format": 2,
        "quotes": {},
        "sealed": {"patron:3": {**own, "call": call}, "patron:4": {**own, "call": None}},
    }
    waiting = {"turn": 9, "good": "honey", "low": 0, "high": 0, "answer": "dearer"}
    sealed = upgraded(state)["sealed"]
    assert sealed == {"patron:3": {**own, "calls": [waiting]}, "patron:4": {**own, "calls": []}}
