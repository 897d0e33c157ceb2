"""What a mind answers for a creature: plain values, checked by the engine when they meet the wood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["buy", "sell"]
Status = Literal["valid", "repaired", "noop", "fallback"]
"""`repaired` where a part of a reply had to be mended or dropped, `noop` where nothing could be saved, `fallback`
where another mind answered.
"""


@dataclass(frozen=True, slots=True)
class Order:
    """A wish to trade at a limit price or better."""

    side: str
    good: str
    quantity: int
    """Units."""
    limit: int
    """Pebbles per unit."""


@dataclass(frozen=True, slots=True)
class Say:
    """Gossip: heard by the others next turn."""

    text: str
    about: str = ""
    """Id of a good or a creature; empty for neither."""
    stance: str = "none"
    """`rise` or `fall` of a good, `praise` or `warn` of a creature, or `none`."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Yes or no to a proposal: one of a decision's answers."""

    proposal: str
    accept: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A contract offered to another creature.

    `forward`: `quantity` of `good` for `price` pebbles in all, delivered in `turns` turns; who makes the good sells it.
    `loan`: the proposer lends `quantity` pebbles, to be repaid with `price` pebbles in `turns` turns, against
    units of `good`.
    """

    to: str
    kind: str
    good: str
    quantity: int
    price: int
    turns: int


@dataclass(frozen=True, slots=True)
class VaultAct:
    """A deposit in the vault or a withdrawal from it, in pebbles."""

    act: str
    amount: int


@dataclass(frozen=True, slots=True)
class Decision:
    """All that one creature wants of one turn. The empty decision does nothing."""

    thought: str = ""
    orders: tuple[Order, ...] = ()
    say: Say | None = None
    answers: tuple[Consent, ...] = ()
    proposals: tuple[Offer, ...] = ()
    vault: VaultAct | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part of an input that was not carried out, or not wholly: the edge renders the sentence from code and
    parameters.
    """

    where: str
    """Path in the input, for instance `orders[0]`."""
    code: str
    params: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a decision: the parts carried out, and why the others were not."""

    requested: Decision
    applied: Decision
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """How a decision came about. Tokens by the mind's own tokenizer; latency in milliseconds."""

    mind: str
    model: str = ""
    prompt: str = ""
    reply: str = ""
    prompt_tokens: int = 0
    reply_tokens: int = 0
    finish_reason: str = ""
    latency_ms: float = 0.0
    status: Status = "valid"
    problems: tuple[str, ...] = ()
