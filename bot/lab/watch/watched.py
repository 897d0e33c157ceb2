"""Arrays of one watched wood: turn by turn, with the founding in row 0, so that a row's number is its turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion of a good, said in public: `rise` (1) or `fall` (-1)."""

    turn: int
    speaker: str
    """Creature's id, or `wind`."""
    good: int
    """Which of `Watched.goods`."""
    stance: int
    held: bool
    """Whether the speaker ended that turn with more of it than it needs soon."""


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact of the wood's log that measures count."""

    turn: int
    kind: str
    """The event's kind, or `hostile` for an offer to somebody who resents its maker too deeply to accept."""
    about: str = ""
    """A deal's kind, a tale's id, or a good's."""
    good: str = ""
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Watched:
    """One wood as measures see it. Axes: turn, then creature or good in the cast's order."""

    seed: str
    goods: tuple[str, ...]
    """All that is traded; the goods that are made come first."""
    made: int
    """How many of them are made."""
    creatures: tuple[str, ...]
    reference: Ints
    """Thousandths of a pebble."""
    price: Ints
    """Pebbles paid; 0 where none traded."""
    volume: Ints
    demand: Ints
    supply: Ints
    low: Ints
    """Lowest price of the range that the broker printed for the next turn, by made good, in pebbles."""
    high: Ints
    """Highest price of that range."""
    weather: Ints
    """Share of each made good's harvest in the next turn, and of fuel last, in thousandths: public beforehand."""
    stock: Ints
    """Units at the turn's end: turn, creature, good."""
    wealth: Ints
    """Pebbles."""
    mood: Ints
    vigour: Ints
    """Thousandths of its harvest that hunger and cold leave a creature."""
    hunger: Ints
    """Kinds of food that the meal lacked."""
    cold: Ints
    """Units of fuel that the hearth lacked."""
    met: Ints
    """Turn -> units burnt, units that stocks allowed, kinds eaten, kinds that stocks allowed."""
    trades: Ints
    """Trades of made goods in a turn."""
    self_buys: int
    said: tuple[Opinion, ...]
    happened: tuple[Happening, ...]

    @property
    def turns(self) -> int:
        """Turns played."""
        return len(self.trades) - 1

    def count(self, kind: str, about: str = "") -> int:
        """How often something happened."""
        return sum(h.kind == kind and about in ("", h.about) for h in self.happened)
