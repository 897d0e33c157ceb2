"""Commands that put a shock or a legend to work."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.accounts import FORESTER, Account
from engine.decision import Refusal
from engine.draft import Draft
from engine.events.facts import LegendDrawn, ShockStruck
from engine.spells.spell import Spell
from engine.stages.checking import plain
from engine.stages.shape import as_id


@dataclass(frozen=True, slots=True)
class FireShock:
    """Let a shock strike: it acts from the next turn on."""

    shock: str
    by: Account = FORESTER
    """The forester or a patron."""
    rest: int = 0
    """Turns that must have passed since a person let the last shock loose here."""
    own_rest: int = 0
    """Turns that must have passed since this account let its last shock loose."""


@dataclass(frozen=True, slots=True)
class DrawLegend:
    """Draw a legend for all to see: some turns later it strikes, and nobody knows when.

    Legends come one at a time.
    """

    legend: str
    by: Account = FORESTER
    rest: int = 0
    """Turns that must have passed since the last legend was over."""
    own_rest: int = 0
    """Turns that must have passed since this account drew its last legend."""


def fire_shock(draft: Draft, command: FireShock) -> Refusal | None:
    """Put a shock to work."""
    if as_id(command.shock) not in draft.rules.shock:
        return Refusal("struck", "unknown_shock", {"id": plain(command.shock, 64)})
    if any(spell.tale == command.shock for spell in draft.spells):
        return Refusal("struck", "already_at_work", {"id": command.shock})
    early = _too_soon(draft, "struck", "shock", command)
    if early is not None:
        return early
    draft.rested["shock"] = draft.turn
    cause = draft.emit(ShockStruck, tale=command.shock, by=command.by)
    start = draft.turn + 1
    draft.spells.append(
        Spell(f"s{draft.name.label}", command.shock, start, command.by, cause.id, cause.origin, start)
    )
    return None


def draw_legend(draft: Draft, command: DrawLegend) -> Refusal | None:
    """Put a legend to work, unless another is or the wood still rests from it."""
    if as_id(command.legend) not in draft.rules.legend:
        return Refusal("drawn", "unknown_legend", {"id": plain(command.legend, 64)})
    busy = next((spell.tale for spell in draft.spells if spell.tale in draft.rules.legend), None)
    if busy is not None:
        return Refusal("drawn", "legend_at_work", {"id": busy, "turns": command.rest})
    early = _too_soon(draft, "drawn", "legend", command)
    if early is not None:
        return early
    cause = draft.emit(LegendDrawn, tale=command.legend, by=command.by)
    draft.spells.append(
        Spell(f"s{draft.name.label}", command.legend, 0, command.by, cause.id, cause.origin, draft.turn + 1)
    )
    return None


def _too_soon(draft: Draft, where: str, kind: str, command: FireShock | DrawLegend) -> Refusal | None:
    """Why a tale of this kind may not come yet; where it may, the account's own rest begins."""
    own = draft.sealed[command.by]
    free, own_free = draft.rested.get(kind, 0) + command.rest, own.rested.get(kind, 0) + command.own_rest
    if kind in draft.rested and draft.turn < free:
        return Refusal(where, "too_soon_here", {"turn": free})
    if kind in own.rested and draft.turn < own_free:
        return Refusal(where, "too_soon_for_person", {"turn": own_free})
    draft.sealed[command.by] = replace(own, rested={**own.rested, kind: draft.turn})
    return None
