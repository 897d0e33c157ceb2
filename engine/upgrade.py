"""States that earlier releases saved, brought to the present format field by field."""

from __future__ import annotations

from typing import Any


def upgraded(state: dict[str, Any]) -> dict[str, Any]:
    """Return a saved state in the present format; one that is in it, or in none that is known, comes back as it is.

    Format 1 had nothing sealed.
    """
    if state.get("format") == 1:
        state = {**state, "format": 2, "sealed": {}}
    return state
