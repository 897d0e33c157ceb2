"""States that earlier releases saved, brought to the present format field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import accounts


def upgraded(state: dict[str, Any], id: str = "") -> dict[str, Any]:
    """Return a saved state in the present format; one that is in it, or in none that is known, comes back as it is.

    `id` is the wood's public id, which format 1 did not hold.
    Raises KeyError, TypeError or AttributeError where a part is not what its format had there.
    """
    second = second_format(state, id)
    return _third_format(second) if second.get("format") == 2 else second


def second_format(state: dict[str, Any], id: str = "") -> dict[str, Any]:
    """Return a state of format 1 in format 2; any other comes back as it is. Raises as `upgraded`.

    Format 1 had nothing sealed, so that all its inputs were public, named creatures by their ids in offers, contracts
    and memories, and had the same fields in every contract.
    """
    if state.get("format") != 1:
        return state
    return {
        **state,
        "format": 2,
        "id": id,
        "position": state["number"],
        "sealed": {},
        "souls": {creature: _soul(soul) for creature, soul in state["souls"].items()},
        "proposals": [_parties(one, "maker", "to") for one in state["proposals"]],
        "contracts": [_deal(one) for one in state["contracts"]],
    }


def _third_format(state: dict[str, Any]) -> dict[str, Any]:
    """Format 2 remembered of the prices paid only the last turn's, and of each account at most one call."""
    return {
        **state,
        "format": 3,
        "quotes": {good: {**quote, "prices": [quote["price"]]} for good, quote in state["quotes"].items()},
        "sealed": {account: _calls(own) for account, own in state["sealed"].items()},
    }


def _calls(own: Mapping[str, Any]) -> dict[str, Any]:
    """What is sealed for an account; a call that knew no range is kept, and comes to nothing."""
    waiting, rest = own["call"], {name: what for name, what in own.items() if name != "call"}
    if waiting is None:
        return {**rest, "calls": []}
    call = {
        "turn": waiting["turn"],
        "good": waiting["good"],
        "low": 0,
        "high": 0,
        "answer": waiting["direction"],
    }
    return {**rest, "calls": [call]}


def _soul(soul: Mapping[str, Any]) -> dict[str, Any]:
    memory = {accounts.of_party(name): value for name, value in soul["memory"].items()}
    return {**soul, "memory": memory}


def _parties(deal: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    return {**deal, **{field: accounts.of_party(deal[field]) for field in fields}}


def _deal(one: Mapping[str, Any]) -> dict[str, Any]:
    giver, taker = accounts.of_party(one["giver"]), accounts.of_party(one["taker"])
    same = {field: one[field] for field in ("id", "kind", "good", "due", "pledge")}
    if one["kind"] == "forward":
        return {**same, "seller": giver, "buyer": taker, "quantity": one["quantity"], "price": one["price"]}
    terms = {"principal": one["quantity"], "repayment": one["price"], "bank": one["bank"]}
    return {**same, "lender": giver, "borrower": taker, **terms}
