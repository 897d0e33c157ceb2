"""Rows of `traces.jsonl`: what was asked for against what was carried out."""

from __future__ import annotations

import json

from bot.lab.traces import as_reply, trace_row
from engine.decision import Applied, Consent, Decision, Offer, Order, Refusal, Say, Trace, VaultAct

WANTED = Decision(
    thought="Buy low.",
    orders=(Order("buy", "honey", 2, 8), Order("buy", "acorns", 1, 5)),
    say=Say("Honey!", "honey", "rise"),
    answers=(Consent("p1", True), Consent("p2", False)),
    proposals=(Offer("oona", "loan", "honey", 10, 12, 3),),
    vault=VaultAct("deposit", 4),
)


def test_a_decision_has_the_shape_of_a_reply() -> None:
    reply = as_reply(WANTED)
    assert reply["orders"][0] == {"side": "buy", "good": "honey", "quantity": 2, "limit": 8}
    assert reply["answers"] == [
        {"proposal": "p1", "answer": "accept"},
        {"proposal": "p2", "answer": "refuse"},
    ]
    assert reply["vault"] == {"act": "deposit", "amount": 4}
    assert as_reply(Decision()) == {"orders": [], "say": None, "answers": [], "proposals": [], "vault": None}


def test_a_row_shows_what_was_refused_and_why() -> None:
    done = Decision(thought="Buy low.", orders=WANTED.orders[:1])
    result = Applied(WANTED, done, (Refusal("orders[1]", "own_good", {"good": "acorns"}),))
    row = trace_row("w", 3, "hazel", Trace("instinct", latency_ms=1.23456), result)
    assert (len(row["requested"]["orders"]), len(row["applied"]["orders"])) == (2, 1)
    assert row["refusals"] == [{"where": "orders[1]", "code": "own_good", "params": {"good": "acorns"}}]
    assert (row["wood"], row["turn"], row["creature"], row["thought"]) == ("w", 3, "hazel", "Buy low.")
    assert json.loads(json.dumps(row)) == row


def test_a_row_survives_whatever_a_mind_wanted() -> None:
    absurd = Decision("\ud800", (Order("buy\x00", "\udfff", 10**40, -1),))
    assert json.dumps(trace_row("w", 1, "pip", Trace("x"), Applied(absurd, Decision())))
