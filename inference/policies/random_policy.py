"""The random policy: legal moves drawn evenly. The floor under every statistic."""

from __future__ import annotations

from collections.abc import Sequence

from engine.chance import Chance
from engine.decision import Consent, Decision, Order, Say, Trace, VaultAct
from engine.moves import Moves, legal_moves
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
        moves = legal_moves(p.means)
        orders = _orders(p, moves, chance)
        spare = p.pebbles - sum(order.quantity * order.limit for order in orders if order.side == "buy")
        return Decision(
            orders=orders,
            say=_say(moves, chance) if chance.happens(500) else None,
            answers=tuple(
                Consent(id, chance.happens(500) and id not in moves.resented) for id in moves.proposals
            ),
            vault=_vault(moves, spare, chance) if chance.happens(200) else None,
        )


def _orders(p: Perception, moves: Moves, chance: Chance) -> tuple[Order, ...]:
    """Up to as many orders as the rules allow, each in another good, at limits within half and twice the reference."""
    purse = p.pebbles
    orders = []
    for good in chance.shuffled(list(p.cast.good))[: chance.below(moves.orders + 1)]:
        reference = p.quotes[good].whole
        limit = max(moves.lowest, min(moves.highest, chance.between(reference // 2, reference * 2)))
        most = {
            "sell": min(p.stock[good], moves.units("sell", good)),
            "buy": min(purse // limit, moves.units("buy", good)),
        }
        sides = [side for side, units in most.items() if units > 0]
        if not sides:
            continue
        side = chance.pick(sides)
        quantity = chance.between(1, most[side])
        purse -= quantity * limit if side == "buy" else 0
        orders.append(Order(side, good, quantity, limit))
    return tuple(orders)


def _say(moves: Moves, chance: Chance) -> Say:
    if chance.happens(500):
        return Say("…", chance.pick(moves.goods), chance.pick(("rise", "fall")))
    return Say("…", chance.pick(moves.creatures), chance.pick(("praise", "warn")))


def _vault(moves: Moves, spare: int, chance: Chance) -> VaultAct | None:
    """`spare` is the pebbles that no order needs."""
    if moves.withdraw and chance.happens(500):
        return VaultAct("withdraw", chance.between(1, moves.withdraw))
    most = min(spare, moves.deposit)
    return VaultAct("deposit", chance.between(1, most)) if most else None
