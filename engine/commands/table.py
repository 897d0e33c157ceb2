"""The table of commands: what a person does to a wood between turns, one row for each.

Each command is one input, carried out wholly or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from engine import accounts
from engine.accounts import Account
from engine.commands.calls import PlaceCall, place_call
from engine.commands.crossing import CrossOver, cross_over
from engine.commands.tales import DrawLegend, FireShock, draw_legend, fire_shock
from engine.commands.veto import Veto, veto
from engine.commands.who import origin_of
from engine.decision import Refusal
from engine.draft import Draft
from engine.input_name import command_name
from engine.stages.checking import plain
from engine.turn import Outcome
from engine.wood import Wood


class Command(Protocol):
    """The record of a command: a frozen dataclass that the table lists."""

    @property
    def by(self) -> Account:
        """Who gives it: the forester or a patron."""
        ...


C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class Row(Generic[C]):
    """One command."""

    record: type[C]
    name: str
    """What it is called in the log."""
    public: bool
    """Whether everybody may see that it was given."""
    carry_out: Callable[[Draft, C], Refusal | None]
    """Change a draft, or return why not; the draft is then dropped."""
    personal: bool = True
    """Whether a person may give it; else it comes with an era, in the forester's name."""


TABLE: tuple[Row[Any], ...] = (
    Row(FireShock, "fire-shock", True, fire_shock),
    Row(DrawLegend, "draw-legend", True, draw_legend),
    Row(Veto, "veto", True, veto),
    Row(PlaceCall, "place-call", False, place_call),
    Row(CrossOver, "cross-over", True, cross_over, personal=False),
)
ROWS: Mapping[type[Any], Row[Any]] = {row.record: row for row in TABLE}


def apply(wood: Wood, command: Command) -> Outcome:
    """Carry out a command, or say in `Outcome.refusal` why not; then the wood is unchanged."""
    row = ROWS[type(command)]
    if not accounts.is_actor(command.by):
        return Outcome(wood, refusal=Refusal("by", "unknown_person", {"by": plain(command.by, 32)}))
    name = command_name(wood, command.by, public=row.public)
    draft = Draft(wood, name, origin_of(command.by), wood.turn)
    refusal = row.carry_out(draft, command)
    if refusal is not None:
        return Outcome(wood, refusal=refusal)
    return Outcome(draft.seal(), draft.events(), tuple(draft.ledger.transfers), position=name.position)
