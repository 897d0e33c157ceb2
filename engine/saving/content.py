"""Content that earlier versions stored with a wood, brought to the present form."""

from __future__ import annotations

from typing import Any


def present_form(body: dict[str, Any]) -> dict[str, Any]:
    """Return a stored cast or stored rules in the present form; what is in it comes back as it is.

    Until creatures had expectations, a creature's `reserve` was in pebbles: it is left to what stands for it now.
    """
    creatures = body.get("creatures")
    if not creatures or "sure" in creatures[0].get("habits", {}):
        return body
    return {**body, "creatures": [{**one, "habits": _without_reserve(one["habits"])} for one in creatures]}


def _without_reserve(habits: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in habits.items() if name != "reserve"}
