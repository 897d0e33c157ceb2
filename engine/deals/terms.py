"""Terms: the bounds of the deals that a creature may offer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """Deals of one kind that may be offered to some about some goods; the lowest numbers are 1."""

    kind: str
    to: tuple[str, ...]
    goods: tuple[str, ...]
    quantity: int
    """Most units of the good in a forward, most pebbles lent in a loan."""
    price: int
    """Most pebbles in all."""
    turns: int
    """Longest term."""
