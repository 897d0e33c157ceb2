"""The meal: at most one unit of each food, and three kinds wanted."""

from __future__ import annotations

from engine.accounts import TABLE
from engine.draft import Draft
from engine.events.facts import Hungry


def meal(draft: Draft) -> None:
    """Each creature eats the kinds it has most of; what is missing costs mood. Without the diet rule it
    forages and needs nobody.
    """
    rules = draft.rules
    for creature in draft.cast.creature:
        if not rules.scarcity.diet:
            draft.hunger[creature] = 0
            continue
        account = draft.cast.account[creature]
        held = {food: units for food in draft.cast.foods if (units := draft.ledger.has(account, food))}
        larder = sorted(held, key=held.__getitem__, reverse=True)
        eaten = larder[: rules.meal.kinds]
        for food in eaten:
            draft.ledger.move(account, TABLE, food, 1, "meal")
        missing = max(0, min(rules.meal.kinds, len(draft.cast.foods)) - len(eaten))
        draft.hunger[creature] = missing
        if missing:
            draft.cheer(account, -rules.mood.missing * missing)
        elif len(larder) == len(draft.cast.foods):
            draft.cheer(account, rules.mood.feast)
        if missing >= 2:
            draft.emit(Hungry, creature=creature, missing=missing)
