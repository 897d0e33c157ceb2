"""What an event says in finer money: amounts of pebbles multiplied, everything else as it was."""

from __future__ import annotations

from collections.abc import Mapping

from engine.events.event import Value
from engine.events.facts import KINDS

MONEY = frozenset({"pebbles", "millipebbles"})
LOT = "lot"
LENT = "loan"
"""The kind of deal whose lot is pebbles."""


def recoined(kind: str, data: Mapping[str, Value], parts: int) -> Mapping[str, Value]:
    """Return an event's data where each pebble became so many; data of a kind that is not known as it is."""
    known = KINDS.get(kind)
    if parts == 1 or known is None:
        return data
    sorts = known.entry.fields
    return {
        name: value * parts if isinstance(value, int) and _is_money(sorts.get(name, ""), data) else value
        for name, value in data.items()
    }


def _is_money(sort: str, data: Mapping[str, Value]) -> bool:
    return sort in MONEY or (sort == LOT and data.get("kind") == LENT)
