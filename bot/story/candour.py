"""Contradiction meter: how often a creature's public word and its deeds of the same turn disagree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.content.cast import Cast
from engine.decision import Applied

OPPOSITE = {"rise": "sell", "fall": "buy"}
"""What whoever believed its own word about a good would not do with that good."""
OPPOSITE_AT_VAULT = {"warn": "deposit", "praise": "withdraw"}
"""The same for words about the vault's keeper."""


@dataclass(frozen=True, slots=True)
class Candour:
    """One creature over some turns."""

    turns: int = 0
    contradicted: int = 0

    @property
    def share(self) -> float:
        """Turns in which it said one thing and did the other, of all turns; 0 to 1."""
        return self.contradicted / self.turns if self.turns else 0.0

    def after(self, cast: Cast, applied: Applied) -> Candour:
        """This with one more turn."""
        return Candour(self.turns + 1, self.contradicted + contradicts(cast, applied))


def contradicts(cast: Cast, applied: Applied) -> bool:
    """Whether what was said in public goes against an order sent, or an act at the vault, in the same turn.

    `rise` against selling that good, `fall` against buying it, `warn` of the vault's keeper against a deposit,
    `praise` against a withdrawal. Orders count as they were wanted, for an order refused was meant, too; words
    count as they were heard.
    """
    say, wanted = applied.applied.say, applied.requested
    if say is None:
        return False
    traded = any(o.good == say.about and o.side == OPPOSITE.get(say.stance) for o in wanted.orders)
    act = wanted.vault.act if wanted.vault else ""
    return traded or (say.about == cast.keeper and act != "" and act == OPPOSITE_AT_VAULT.get(say.stance))


def candour(cast: Cast, turns: Iterable[Applied]) -> Candour:
    """One creature's meter over its turns."""
    meter = Candour()
    for applied in turns:
        meter = meter.after(cast, applied)
    return meter
