"""Traces: rows of `traces.jsonl`, and the same as a Parquet table for those who have pyarrow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.problem import Problem
from engine.decision import Applied, Decision, Trace

NESTED = ("requested", "applied", "refusals", "problems")
"""Fields that stand in the table as JSON, so that its columns are the same whatever was decided."""


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


def write_parquet(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Write rows of `traces.jsonl` as Parquet. Raises Problem where pyarrow is not installed, OSError."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra: needed here and nowhere else
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise Problem("no_pyarrow") from error
    flat = [{**row, **{name: json.dumps(row[name], ensure_ascii=False) for name in NESTED}} for row in rows]
    pq.write_table(pa.Table.from_pylist(flat), path)
