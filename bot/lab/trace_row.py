"""A row of `traces.jsonl`: one decision, what was asked for, what was carried out, and why they differ."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from engine.decision import Applied, Decision
from inference.mind import Trace


def trace_row(wood: str, turn: int, creature: str, trace: Trace, result: Applied) -> dict[str, Any]:
    """The row, for `json.dumps`. Tokens by the mind's own tokenizer; latency in milliseconds."""
    return {
        "wood": wood,
        "turn": turn,
        "creature": creature,
        "mind": trace.mind,
        "model": trace.model,
        "prompt": trace.prompt,
        "reply": trace.reply,
        "prompt_tokens": trace.prompt_tokens,
        "reply_tokens": trace.reply_tokens,
        "finish_reason": trace.finish_reason,
        "latency_ms": round(trace.latency_ms, 3),
        "thought": result.applied.thought,
        "requested": as_reply(result.requested),
        "applied": as_reply(result.applied),
        "refusals": [asdict(refusal) for refusal in result.refusals],
        "status": trace.status,
        "problems": list(trace.problems),
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
