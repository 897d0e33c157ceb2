"""Means: what a creature's legal moves depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.content.cast import Cast
from engine.content.rules import Rules

MOST = 99_999
"""Highest amount of an offer or at the vault, in pebbles: five digits keep the longest reply of a mind short."""
AMPLE = 1_000_000_000
"""More pebbles than any rule bounds a move by."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a creature's moves depend on; as little of it as is given bounds them, the rest only by the rules."""

    cast: Cast
    rules: Rules
    creature: str
    pebbles: int = AMPLE
    lendable: int = AMPLE
    """Pebbles that it may lend: the vault's where it keeps that, its own otherwise."""
    stock: Mapping[str, int] | None = None
    """Own units of each good, this turn's harvest with them; None for as many as can be ordered."""
    contracts: int = 0
    """Own open contracts."""
    claim: int = AMPLE
    """Own pebbles in the vault."""
    shut: bool = False
    """Whether the vault is shut."""
    bound: bool = False
    """Whether the breaker binds this creature, which then keeps the vault: it may neither bid nor lend."""
    proposals: tuple[str, ...] = ()
    resented: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The other creatures, in the cast's order."""
        return tuple(creature for creature in self.cast.creature if creature != self.creature)
