"""The command that ends a shock or a legend."""

from __future__ import annotations

from dataclasses import dataclass

from engine.accounts import FORESTER, Account
from engine.decision import Refusal
from engine.draft import Draft
from engine.events.facts import Vetoed
from engine.stages.checking import plain


@dataclass(frozen=True, slots=True)
class Veto:
    """End a shock or legend that is at work; what it already did stays done."""

    spell: str
    by: Account = FORESTER


def veto(draft: Draft, command: Veto) -> Refusal | None:
    """End the spell of this id."""
    spell = next((spell for spell in draft.spells if spell.id == command.spell), None)
    if spell is None:
        return Refusal("veto", "not_at_work", {"id": plain(command.spell, 64)})
    draft.spells.remove(spell)
    draft.emit(Vetoed, tale=spell.tale, by=command.by)
    return None
