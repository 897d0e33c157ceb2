"""Turn request, and its result."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.failures import StoreError
from data.store.records import CommandResult, Tick
from engine.events.event import Event


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """A turn wanted by the clock, with `tick`, or by a forester, with `command`."""

    wood: str
    tick: Tick | None = None
    generation: int | None = None
    """The generation that was claimed; None for whichever the wood is in."""
    more: bool = False
    """Whether further turns of the same catching up follow, so that the post waits for them."""
    command: str | None = None


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What became of a wanted turn."""

    wood: str
    turn: int | None
    """The turn played; None where none was, and then `code` says why."""
    events: tuple[Event, ...] = ()
    """The public ones, in order."""
    code: str = ""
    """`not_living`, `void` (paused, reset, or that turn was played meanwhile), `quarantined`, or a StoreError's."""
    error: StoreError | None = None
    """The store's own error, where it was one."""


@dataclass(frozen=True, slots=True)
class PlayedRound:
    """What became of a round of turns that were wanted together, and how long it took."""

    results: tuple[TurnResult, ...]
    seconds: float


def turn_result_of(first: CommandResult) -> TurnResult:
    """The result of a turn that a command wanted and that was played when the command first came."""
    return TurnResult(first.wood, first.turn, first.events)
