"""The contract of every mind: a batch of asks in, as many answers out, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from engine.chance import Chance
from engine.decision import Decision, Trace
from engine.perception import Perception


@dataclass(frozen=True, slots=True)
class Ask:
    """One creature of one wood that has to decide. Nothing else of the wood reaches a mind."""

    wood: str
    """The wood's public id, for fair batching and traces; it says nothing of the wood's state."""
    creature: str
    perception: Perception
    chance: Chance
    """A seeded stream of its own, for sampling and for the policies."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a mind decided, and how."""

    decision: Decision
    trace: Trace = field(default_factory=lambda: Trace(""))


class Mind(Protocol):
    """What thinks for creatures: a policy, a model, or a council of them."""

    async def decide(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        """Decide for all asks at once; the n-th answer is for the n-th ask. Never raises for what a model said."""
        ...
