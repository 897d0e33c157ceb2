"""Spoilage: every hoard rots, by the good's own rate."""

from __future__ import annotations

from engine import accounts
from engine.accounts import ROT
from engine.draft import Draft
from engine.events.facts import Rotted


def rot(draft: Draft) -> None:
    """Take the spoilt share of every stock; the remainder below a unit spoils by chance, so that small stocks
    rot too.
    """
    if not draft.rules.scarcity.rot:
        return
    chance = draft.chance("rot")
    for creature in draft.cast.creature:
        account = accounts.creature(creature)
        for good in draft.cast.goods:
            whole, rest = divmod(draft.ledger.has(account, good.id) * good.rot, 1000)
            lost = whole + (1 if rest and chance.happens(rest) else 0)
            if lost:
                draft.ledger.move(account, ROT, good.id, lost, "rot")
                draft.tell(account, Rotted, creature=creature, good=good.id, quantity=lost)
