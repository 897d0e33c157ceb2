"""The random policy: legal moves drawn evenly. The floor under every statistic."""

from __future__ import annotations

from collections.abc import Sequence

from engine.chance import Chance
from engine.decision import Consent, Decision, Order, Say, Trace, VaultAct
from engine.perception import Perception
from inference.mind import Answer, Ask

TRACE = Trace("random")


class RandomPolicy:
    """A mind without any: it may do whatever the rules allow, and nothing they refuse."""

    async def decide(self, asks: Sequence[Ask]) -> list[Answer]:
        """Decide for all asks, in order."""
        return [Answer(self.think(ask.perception, ask.chance), TRACE) for ask in asks]

    def think(self, p: Perception, chance: Chance) -> Decision:
        """One creature's decision."""
        orders = _orders(p, chance)
        spare = p.pebbles - sum(order.quantity * order.limit for order in orders if order.side == "buy")
        return Decision(
            orders=orders,
            say=_say(p, chance) if chance.happens(500) else None,
            answers=tuple(Consent(o.id, chance.happens(500)) for o in p.proposals),
            vault=_vault(p, spare, chance) if chance.happens(200) else None,
        )


def _orders(p: Perception, chance: Chance) -> tuple[Order, ...]:
    """Up to as many orders as the rules allow, each in another good, at limits within half and twice the reference."""
    market, purse = p.rules.market, p.pebbles
    orders = []
    for good in chance.shuffled(list(p.cast.good))[: chance.below(market.orders + 1)]:
        reference = p.quotes[good].whole
        limit = max(market.floor, min(market.cap, chance.between(reference // 2, reference * 2)))
        may_buy = good != p.me.makes and purse >= limit and not p.bank.bound
        sides = ["sell"] * (p.stock[good] > 0) + ["buy"] * may_buy
        if not sides:
            continue
        side = chance.pick(sides)
        most = p.stock[good] if side == "sell" else purse // limit
        quantity = chance.between(1, min(most, market.quantity))
        purse -= quantity * limit if side == "buy" else 0
        orders.append(Order(side, good, quantity, limit))
    return tuple(orders)


def _say(p: Perception, chance: Chance) -> Say:
    if chance.happens(500):
        return Say("…", chance.pick(list(p.cast.good)), chance.pick(("rise", "fall")))
    return Say(
        "…", chance.pick([c for c in p.cast.creature if c != p.me.id]), chance.pick(("praise", "warn"))
    )


def _vault(p: Perception, spare: int, chance: Chance) -> VaultAct | None:
    """`spare` is the pebbles that no order needs."""
    if p.bank.shut or p.me.id == p.cast.keeper:
        return None
    if p.bank.claim and chance.happens(500):
        return VaultAct("withdraw", chance.between(1, p.bank.claim))
    return VaultAct("deposit", chance.between(1, spare)) if spare else None
