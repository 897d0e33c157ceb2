"""The command that ends a shock or a legend."""

from __future__ import annotations

from dataclasses import dataclass

from engine.accounts import FORESTER, Account
from engine.content.legend import Price
from engine.decision import Refusal
from engine.draft import Draft
from engine.events.facts import Vetoed
from engine.spells.spell import Spell
from engine.stages.checking import plain
from engine.stages.shape import as_id
from engine.stages.spells import end, overwrite, working
from engine.wealth import prices_of


@dataclass(frozen=True, slots=True)
class Veto:
    """End a shock or legend that is at work. What it did stays done, but prices that it set go back to those paid."""

    spell: str
    by: Account = FORESTER


def veto(draft: Draft, command: Veto) -> Refusal | None:
    """End the spell of this id."""
    spell = next((spell for spell in draft.spells if spell.id == as_id(command.spell)), None)
    if spell is None:
        return Refusal("veto", "not_at_work", {"id": plain(command.spell, 64)})
    set_ = _goods_set(draft, spell)
    end(draft, spell)
    draft.emit(Vetoed, tale=spell.tale, by=command.by)
    paid = prices_of(draft.cast, draft.rules.value, draft.quotes)
    for good in set_:
        if paid[good] != draft.quotes[good].reference:
            overwrite(draft, spell, good, paid[good])
    return None


def _goods_set(draft: Draft, spell: Spell) -> list[str]:
    """The goods whose prices a spell has set so far, in the cast's order."""
    done = {
        good
        for course in working(draft)
        if course.spell == spell
        for timed in course.acts
        if isinstance(timed.act, Price) and timed.first <= draft.turn
        for good in draft.cast.goods_at(timed.act.good)
    }
    return [good for good in draft.cast.good if good in done]
