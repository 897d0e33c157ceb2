"""Mood: it leans back to its base each turn, whatever happened."""

from __future__ import annotations

from engine import accounts
from engine.draft import Draft


def mood(draft: Draft) -> None:
    """Mean-reverting, in thousandths; the bounds keep it from zero."""
    rules = draft.rules.mood
    for creature, now in draft.mood.items():
        gap = rules.base - now
        step = abs(gap) * rules.pull // 1000
        draft.cheer(accounts.creature(creature), step if gap > 0 else -step)
