"""The store's protocol: five repositories behind which any database may stand.

Whatever a method writes is written in one transaction and durable when it returns; what raises has changed
nothing.
Beside the errors named here, every method may raise `data.store.failures`' DiskFull, ReadOnly, Damaged and
Unavailable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from data.store.history import History
from data.store.people import People
from data.store.records import (
    Claim,
    CommandResult,
    Commit,
    Crossing,
    Founding,
    Loaded,
    Post,
    Schedule,
    Setting,
    WoodRecord,
    WoodState,
)
from engine.decision import Refusal
from engine.wood import Wood

Failpoint = Callable[[str], object]
"""Called with a name before and after each write, for tests that end the process there."""
nothing: Failpoint = str
"""The failpoint of production: it ends nothing."""


class Woods(Protocol):
    """Woods and their inputs."""

    async def found(self, founding: Founding) -> WoodRecord:
        """Store a new wood with its founding.

        Raises ChannelTaken, Repeated where this command founded a wood before, NoSuchWood where `replaces` names none.
        """
        ...

    async def find(self, wood: str) -> WoodRecord:
        """One wood's record, deleted or not. Raises NoSuchWood."""
        ...

    async def in_channel(self, channel: int) -> WoodRecord | None:
        """The wood that lives, rests or is quarantined in a channel."""
        ...

    async def all(self, guild: int | None = None, *, deleted: bool = False) -> Sequence[WoodRecord]:
        """Woods, oldest first, of one server or of all."""
        ...

    async def load(self, wood: str) -> Loaded:
        """A wood as its last input left it.

        It is read from its last snapshot, and the commands since are carried out again. Raises NoSuchWood, and
        `engine.saving.save.SaveBroken` where that cannot be done.
        """
        ...

    async def commit(self, commit: Commit) -> None:
        """Store one input and all that follows from it.

        Raises Stale unless the wood lives in that generation and `before` is its last input; Repeated.
        """
        ...

    async def refuse(self, wood: str, command: str, refusal: Refusal, at: datetime) -> None:
        """Remember that a command was refused, so that its repetition is refused alike. Raises Repeated."""
        ...

    async def command(self, command: str) -> CommandResult | None:
        """What became of a command that came before."""
        ...

    async def set_state(
        self,
        wood: str,
        state: WoodState,
        reason: str,
        at: datetime,
        *,
        next_due: datetime | None = None,
        channel: int | None = None,
        command: str | None = None,
        notice: Mapping[str, int | str] | None = None,
    ) -> WoodRecord:
        """Pause, revive, quarantine or delete a wood: its generation rises, its lease ends, a held post is free.

        With `channel`, it lives there from now on; raises ChannelTaken.
        With `notice`, a post of kind `notice` with code `reason` and these parameters is owed to the channel.
        Raises NoSuchWood where it is deleted already; Repeated.
        """
        ...

    async def set_settings(
        self, wood: str, settings: Mapping[str, Setting], at: datetime, *, command: str | None = None
    ) -> WoodRecord:
        """Replace a wood's settings. Raises NoSuchWood, Repeated."""
        ...

    async def set_schedule(
        self,
        wood: str,
        schedule: Schedule,
        next_due: datetime | None,
        at: datetime,
        *,
        settings: Mapping[str, Setting] | None = None,
        command: str | None = None,
    ) -> WoodRecord:
        """Replace a wood's schedule and its next tick, and its settings where they are given; a lease under way ends.

        Raises NoSuchWood, Repeated.
        """
        ...

    async def move(self, wood: str, channel: int, at: datetime, *, command: str | None = None) -> WoodRecord:
        """Let a wood live in another channel. Raises NoSuchWood, ChannelTaken, Repeated."""
        ...

    async def begin_era(
        self, wood: str, after: Wood, at: datetime, *, crossing: Crossing | None = None
    ) -> None:
        """Begin a new era, no input between: `after` is the wood on another cast, other rules or another engine.

        `crossing` is the era's first input, stored with it. Raises NoSuchWood, Stale.
        """
        ...

    async def notify(
        self,
        wood: str,
        code: str,
        params: Mapping[str, int | str],
        at: datetime,
        *,
        command: str | None = None,
    ) -> WoodRecord:
        """Owe a notice to a wood's channel. Raises NoSuchWood, Repeated."""
        ...

    async def purge(self, before: datetime) -> int:
        """Remove everything of woods deleted before an instant. Returns how many."""
        ...


class Ticks(Protocol):
    """Which woods are due, and who ticks them."""

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Claim]:
        """Claim living woods that are due and free, longest due first, and lease them: nobody else gets them."""
        ...

    async def oversleep(self, claim: Claim, due: datetime, ticks: int, now: datetime) -> Claim | None:
        """Record that a wood slept through `ticks` ticks and is due for the one at `due`; None where the
        claim was lost.
        """
        ...

    async def release(self, claim: Claim, again: datetime | None = None) -> None:
        """Give a claim back; with `again`, nobody may claim the wood before that instant.

        Held posts go out.
        """
        ...


class Outbox(Protocol):
    """Posts owed to channels, in order for each wood."""

    async def take(self, now: datetime, limit: int) -> Sequence[Post]:
        """Posts whose time has come, the oldest unsent of each wood, marked `sending` before they are given.

        One that was being sent when a process died comes with `in_doubt` set. Woods that rest get theirs, too.
        """
        ...

    async def mark_sent(self, post: int, message: int) -> None:
        """A post stands in its channel as this message."""
        ...

    async def retry(self, post: int, again: datetime, *, in_doubt: bool) -> None:
        """Send a post again from an instant on; `in_doubt` where the failed attempt may have arrived."""
        ...

    async def fail(self, post: int, reason: str) -> None:
        """Give a post up, with the code of why."""
        ...

    async def waiting(self) -> int:
        """How many posts are owed, held ones included."""
        ...


class Store(Protocol):
    """Everything that outlives the process."""

    @property
    def woods(self) -> Woods: ...
    @property
    def ticks(self) -> Ticks: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def people(self) -> People: ...
    @property
    def history(self) -> History: ...

    async def close(self) -> None:
        """Finish what was begun and let the database go."""
        ...
