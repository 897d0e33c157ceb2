"""Nature: shocks that come by chance, so that a wood has weather that no calendar knows and nobody ordered."""

from __future__ import annotations

from engine.accounts import NATURE
from engine.content.season import day
from engine.draft import Draft
from engine.events.facts import ShockStruck
from engine.spells.spell import Spell


def nature(draft: Draft) -> None:
    """Now and then let a shock loose that acts from the next turn on, where nothing else is at work."""
    rules = draft.rules
    if not rules.natural or draft.spells:
        return
    chance, season = draft.chance("nature"), day(rules, draft.turn + 1).season.id
    may = [tale for tale in rules.shocks if tale.natural and season in (tale.seasons or (season,))]
    if not may or not chance.happens(rules.natural):
        return
    tale = chance.pick([tale.id for tale in may for _ in range(tale.natural)])
    cause = draft.settle(draft.cause, ShockStruck, tale=tale, by=NATURE)
    start = draft.turn + 1
    draft.spells.append(Spell(f"s{draft.name.label}", tale, start, NATURE, cause.id, cause.origin, start))
