"""What became of the decisions that models were asked for: how many came from them, and how many from instinct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from engine.decision import Status, Trace
from inference.council.moot import stood_in


@dataclass(frozen=True, slots=True)
class Replies:
    """A count by status: see `inference.mind.Trace`. What a council leaves to policies is in none of them."""

    valid: int = 0
    repaired: int = 0
    noop: int = 0
    fallback: int = 0

    @property
    def asked(self) -> int:
        """Decisions that models were asked for."""
        return self.by_models + self.fallback

    @property
    def by_models(self) -> int:
        """Of these, the ones that a model made."""
        return self.valid + self.repaired + self.noop

    def __add__(self, other: Replies) -> Replies:
        return Replies(
            self.valid + other.valid,
            self.repaired + other.repaired,
            self.noop + other.noop,
            self.fallback + other.fallback,
        )


def replies(traces: Iterable[Trace]) -> Replies:
    """Count some decisions' traces."""
    status = Counter(_status(trace) for trace in traces)
    return Replies(status["valid"], status["repaired"], status["noop"], status["fallback"])


def _status(trace: Trace) -> Status | None:
    """Nothing where a policy decided because the council has it so.

    A policy that decides in a moot whose model had to be stood in for is a fallback too, whatever its own trace says.
    """
    if not trace.model and stood_in(trace.problems):
        return "fallback"
    return trace.status if trace.model or trace.status == "fallback" else None
