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
    chance, goods = draft.chance("rot"), [(good.id, good.rot) for good in draft.cast.goods]
    for creature, account in draft.cast.account.items():
        drawn = chance.below(1000 ** len(goods))
        held = draft.ledger.holdings(account)
        neglect = (1000 - draft.vigour[creature]) * draft.rules.vigour.neglect // 1000
        for good, share in goods:
            drawn, mark = divmod(drawn, 1000)
            units = held.get(good, 0)
            if not units:
                continue
            whole, rest = divmod(units * min(1000, share + neglect), 1000)
            lost = whole + (mark < rest)
            if lost:
                draft.ledger.move(account, ROT, good, lost, "rot")
                draft.tell(account, Rotted, creature=creature, good=good, quantity=lost)
