"""Minds to compare with: one creature that abstains, and traders of zero intelligence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.chance import Chance
from engine.decision import Consent, Decision, Order, Trace
from engine.perception import Perception
from inference.mind import Answer, Ask, Mind


class Abstainer:
    """A mind that lets one creature buy nothing, offer nothing and sign nothing; all else is another mind's."""

    def __init__(self, mind: Mind, creature: str) -> None:
        self._mind, self._creature = mind, creature

    async def decide(self, asks: Sequence[Ask]) -> list[Answer]:
        """Decide for all asks, in order."""
        answers = await self._mind.decide(asks)
        return [
            replace(answer, decision=_abstaining(answer.decision))
            if ask.creature == self._creature
            else answer
            for ask, answer in zip(asks, answers, strict=True)
        ]


def _abstaining(decision: Decision) -> Decision:
    return replace(
        decision,
        orders=tuple(order for order in decision.orders if order.side == "sell"),
        proposals=(),
        answers=tuple(Consent(answer.proposal, False) for answer in decision.answers),
    )


class ZeroIntelligence:
    """Traders with the same needs and no idea of prices: each limit is drawn from half to one and a half times the
    reference (D. K. Gode and S. Sunder, Journal of Political Economy 101, 1993, with budget constraint).

    Each sells what it has of its own good beyond a turn's meals or the fuel that the calendar shows, and bids for
    fuel of this turn and the next and for one unit of each food that its larder lacks, what it lacks today first.
    It says nothing, signs nothing and keeps its purse.
    """

    async def decide(self, asks: Sequence[Ask]) -> list[Answer]:
        """Decide for all asks, in order."""
        return [Answer(Decision(orders=_orders(ask.perception, ask.chance)), Trace("zero")) for ask in asks]


def _orders(p: Perception, chance: Chance) -> tuple[Order, ...]:
    market, own, fuel = p.rules.market, p.me.makes, p.cast.fuel
    keep = sum(p.fuel) if own == fuel else 2
    surplus = p.stock[own] + p.harvest - keep
    orders = (
        [Order("sell", own, min(surplus, market.quantity), _limit(p, own, chance))] if surplus > 0 else []
    )
    wants = {food: 2 - p.stock[food] for food in chance.shuffled(list(p.cast.foods)) if food != own}
    wants = dict(sorted(wants.items(), key=lambda want: -want[1]))
    if own != fuel:
        wants = {fuel: sum(p.fuel[:2]) - p.stock[fuel], **wants}
    purse = p.pebbles
    for good, units in wants.items():
        limit = _limit(p, good, chance)
        quantity = min(units, market.quantity, purse // limit)
        if quantity > 0 and len(orders) < market.orders:
            orders.append(Order("buy", good, quantity, limit))
            purse -= quantity * limit
    return tuple(orders)


def _limit(p: Perception, good: str, chance: Chance) -> int:
    reference = p.quotes[good].whole
    drawn = chance.between(max(1, reference // 2), max(1, reference * 3 // 2))
    return max(p.rules.market.floor, min(p.rules.market.cap, drawn))
