"""Vigour: hunger and cold take a share of a creature's harvest, and three good turns give it back."""

from __future__ import annotations

from engine.draft import Draft


def vigour(draft: Draft) -> None:
    """Lower each creature's vigour by what its meal and its hearth lacked, or let it recover."""
    rules = draft.rules.vigour
    for creature, now in draft.vigour.items():
        missing = draft.hunger[creature] + draft.cold[creature]
        change = -rules.loss * missing if missing else rules.gain
        draft.vigour[creature] = max(rules.low, min(1000, now + change))
