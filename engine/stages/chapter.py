"""A chapter's end: the ranking, and the wealth from which the next one is measured."""

from __future__ import annotations

from engine.chapters import chapter_of, ends_chapter
from engine.draft import Draft
from engine.events.facts import ChapterEnded, Ranked
from engine.wealth import estates, prices_of


def chapter(draft: Draft) -> None:
    """On a chapter's last turn, rank the creatures by wealth (ties in the cast's order) and by what they gained."""
    if not ends_chapter(draft.turn, draft.rules.chapter):
        return
    wealth = estates(
        draft.cast.account,
        draft.ledger.holdings,
        prices_of(draft.cast, draft.rules.value, draft.quotes),
        draft.claims,
        draft.contracts,
    )
    cause = draft.emit(ChapterEnded, chapter=chapter_of(draft.turn, draft.rules.chapter).number)
    for place, creature in enumerate(sorted(wealth, key=lambda c: -wealth[c]), 1):
        draft.follow(
            cause, Ranked, place=place, creature=creature, wealth=wealth[creature],
            gain=wealth[creature] - draft.opening[creature],
        )  # fmt: skip
    draft.opening = wealth
