"""The meal: at most one unit of each food, and three kinds wanted."""

from __future__ import annotations

from engine.accounts import TABLE
from engine.draft import Draft
from engine.events.facts import Hungry


def meal(draft: Draft) -> None:
    """Each creature eats the kinds it has most of; what is missing costs mood. Without the diet rule it
    forages and needs nobody.
    """
    rules, foods = draft.rules, draft.cast.foods
    kinds, diet = rules.meal.kinds, rules.scarcity.diet
    for creature, account in draft.cast.account.items():
        if not diet:
            draft.hunger[creature] = 0
            continue
        held = draft.ledger.holdings(account)
        larder = sorted([food for food in foods if held.get(food)], key=held.__getitem__, reverse=True)
        eaten = larder[:kinds]
        for food in eaten:
            draft.ledger.move(account, TABLE, food, 1, "meal")
        missing = max(0, min(kinds, len(foods)) - len(eaten))
        draft.hunger[creature] = missing
        if missing:
            draft.cheer(account, -rules.mood.missing * missing)
        elif len(larder) == len(foods):
            draft.cheer(account, rules.mood.feast)
        if missing >= 2:
            draft.emit(Hungry, creature=creature, missing=missing)
