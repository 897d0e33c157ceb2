"""The proposal of a deal."""

from __future__ import annotations

from dataclasses import dataclass

from engine.accounts import Account


@dataclass(frozen=True, slots=True)
class Proposal:
    """An offer that waits for its answer next turn."""

    id: str
    maker: Account
    to: Account
    kind: str
    good: str
    quantity: int
    price: int
    turns: int
