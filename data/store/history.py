"""The store's protocol for reading: the log of a wood, and what follows from it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from data.store.records import DecisionRecord, Era, Input, PastTurn, PriceRow, Snapshot, Standing, TurnRow
from engine.events.event import PUBLIC, Event
from engine.ledger import Transfer
from engine.turn import Outcome


class History(Protocol):
    """Log of a wood, and the projections that follow from it. Nothing here changes a wood.

    What is read to be shown (events of turns and kinds, prices, standings) is in the wood's present pebbles, whatever
    its money was then. What is read to be checked (inputs, snapshots, `all_events`, transfers) is as it was written.
    """

    async def eras(self, wood: str) -> Sequence[Era]:
        """Eras of a wood, oldest first. Raises NoSuchWood."""
        ...

    def inputs(self, wood: str, first: int = 0) -> AsyncIterator[Input]:
        """The log from an input on, in order, read in pages."""
        ...

    async def snapshots(self, wood: str) -> Sequence[Snapshot]:
        """Kept snapshots, oldest first."""
        ...

    async def all_events(self, wood: str, number: int) -> Sequence[Event]:
        """Events of one input for any audience, private ones too: for whoever compares, never to show."""
        ...

    async def events_of_turn(
        self, wood: str, turn: int, audiences: Iterable[str] = (PUBLIC,)
    ) -> Sequence[Event]:
        """A turn's story: events of the commands since the turn before it, then its own, in order."""
        ...

    async def public_events(
        self, wood: str, first: int, last: int, *, whole: int, kinds: Collection[str]
    ) -> Mapping[int, Sequence[Event]]:
        """Public events by turn, in order; a turn's begin with those of the commands since the turn before it.

        Of turns `first` to `last` those of some kinds, of turns from `whole` on all. One query, however many turns.
        """
        ...

    async def events_of_kind(
        self, wood: str, kind: str, limit: int, audience: str = PUBLIC
    ) -> Sequence[tuple[int, Event]]:
        """The newest events of one kind for one audience, newest first, each with its turn.

        What a command caused belongs to the turn after it.
        """
        ...

    async def transfers(self, wood: str, number: int) -> Sequence[Transfer]:
        """Transfers of one input, in order."""
        ...

    async def turns(self, wood: str, first: int, last: int) -> Sequence[TurnRow]:
        """Turns played, in order."""
        ...

    async def past(self, wood: str, first: int, last: int, *, standings: int) -> Sequence[PastTurn]:
        """Turns played, in order, with all prices, from turn `standings` on with all creatures; in one query."""
        ...

    async def prices(self, wood: str, first: int, last: int) -> Sequence[PriceRow]:
        """Prices after each turn, in order of turn and good."""
        ...

    async def standings(self, wood: str, first: int, last: int) -> Sequence[Standing]:
        """Creatures after each turn, in order of turn and creature."""
        ...

    async def traces(self, wood: str, first: int, last: int) -> Sequence[DecisionRecord]:
        """Traces that are kept, in order of turn and creature; their decisions are as they were made."""
        ...

    async def rebuild(self, wood: str, outcome_of: Callable[[Input], Outcome]) -> int:
        """Write a wood's events, transfers, turns, prices and standings anew, in one transaction.

        `outcome_of` is called with each input, in order, and says what follows from it; what it raises is raised and
        nothing is changed. Returns the number of inputs. Raises NoSuchWood.
        """
        ...
