"""Commands: what a person does to a wood between turns. Each is one input, carried out wholly or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from engine.decision import Refusal
from engine.draft import Draft
from engine.stages.checking import plain
from engine.turn import Outcome
from engine.wood import Spell, Wood

FORESTER = "forester"
PATRON = "patron:"


@dataclass(frozen=True, slots=True)
class FireShock:
    """Let a shock strike: it acts from the next turn on."""

    shock: str
    by: str = FORESTER
    """`forester` or `patron:<n>`."""


@dataclass(frozen=True, slots=True)
class DrawLegend:
    """Draw a legend for all to see: it tells and settles from the next turn on."""

    legend: str
    by: str = FORESTER


@dataclass(frozen=True, slots=True)
class Veto:
    """End a shock or legend that is at work; what it already did stays done."""

    spell: str
    by: str = FORESTER


Command = FireShock | DrawLegend | Veto


def apply(wood: Wood, command: Command) -> Outcome:
    """Carry out a command, or say in `Outcome.refusal` why not; then the wood is unchanged."""
    if not _somebody(command.by):
        return Outcome(wood, refusal=Refusal("by", "unknown_person", {"by": plain(command.by, 32)}))
    draft = Draft(wood, "authored" if command.by == FORESTER else "patron", wood.turn)
    match command:
        case FireShock(shock=name):
            refusal = _cast_spell(
                draft, name, command.by, "struck", name in wood.rules.shock, "unknown_shock"
            )
        case DrawLegend(legend=name):
            refusal = _cast_spell(
                draft, name, command.by, "drawn", name in wood.rules.legend, "unknown_legend"
            )
        case Veto(spell=name):
            refusal = _veto(draft, name, command.by)
    if refusal:
        return Outcome(wood, refusal=refusal)
    return Outcome(draft.seal(), draft.events(), tuple(draft.ledger.transfers))


def _somebody(by: object) -> bool:
    """Whether a command comes from the forester, or from a patron by number."""
    if not isinstance(by, str) or by == FORESTER:
        return by == FORESTER
    number = by.removeprefix(PATRON)
    return by.startswith(PATRON) and number.isascii() and number.isdecimal() and len(number) <= 20


def _cast_spell(draft: Draft, tale: str, by: str, kind: str, known: bool, code: str) -> Refusal | None:
    if not known:
        return Refusal(kind, code, {"id": plain(tale, 64)})
    if any(spell.tale == tale for spell in draft.spells):
        return Refusal(kind, "already_at_work", {"id": tale})
    cause = draft.emit(kind, tale=tale, by=by)
    start = draft.turn + 1
    draft.spells.append(Spell(f"s{draft.number}", tale, start, by, cause.id, cause.origin))
    return None


def _veto(draft: Draft, name: str, by: str) -> Refusal | None:
    spell = next((s for s in draft.spells if s.id == name), None)
    if spell is None:
        return Refusal("veto", "not_at_work", {"id": plain(name, 64)})
    draft.spells.remove(spell)
    draft.emit("vetoed", tale=spell.tale, by=by)
    return None
