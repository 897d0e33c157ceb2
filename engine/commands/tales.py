"""Commands that put a shock or a legend to work."""

from __future__ import annotations

from dataclasses import dataclass

from engine.accounts import FORESTER, Account
from engine.decision import Refusal
from engine.draft import Draft
from engine.events.facts import LegendDrawn, ShockStruck
from engine.stages.checking import plain
from engine.wood import Spell


@dataclass(frozen=True, slots=True)
class FireShock:
    """Let a shock strike: it acts from the next turn on."""

    shock: str
    by: Account = FORESTER
    """The forester or a patron."""


@dataclass(frozen=True, slots=True)
class DrawLegend:
    """Draw a legend for all to see: it tells and settles from the next turn on."""

    legend: str
    by: Account = FORESTER


def fire_shock(draft: Draft, command: FireShock) -> Refusal | None:
    """Put a shock to work."""
    if command.shock not in draft.rules.shock:
        return Refusal("struck", "unknown_shock", {"id": plain(command.shock, 64)})
    return _put_to_work(draft, command.shock, command.by, "struck", ShockStruck)


def draw_legend(draft: Draft, command: DrawLegend) -> Refusal | None:
    """Put a legend to work."""
    if command.legend not in draft.rules.legend:
        return Refusal("drawn", "unknown_legend", {"id": plain(command.legend, 64)})
    return _put_to_work(draft, command.legend, command.by, "drawn", LegendDrawn)


def _put_to_work(
    draft: Draft, tale: str, by: Account, kind: str, begun: type[ShockStruck | LegendDrawn]
) -> Refusal | None:
    if any(spell.tale == tale for spell in draft.spells):
        return Refusal(kind, "already_at_work", {"id": tale})
    cause = draft.emit(begun, tale=tale, by=by)
    draft.spells.append(Spell(f"s{draft.name.label}", tale, draft.turn + 1, by, cause.id, cause.origin))
    return None
