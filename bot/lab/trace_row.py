"""A row of `traces.jsonl`: one decision, what was asked for, what was carried out, and why they differ."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from engine.decision import Applied, Decision, Trace


def trace_row(wood: str, turn: int, creature: str, trace: Trace, result: Applied) -> dict[str, Any]:
    """The row, for `json.dumps`: whose decision it is, its trace's fields under their own names, and its parts."""
    told = asdict(trace) | {"latency_ms": round(trace.latency_ms, 3), "problems": list(trace.problems)}
    last = {name: told.pop(name) for name in ("status", "problems")}
    return {
        "wood": wood,
        "turn": turn,
        "creature": creature,
        **told,
        "thought": result.applied.thought,
        "requested": as_reply(result.requested),
        "applied": as_reply(result.applied),
        "refusals": [asdict(refusal) for refusal in result.refusals],
        **last,
    }


def as_reply(decision: Decision) -> dict[str, Any]:
    """A decision in the shape of a mind's reply; its thought stands in the row's own field."""
    return {
        "orders": [asdict(order) for order in decision.orders],
        "say": asdict(decision.say) if decision.say else None,
        "answers": [
            {"proposal": consent.proposal, "answer": "accept" if consent.accept else "refuse"}
            for consent in decision.answers
        ],
        "proposals": [asdict(offer) for offer in decision.proposals],
        "vault": asdict(decision.vault) if decision.vault else None,
    }
