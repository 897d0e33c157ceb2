"""Frozen records that the store keeps and gives.

Instants are aware datetimes in UTC; a wood is named by its public id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.decision import Applied, Refusal, Trace
from engine.events.event import Event
from engine.turn import Outcome
from engine.wood import OpenWood, Wood

WoodState = Literal["living", "paused", "quarantined", "deleted"]
InputKind = Literal["founding", "turn", "command"]
PostKind = Literal["turn", "notice"]
PostState = Literal["held", "pending", "sending", "sent", "failed"]
Setting = str | int | bool | None
FORESTER = "forester"
"""The setting that names the patron who is told of what befalls a wood."""


@dataclass(frozen=True, slots=True)
class Daily:
    """A tick a day at a local time.

    A time that a day lacks falls on the first instant after the gap; a repeated one counts once.
    """

    hour: int
    minute: int
    zone: str
    """IANA name, for instance `Europe/Berlin`."""


@dataclass(frozen=True, slots=True)
class Every:
    """A tick every so many minutes, counted from the last due instant, so that it never drifts."""

    minutes: int


@dataclass(frozen=True, slots=True)
class ByHand:
    """No ticks: a forester plays each turn."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A schedule that was found damaged; no clock can follow it."""

    text: str
    """As it stands in the database."""


Schedule = Daily | Every | ByHand | Unreadable


@dataclass(frozen=True, slots=True)
class WoodRecord:
    """One wood as the store's books have it; its seed is not among them."""

    id: str
    """Public id."""
    guild: int
    channel: int
    state: WoodState
    reason: str
    """Code of why it is not living, empty while it is."""
    generation: int
    """Raised by pausing, resuming, quarantine, reset and deletion: decisions under way for an older one are
    void.
    """
    number: int
    """Inputs so far; the founding is input 0."""
    turn: int
    """Turns played."""
    founded: datetime
    settings: Mapping[str, Setting]
    """The forester's choices, named and defaulted by who reads them."""
    schedule: Schedule
    next_due: datetime | None
    """The next tick; None by hand or where it is not living."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A wood and its record, read in one transaction."""

    record: WoodRecord
    wood: Wood


@dataclass(frozen=True, slots=True)
class Look:
    """A wood without its secrets and its record: all that commands, cards and posts are given."""

    record: WoodRecord
    wood: OpenWood


@dataclass(frozen=True, slots=True)
class Founding:
    """A wood to be founded. With `replaces`, that wood is deleted in the same transaction."""

    id: str
    guild: int
    channel: int
    outcome: Outcome
    """What `engine.founding.founding` gave; its wood carries seed, cast and rules."""
    at: datetime
    settings: Mapping[str, Setting] = field(default_factory=dict)
    schedule: Schedule = ByHand()
    next_due: datetime | None = None
    forester: int | None = None
    """The person who is told of what befalls it: its patron 1, named in its settings. Without one, nobody is."""
    command: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One creature's decision of one turn: how it came about, and what became of it."""

    creature: str
    trace: Trace
    result: Applied
    turn: int = 0
    """Set by the store when it reads, as is `parts`."""
    parts: int = 1
    """How many of the wood's present pebbles one pebble of it is: decisions and words stand as they were."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The part of a turn's commit that concerns the clock: the lease must still be held; a released post ends it."""

    lease: str
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Commit:
    """One input and all that follows from it, to be stored in one transaction or not at all."""

    wood: str
    generation: int
    before: int
    """Number of the wood's last input when the outcome was worked out."""
    kind: InputKind
    payload: str
    """Decisions or command as JSON (`data.store.codec`)."""
    outcome: Outcome
    at: datetime
    command: str | None = None
    """Id of the command, for instance of the interaction that it came from: carried out at most once."""
    traces: tuple[DecisionRecord, ...] = ()
    post: Literal["none", "hold", "release"] = "none"
    """For a turn: `hold` joins it to a post that waits for further turns, `release` lets the post go out
    with this turn as its last.
    """
    tick: Tick | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """The first input of a new era, by which a wood goes over to other money or an asset, whatever its state.

    It is stored with the era, in one transaction; pebbles of the eras before count `parts` times from then on.
    """

    payload: str
    """As a command's (`data.store.codec`)."""
    outcome: Outcome
    parts: int
    """Pebbles that each pebble became."""
    command: str
    """Its id."""
    notice: tuple[str, Mapping[str, int | str]]
    """Code and parameters of what the channel is told."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What became of a command when it first came."""

    wood: str
    number: int | None
    """Its input; None where it used none."""
    turn: int
    """Turns played then, its own included where it was one."""
    refusal: Refusal | None
    events: tuple[Event, ...]
    """The public ones, in order."""


@dataclass(frozen=True, slots=True)
class Input:
    """One entry of a wood's log: the truth, from which everything else follows."""

    number: int
    kind: InputKind
    turn: int
    """Turns played after it."""
    payload: str
    command: str | None
    hash: str
    """Of the wood after it, or of what a command did (`engine.saving.input_hash`). Not shown of a live wood."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Era:
    """Rules and content on which a run of inputs was played."""

    number: int
    """From 1."""
    first: int
    """Its first input."""
    cast: Cast
    rules: Rules
    behaviour: int
    """Version of the engine that plays it (`engine.saving.version`)."""
    state: str
    """The wood before its first input as `engine.saving.save.dump` wrote it; empty for the founding's era."""
    seed: str
    """The wood's secret seed."""
    wood: str
    """The wood's public id."""
    parts: int = 1
    """How many of the wood's present pebbles one pebble of the era is."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A wood as it stood after an input: the newest that was written whole, and those of chapters' ends."""

    number: int
    turn: int
    state: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A due wood that this process alone may tick until the lease ends."""

    wood: str
    generation: int
    number: int
    turn: int
    due: datetime
    schedule: Schedule
    lease: str


@dataclass(frozen=True, slots=True)
class Post:
    """A message owed to a wood's channel."""

    id: int
    wood: str
    guild: int
    channel: int
    kind: PostKind
    first: int
    """First turn that it tells of; for a notice the turn last played."""
    last: int
    slept: int
    """Ticks slept through before `first`."""
    code: str
    """For a notice: what it is about; its parameters are in `params`."""
    params: Mapping[str, int | str]
    nonce: str
    """Unique, at most 25 characters."""
    state: PostState
    in_doubt: bool
    """It may have been sent already: look for it in the channel before it is sent again."""
    attempts: int
    message: int | None
    created: datetime


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One good after one turn.

    `reference` in thousandths of a pebble; `price` in pebbles, 0 where none traded.
    """

    turn: int
    good: str
    reference: int
    price: int
    volume: int
    demand: int
    supply: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One creature after one turn: wealth and purse in pebbles, mood in thousandths."""

    turn: int
    creature: str
    wealth: int
    pebbles: int
    mood: int


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn played: its position among the public inputs, its instant, trades and units traded, and the Gini
    coefficient in thousandths.
    """

    turn: int
    position: int
    at: datetime
    trades: int
    volume: int
    gini: int


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One turn played, as stories and pictures look back at it: reference prices, Gini and mood in thousandths."""

    turn: int
    volume: int
    gini: int
    prices: Mapping[str, int]
    """Good -> reference price, in the cast's order."""
    standings: Mapping[str, Sequence[int]]
    """Creature -> wealth in pebbles and mood; empty where it was not asked for."""
