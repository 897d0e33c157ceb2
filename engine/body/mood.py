"""Mood: it leans back to its base each turn, whatever happened."""

from __future__ import annotations

from engine.draft import Draft


def mood(draft: Draft) -> None:
    """Mean-reverting, in thousandths; the bounds keep it from zero."""
    rules, asset = draft.rules.mood, draft.cast.asset
    for creature, now in draft.mood.items():
        gap = rules.base - now
        step = abs(gap) * rules.pull // 1000
        owns = asset is not None and draft.ledger.has(draft.cast.account[creature], asset.id) > 0
        joy = asset.joy if asset is not None and owns else 0
        draft.cheer(draft.cast.account[creature], (step if gap > 0 else -step) + joy)
