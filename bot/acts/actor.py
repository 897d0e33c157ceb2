"""Who acts on a wood."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.accounts import FORESTER, Account


@dataclass(frozen=True, slots=True)
class Actor:
    """A person before a wood, whether they sit at a terminal or on Discord."""

    account: Account
    """Whose act it is: the forester's or a patron's."""
    forester: bool = False
    """Whether they manage the wood."""
    roles: frozenset[int] = field(default_factory=frozenset)
    """Roles that they have where the wood lives."""


PLAYER = Actor(FORESTER, forester=True)
"""The one person of a wood in the terminal, and whoever writes a script for a wood."""
