"""The stage that remembers what goods usually cost in a wood."""

from __future__ import annotations

from dataclasses import replace

from engine.calls.figure import moved, of_day, usual_price
from engine.draft import Draft


def usual(draft: Draft) -> None:
    """Move each good's usual price toward what was paid this turn, its season taken out."""
    rules = draft.rules.broker
    for good in draft.cast.goods:
        quote, old = draft.quotes[good.id], draft.old.quotes[good.id]
        almanac = rules.almanac(draft.cast.id, good.id)
        mean = usual_price(draft.cast, almanac, old, good.id) if old.usual or quote.price else 0
        if quote.price:
            paid = quote.price * 1_000_000 // of_day(draft.rules, almanac.season, draft.turn)
            mean = moved(mean, paid, draft.turn, rules)
        if mean != quote.usual:
            draft.quotes[good.id] = replace(quote, usual=mean)
