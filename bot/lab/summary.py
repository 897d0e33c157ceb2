"""`summary.json`: a played wood in numbers, turn by turn, and how its minds decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.lab.decisions import DecisionCount
from bot.story.record import TurnRecord, richest
from engine.saving.save import wood_hash
from engine.wealth import wealth
from engine.wood import Wood


def summary(
    seed: int | str,
    wood: Wood,
    records: Sequence[TurnRecord],
    news: Sequence[Sequence[str]],
    decisions: DecisionCount,
) -> dict[str, Any]:
    """What `summary.json` holds, for `json.dumps`; `wood` is the last one, `news` goes with `records`.

    A record of the founding is left out. Raises ValueError where `news` and `records` differ in length.
    """
    worth = wealth(wood.open())
    return {
        "seed": seed,
        "cast": wood.cast.id,
        "turns": [_row(r, n) for r, n in zip(records, news, strict=True) if r.turn > 0],
        "decisions": _decisions(decisions),
        "richest": richest(worth),
        "poorest": min(worth, key=lambda creature: worth[creature]),
        "wood_hash": wood_hash(wood),
    }


def _decisions(count: DecisionCount) -> dict[str, int]:
    """Of all decisions; those that models were asked for are counted where woods are measured."""
    told = asdict(count)
    del told["models"]
    return told


def _row(record: TurnRecord, news: Sequence[str]) -> dict[str, Any]:
    return {
        "turn": record.turn,
        "season": record.season,
        "trades": len(record.trades),
        "volume": record.volume,
        "prices": dict(record.prices),
        "wealth": dict(record.wealth),
        "gini": round(record.gini, 4),
        "mood": dict(record.mood),
        "news": list(news),
    }
