"""A chapter's end: the ranking, and the wealth from which the next one is measured."""

from __future__ import annotations

from engine.draft import Draft
from engine.event import to_creature
from engine.wealth import worth


def chapter(draft: Draft) -> None:
    """On a chapter's last turn, rank the creatures by wealth (ties in the cast's order) and by what they gained."""
    if draft.turn % draft.rules.chapter:
        return
    wealth = {
        c: worth(
            to_creature(c),
            c,
            draft.ledger.holdings(to_creature(c)),
            draft.quotes,
            draft.claims,
            draft.contracts,
        )
        for c in draft.cast.creature
    }
    cause = draft.emit("chapter", chapter=draft.turn // draft.rules.chapter)
    for place, creature in enumerate(sorted(wealth, key=lambda c: -wealth[c]), 1):
        draft.emit(
            "ranked", cause, place=place, creature=creature, wealth=wealth[creature],
            gain=wealth[creature] - draft.opening[creature],
        )  # fmt: skip
    draft.opening = wealth
