"""States that earlier releases saved, brought to the present format field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import accounts


def upgraded(state: dict[str, Any], id: str = "") -> dict[str, Any]:
    """Return a saved state in the present format; one that is in it, or in none that is known, comes back as it is.

    `id` is the wood's public id, which format 1 did not hold. It had nothing sealed, so that all its inputs were
    public, named creatures by their ids in offers, contracts and memories, and had the same fields in every contract.
    Raises KeyError, TypeError or AttributeError where a part is not what its format had there.
    """
    if state.get("format") != 1:
        return {**state, "sealed": sealed_calls(state["sealed"])} if "sealed" in state else state
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


def sealed_calls(sealed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is sealed with calls as they are now. A call that knew no range is kept, and comes to nothing."""
    return {account: _calls(own) for account, own in sealed.items()}


def _calls(own: Mapping[str, Any]) -> dict[str, Any]:
    if "call" not in own:
        return dict(own)
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
