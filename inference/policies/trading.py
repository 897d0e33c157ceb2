"""The rule policy's orders: sell what one makes, buy what one needs, and chase or dump what moves."""

from __future__ import annotations

from dataclasses import dataclass

from engine.chance import Chance
from engine.decision import Order
from engine.perception import Perception
from inference.policies.nature import Nature
from inference.policies.outlook import Outlook


@dataclass(frozen=True, slots=True)
class Intent:
    """An order and why: the situation chooses the words for it."""

    order: Order
    situation: str
    weight: int
    """How much it matters; the heaviest come first."""


def intents(p: Perception, view: Outlook, nature: Nature, chance: Chance) -> list[Intent]:
    """At most as many orders as the rules allow, the own good's first, then by weight."""
    own = sell_own(p, view, nature)
    others = [*needs(p, view, nature, chance), *speculation(p, view, nature)]
    others.sort(key=lambda intent: -intent.weight)
    chosen: list[Intent] = [own] if own else []
    used = {p.me.makes}
    for intent in others:
        if intent.order.good not in used and len(chosen) < p.rules.market.orders:
            used.add(intent.order.good)
            chosen.append(intent)
    return chosen


def sell_own(p: Perception, view: Outlook, nature: Nature) -> Intent | None:
    """Offer what is beyond the own table or hearth; a glut is offered cheaper, a rising price held back."""
    own, habits = p.me.makes, p.me.habits
    have = p.stock[own] + p.harvest
    keep = sum(p.fuel[: habits.hoard]) if own == p.cast.fuel else 1 + habits.hoard // 2
    surplus = have - keep * _needed(p, own)
    if surplus < 1:
        return None
    glut = max(0, surplus // max(1, p.harvest) - nature.glut_turns)
    lean = habits.markup + view.move[own] // 2 - glut * nature.glut
    limit = max(habits.reserve, _whole(p, p.quotes[own].reference, max(-500, lean)))
    quantity = min(surplus, p.rules.market.quantity, max(2, 2 * p.harvest))
    return Intent(Order("sell", own, quantity, limit), "sell", 1000)


def _needed(p: Perception, good: str) -> int:
    """1 where the rules make this good a need, else 0."""
    scarcity = p.rules.scarcity
    return int(scarcity.hearth if good == p.cast.fuel else scarcity.diet)


def needs(p: Perception, view: Outlook, nature: Nature, chance: Chance) -> list[Intent]:
    """Bids for fuel ahead of the calendar and for the cheapest foods that make a meal whole."""
    found = []
    if p.me.makes != p.cast.fuel:
        want = sum(p.fuel[: 1 + p.me.habits.hoard]) - p.stock[p.cast.fuel]
        open_now = p.fuel[0] > p.stock[p.cast.fuel]
        if want > 0:
            found.append(_bid(p, view, nature, p.cast.fuel, want, open_now, p.cold))
    if p.rules.scarcity.diet:
        found += _foods(p, view, nature, chance)
    return [intent for intent in found if intent]


def _foods(p: Perception, view: Outlook, nature: Nature, chance: Chance) -> list[Intent | None]:
    fancy = {
        f: p.quotes[f].reference * (1000 + chance.below(1 + nature.taste))
        for f in p.cast.foods
        if f != p.me.makes
    }
    others = sorted(fancy, key=lambda f: (fancy[f], f))
    kinds = p.rules.meal.kinds - (p.me.makes in p.cast.foods)
    held = [f for f in others if p.stock[f] > 0]
    found: list[Intent | None] = []
    store = min(nature.lot, 1 + p.me.habits.hoard)
    missing = kinds - len(held)
    for food in others:
        want = store - p.stock[food]
        if want < 1:
            continue
        open_now = p.stock[food] == 0 and missing > 0
        missing -= open_now
        if open_now or p.stock[food] == 1:
            found.append(_bid(p, view, nature, food, want, open_now, p.hunger))
    return found


def _bid(
    p: Perception, view: Outlook, nature: Nature, good: str, want: int, open_now: bool, suffered: int
) -> Intent | None:
    lean = nature.pressing + nature.bare * suffered if open_now else -nature.spare
    limit = _bid_limit(p, nature, good, lean - p.me.habits.haggle + view.move[good])
    quantity = min(want, p.rules.market.quantity, p.pebbles * nature.purse // 1000 // limit)
    if quantity < 1 and open_now and p.pebbles >= p.rules.market.floor:
        quantity, limit = 1, min(limit, p.pebbles)
    if quantity < 1:
        return None
    situation = ("cold" if good == p.cast.fuel else "hungry") if open_now and suffered else "buy"
    return Intent(Order("buy", good, quantity, limit), situation, (500 if open_now else 100) + 100 * suffered)


def speculation(p: Perception, view: Outlook, nature: Nature) -> list[Intent]:
    """Buy what is expected to rise; sell holdings beyond need of what is not."""
    found = []
    for good in p.cast.good:
        if good == p.me.makes:
            continue
        move = view.move[good]
        need = sum(p.fuel) if good == p.cast.fuel else nature.lot * _needed(p, good)
        holding = p.stock[good] - need
        if move >= nature.conviction and abs(p.me.habits.trend) >= p.me.habits.trust // 2:
            limit = _bid_limit(p, nature, good, move // 2)
            quantity = min(nature.stake, p.pebbles * nature.invest // 1000 // limit)
            if quantity > 0:
                found.append(Intent(Order("buy", good, quantity, limit), "speculate", 200 + move))
        elif holding > 0 and move < nature.conviction:
            limit = _whole(p, p.quotes[good].reference, min(0, move))
            found.append(
                Intent(Order("sell", good, min(holding, p.rules.market.quantity), limit), "dump", 300 - move)
            )
    return found


def _bid_limit(p: Perception, nature: Nature, good: str, lean: int) -> int:
    """A bid in whole pebbles: the reference, drawn toward the creature's means, moved by `lean` thousandths.

    Its means are its pebbles per unit of its horizon, scaled by what the good cost at founding: so the rich pay more,
    the poor less, and in the long run prices keep to the pebbles that there are.
    """
    means = (p.pebbles + p.bank.claim) * p.cast.relative[good] // nature.horizon
    reference = p.quotes[good].reference
    return _whole(p, reference + (means - reference) * nature.means // 1000, lean)


def _whole(p: Perception, reference: int, lean: int) -> int:
    """Thousandths moved by `lean` thousandths, as whole pebbles to the nearest, within the market's bounds."""
    limit = (reference * (1000 + lean) + 500_000) // 1_000_000
    return max(p.rules.market.floor, min(p.rules.market.cap, limit))
