"""Spoilage: every hoard rots, by the good's own rate."""

from __future__ import annotations

from engine.accounts import ROT
from engine.draft import Draft
from engine.events.facts import Rotted


def rot(draft: Draft) -> None:
    """Take the spoilt share of every stock; the remainder below a unit spoils by chance, so that small stocks
    rot too.

    Who is weak from hunger or cold looks after its stores badly, and loses more of them.

    One draw of a creature holds three digits for each good: no draw for one good depends on another's stock.
    """
    if not draft.rules.scarcity.rot:
        return
    chance = draft.chance("rot")
    for creature in draft.cast.creature:
        account = draft.cast.account[creature]
        drawn = chance.below(1000 ** len(draft.cast.goods))
        held = draft.ledger.holdings(account)
        neglect = (1000 - draft.vigour[creature]) * draft.rules.vigour.neglect // 1000
        for good in draft.cast.goods:
            drawn, mark = divmod(drawn, 1000)
            whole, rest = divmod(held.get(good.id, 0) * min(1000, good.rot + neglect), 1000)
            lost = whole + (mark < rest)
            if lost:
                draft.ledger.move(account, ROT, good.id, lost, "rot")
                draft.tell(account, Rotted, creature=creature, good=good.id, quantity=lost)
