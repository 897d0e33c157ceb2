"""The hearth: fuel burnt against the cold, more of it as winter goes on."""

from __future__ import annotations

from engine.accounts import HEARTH
from engine.content.rules import Rules
from engine.content.season import fuel_rate, whole
from engine.draft import Draft
from engine.events.facts import Cold
from engine.spells.working import extra_need
from engine.stages.spells import working


def fuel_need(rules: Rules, turn: int, cold: int = 1000, extra: int = 0) -> int:
    """Whole units of fuel that every creature needs in a turn.

    `cold` is the weather's share, in thousandths; `extra` what shocks add, in thousandths of a unit.
    """
    if not rules.scarcity.hearth:
        return 0
    return whole(max(0, fuel_rate(rules, turn) * cold // 1000 + extra), turn)


def hearth(draft: Draft) -> None:
    """Each creature burns what it needs and has; what is missing costs mood."""
    extra = extra_need(working(draft), draft.turn)
    need = fuel_need(draft.rules, draft.turn, draft.weather.cold, extra)
    for creature in draft.cast.creature:
        account = draft.cast.account[creature]
        burnt = min(need, draft.ledger.has(account, draft.cast.fuel))
        draft.ledger.move(account, HEARTH, draft.cast.fuel, burnt, "hearth")
        missing = need - burnt
        draft.cold[creature] = missing
        if missing:
            draft.cheer(account, -draft.rules.mood.cold * missing)
            draft.emit(Cold, creature=creature, missing=missing)
