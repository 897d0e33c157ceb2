"""What one creature may do this turn: the enums and bounds of its reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OfferKind = Literal["forward", "loan"]


@dataclass(frozen=True, slots=True)
class Lot:
    """A good that may be ordered, with the most units that one order may name."""

    good: str
    units: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Contracts of one kind that may be offered to some about some goods; the lowest numbers are 1."""

    kind: OfferKind
    to: tuple[str, ...]
    goods: tuple[str, ...]
    quantity: int
    """Most units of the good in a forward, most pebbles lent in a loan."""
    price: int
    """Most pebbles in all."""
    turns: int
    """Longest term."""


@dataclass(frozen=True, slots=True)
class Legal:
    """The legal moves of one creature in one turn; an empty tuple or a zero leaves that part out."""

    creature: str
    goods: tuple[str, ...]
    """Every good of the cast: what gossip may be about, besides creatures."""
    creatures: tuple[str, ...]
    """The other creatures."""
    buyable: tuple[Lot, ...] = ()
    sellable: tuple[Lot, ...] = ()
    lowest: int = 1
    """Lowest limit of an order, in pebbles per unit."""
    highest: int = 1
    """Highest limit of an order, in pebbles per unit."""
    proposals: tuple[str, ...] = ()
    """Ids of the proposals that wait for this creature's answer."""
    offers: tuple[Terms, ...] = ()
    deposit: int = 0
    """Most pebbles that may be brought to the vault."""
    withdraw: int = 0
    """Most pebbles that may be asked back from the vault."""

    def lots(self, side: str) -> tuple[Lot, ...]:
        """The lots that may be ordered on one side."""
        return self.buyable if side == "buy" else self.sellable
