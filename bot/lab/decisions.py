"""Counts of decisions by outcome: of all, and of those that models were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from engine.content.cast import Cast
from engine.decision import Applied, Status, Trace
from inference.council.moot import has_dissent, stood_in


@dataclass(frozen=True, slots=True)
class ModelCount:
    """Decisions that models were asked for, by status: see `engine.decision.Status`."""

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

    def __add__(self, other: ModelCount) -> ModelCount:
        return ModelCount(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class DecisionCount:
    """How a number of decisions came out, whoever made them."""

    total: int = 0
    valid: int = 0
    repaired: int = 0
    refused_orders: int = 0
    """Orders of which nothing was carried out."""
    noop: int = 0
    fallback: int = 0
    self_buys: int = 0
    """Orders to buy what the creature makes itself; the engine refuses each."""
    max_tokens: int = 0
    """Most tokens of one prompt and its reply together."""
    disputed: int = 0
    """Decisions of moots whose minds wanted different things."""
    models: ModelCount = ModelCount()
    """What a council leaves to policies is in none of these."""

    def __add__(self, other: DecisionCount) -> DecisionCount:
        names = {f.name for f in fields(self)} - {"max_tokens"}
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return DecisionCount(**sums, max_tokens=max(self.max_tokens, other.max_tokens))


def count_decisions(cast: Cast, applied: Mapping[str, Applied], traces: Iterable[Trace]) -> DecisionCount:
    """Count one turn's decisions: what became of each creature's, and how its mind came to it."""
    traces = list(traces)
    status = Counter(trace.status for trace in traces)
    asked = Counter(_of_model(trace) for trace in traces)
    return DecisionCount(
        total=len(traces),
        valid=status["valid"],
        repaired=status["repaired"],
        noop=status["noop"],
        fallback=status["fallback"],
        refused_orders=sum(len(a.requested.orders) - len(a.applied.orders) for a in applied.values()),
        self_buys=sum(
            order.side == "buy" and order.good == cast.creature[creature].makes
            for creature, a in applied.items()
            for order in a.requested.orders
        ),
        max_tokens=max((t.prompt_tokens + t.reply_tokens for t in traces), default=0),
        disputed=sum(has_dissent(t.problems) for t in traces),
        models=ModelCount(asked["valid"], asked["repaired"], asked["noop"], asked["fallback"]),
    )


def _of_model(trace: Trace) -> Status | None:
    """The status of a model's decision; None where a policy decided because the council has it so.

    A policy that decides in a moot whose model had to be stood in for is a fallback too, whatever its own trace says.
    """
    if not trace.model and stood_in(trace.problems):
        return "fallback"
    return trace.status if trace.model or trace.status == "fallback" else None
