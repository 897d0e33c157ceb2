"""Expectations of the rule policy: of each good's price, and of the vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine import accounts
from engine.accounts import Account
from engine.perception import Perception
from engine.wood import Gossip, Quote
from inference.policies.nature import Nature

WIND = "wind"
DIRECTION = {"rise": 1, "fall": -1}


@dataclass(frozen=True, slots=True)
class Outlook:
    """Expected moves in thousandths of the reference price, and fear for the vault in thousandths."""

    move: Mapping[str, int]
    fear: int


def outlook(p: Perception, nature: Nature) -> Outlook:
    """From trends, as far as this temperament follows them, and from gossip, as far as it believes its speaker."""
    habits, feelings = p.me.habits, dict(p.memory)
    move = {}
    for good, quote in p.quotes.items():
        move[good] = trend(quote, nature.trend_turns) * habits.trend // 1000
    fear = -min(0, feelings.get(accounts.creature(p.cast.keeper), 0)) * habits.panic // 1000
    for gossip in p.gossip:
        weight = _belief(gossip, feelings, habits.trust)
        strength = (nature.wind if gossip.speaker == WIND else nature.rumour) * weight // 1000
        if gossip.stance in DIRECTION and gossip.about in move:
            move[gossip.about] += DIRECTION[gossip.stance] * strength
        if gossip.about == p.cast.keeper or (
            gossip.stance == "fall" and gossip.about == p.cast.creature[p.cast.keeper].makes
        ):
            fear += (
                {"warn": 2, "fall": 1, "praise": -1}.get(gossip.stance, 0)
                * strength
                * (500 + habits.panic)
                // 1000
            )
    limit = nature.sway
    return Outlook({good: max(-limit, min(limit, m)) for good, m in move.items()}, fear)


def trend(quote: Quote, turns: int) -> int:
    """Move of the reference over the last turns, in thousandths of the older price."""
    if not quote.history:
        return 0
    before = quote.history[-min(turns, len(quote.history))]
    return (quote.reference - before) * 1000 // before


def _belief(gossip: Gossip, feelings: Mapping[Account, int], trust: int) -> int:
    """Trust in thousandths, raised or lowered by what is felt for the speaker; the wind is believed half as
    readily again.
    """
    if gossip.speaker == WIND:
        return min(1000, trust + 500)
    return max(0, min(1000, trust + trust * feelings.get(accounts.creature(gossip.speaker), 0) // 1000))
