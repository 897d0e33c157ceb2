"""Persons as patrons: their calls and scores, and the protocol by which they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from engine.wood import CallAnswer

CallVerdict = Literal["open", "right", "wrong", "void", "level"]
"""What became of a call; `level` is the void one of earlier releases, which asked after the board."""


@dataclass(frozen=True, slots=True)
class Call:
    """A patron's call of the next price paid for a good, from turn `turn` on, against a range in pebbles."""

    patron: int
    turn: int
    good: str
    low: int
    """0 as `high` in a call of an earlier release, which knew no range."""
    high: int
    answer: CallAnswer
    price: int
    """What was paid, in pebbles; 0 where nothing was, or not yet."""
    verdict: CallVerdict


@dataclass(frozen=True, slots=True)
class CallScore:
    """A patron's calls so far. A void call breaks no streak and lengthens none."""

    patron: int
    user: int | None
    """None where the person has been erased."""
    streak: int
    best: int
    right: int
    settled: int
    rank: int
    """From 1: by streak, then by calls right, then by who came first."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """All that is kept of a person in one wood."""

    wood: str
    guild: int
    channel: int
    patron: int
    since: datetime
    calls: tuple[Call, ...]


class People(Protocol):
    """Persons as patrons of woods, and their calls.

    A person's identity stands in one row that can be erased.
    """

    async def patron(self, wood: str, user: int, at: datetime) -> int:
        """The number of a person in a wood, given at the first meeting. Raises NoSuchWood."""
        ...

    async def patron_of(self, wood: str, user: int) -> int | None:
        """The number that a person has in a wood already; None for somebody who only ever watched."""
        ...

    async def user(self, wood: str, patron: int) -> int | None:
        """The person behind a number; None where erased or unknown."""
        ...

    async def calls(self, wood: str, patron: int, limit: int) -> Sequence[Call]:
        """A patron's newest calls."""
        ...

    async def board(self, wood: str, limit: int, offset: int = 0) -> Sequence[CallScore]:
        """Scores of all who ever had a call settled, best first."""
        ...

    async def score(self, wood: str, patron: int) -> CallScore | None:
        """One patron's score and rank; None where no call of theirs was settled."""
        ...

    async def records(self, user: int) -> Sequence[PersonRecord]:
        """All that is kept of a person."""
        ...

    async def erase(self, user: int) -> int:
        """Forget a person in every wood, and return in how many: what was done stays as a nameless `patron:<n>`."""
        ...
