"""The rule policy's orders: sell what one makes, buy what one needs, and chase or dump what moves."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import NamedTuple

from engine.chance import Chance
from engine.content.season import fuel_rate
from engine.decision import Order
from engine.perception import Perception
from inference.policies.nature import Nature
from inference.policies.outlook import Outlook


class Intent(NamedTuple):
    """An order and why: the situation chooses the words for it."""

    order: Order
    situation: str
    weight: int
    """How much it matters; the heaviest come first."""


_weight = attrgetter("weight")


class Trader(NamedTuple):
    """One creature before the market: what it knows, expects and fancies."""

    p: Perception
    view: Outlook
    nature: Nature
    fancy: Mapping[str, int]
    """Good -> what it is worth to this creature today beside what it costs, in thousandths: drawn, and private."""
    purse: int
    """Pebbles at hand once it has been to the vault."""
    fuel: int
    """Units of fuel that it wants in store."""

    def limit(self, good: str, lean: int) -> int:
        """A limit in whole pebbles: the reference moved by `lean` thousandths and by fancy."""
        return self.whole(self.known(good), lean + self.fancy[good])

    def known(self, good: str) -> int:
        """The reference, drawn a little toward what the good cost when the wood was founded, in thousandths."""
        reference = self.p.quotes[good].reference
        return reference + (self.p.cast.good[good].price * 1000 - reference) * self.nature.anchor // 1000

    def whole(self, reference: int, lean: int) -> int:
        """Thousandths moved by `lean` thousandths, as whole pebbles to the nearest, within the market's bounds."""
        market, limit = self.p.rules.market, (reference * (1000 + lean) + 500_000) // 1_000_000
        return limit if market.floor <= limit <= market.cap else max(market.floor, min(market.cap, limit))

    def bid(self, good: str, lean: int) -> int:
        """A bid: the reference, drawn toward the creature's means, moved by `lean` thousandths and by fancy.

        Its means are its pebbles per unit of its horizon, scaled by what the good cost at founding: so the rich pay
        more, the poor less, and in the long run prices keep to the pebbles that there are.
        """
        p, nature = self.p, self.nature
        means = (p.pebbles + p.bank.claim) * p.cast.relative[good] // nature.horizon
        reference = self.known(good)
        drawn = reference + (means - reference) * nature.means // 1000
        return self.whole(drawn, lean + self.fancy[good])


def intents(p: Perception, view: Outlook, nature: Nature, chance: Chance, purse: int) -> list[Intent]:
    """At most as many orders as the rules allow, the own good's first, then by weight; bids within the purse."""
    trader = Trader(p, view, nature, fancies(p, nature.fancy, chance), purse, fuel_wanted(p))
    own = sell_own(trader)
    others = needs(trader) + speculation(trader)
    if p.cast.asset:
        others += keepsake(trader, p.cast.asset.id)
    others.sort(key=_weight, reverse=True)
    chosen: list[Intent] = [own] if own else []
    used, most = {p.me.makes}, p.rules.market.orders
    for intent in others:
        if intent.order.good not in used and len(chosen) < most:
            used.add(intent.order.good)
            chosen.append(intent)
    return _affordable(p, purse, chosen)


def fancies(p: Perception, width: int, chance: Chance) -> dict[str, int]:
    """Good -> a number between -width and width, each equally likely and by itself: one draw holds them all."""
    size, fancy = 2 * width + 1, {}
    drawn = chance.below(size ** len(p.cast.good))
    for good in p.cast.good:
        drawn, number = divmod(drawn, size)
        fancy[good] = number - width
    return fancy


def _affordable(p: Perception, purse: int, plan: list[Intent]) -> list[Intent]:
    """The plan within the purse: each bid, the heaviest first, may lock an even share of what is left."""
    bids, floor = sum([intent.order.side == "buy" for intent in plan]), p.rules.market.floor
    kept = []
    for intent in plan:
        order = intent.order
        if order.side == "sell":
            kept.append(intent)
            continue
        share, bids = purse // bids, bids - 1
        limit = min(order.limit, purse)
        if limit < floor:
            continue
        quantity = min(order.quantity, max(1, share // limit))
        purse -= quantity * limit
        if quantity < order.quantity or limit < order.limit:
            order = Order("buy", order.good, quantity, limit)
        kept.append(Intent(order, intent.situation, intent.weight))
    return kept


def sell_own(trader: Trader) -> Intent | None:
    """Offer what is beyond the own table or hearth; a glut is offered cheaper, a rising price held back."""
    p, nature = trader.p, trader.nature
    own, habits = p.me.makes, p.me.habits
    have = p.stock[own] + p.harvest
    keep = sum(p.fuel[: habits.hoard]) if own == p.cast.fuel else 1 + habits.hoard // 2
    surplus = have - keep * _needed(p, own)
    if surplus < 1:
        return None
    quote = p.quotes[own]
    left = max(0, p.stock[own] - keep) * 1000 // max(1, p.harvest)
    glut = nature.glut * min(left, nature.glut_turns * 1000) // 1000 * (1000 - habits.patience) // 1000
    lean = habits.markup + nature.sold_out - glut + trader.view.move[own] // 2
    usual = sum(quote.history) // len(quote.history) if quote.history else quote.reference
    least = max(p.rules.market.floor, habits.reserve, usual * habits.least // 1_000_000)
    limit = max(least, trader.limit(own, max(-600, lean)))
    quantity = min(surplus, p.rules.market.quantity)
    return Intent(Order("sell", own, quantity, limit), "sell", 1000)


def day_cost(p: Perception) -> int:
    """Pebbles that a day's food and fuel cost at the reference prices."""
    own, cast, quotes = p.me.makes, p.cast, p.quotes
    foods = [quotes[food].reference for food in cast.foods if food != own]
    kinds = p.rules.meal.kinds - (own in cast.foods) if p.rules.scarcity.diet else 0
    fuel = 0 if own == cast.fuel else p.fuel[0] * quotes[cast.fuel].reference
    return (sum(foods) * kinds // len(foods) + fuel) // 1000


def _needed(p: Perception, good: str) -> int:
    """1 where the rules make this good a need, else 0."""
    scarcity = p.rules.scarcity
    return int(scarcity.hearth if good == p.cast.fuel else scarcity.diet)


def needs(trader: Trader) -> list[Intent]:
    """Bids for fuel ahead of the calendar and for the cheapest foods that make a meal whole."""
    p = trader.p
    found, fuel = [], p.cast.fuel
    want = trader.fuel - p.stock[fuel]
    if want > 0 and p.me.makes != fuel:
        found.append(_bid(trader, fuel, want, p.fuel[0] > p.stock[fuel], p.cold))
    if p.rules.scarcity.diet:
        found += _foods(trader)
    return [intent for intent in found if intent]


def fuel_wanted(p: Perception) -> int:
    """Units of fuel that it wants in store: what the calendar shows, and in time for what it does not show yet."""
    habits, shown = p.me.habits, p.turn + len(p.fuel)
    near = sum(p.fuel[: 1 + habits.hoard])
    if not habits.provide or not p.rules.scarcity.hearth:
        return near
    return near + sum([fuel_rate(p.rules, turn) for turn in range(shown, shown + habits.provide)]) // 1000


def _foods(trader: Trader) -> list[Intent | None]:
    p, nature, own = trader.p, trader.nature, trader.p.me.makes
    store, foods, stock = min(nature.lot, 1 + p.me.habits.hoard), p.cast.foods, p.stock
    missing = p.rules.meal.kinds - sum([food == own or stock[food] > 0 for food in foods])
    cost = {
        food: p.quotes[food].reference * (1000 - trader.fancy[food] * nature.taste // 1000)
        for food in foods
        if food != own and stock[food] < store
    }
    found: list[Intent | None] = []
    for food in sorted(cost, key=cost.__getitem__):
        held = stock[food]
        open_now = held == 0 and missing > 0
        missing -= open_now
        if open_now or held:
            found.append(_bid(trader, food, store - held, open_now, p.hunger))
    return found


def _bid(trader: Trader, good: str, want: int, open_now: bool, suffered: int) -> Intent | None:
    p, nature = trader.p, trader.nature
    lean = nature.pressing + nature.bare * suffered if open_now else -nature.spare
    limit = trader.bid(good, lean - p.me.habits.haggle + trader.view.move[good] // 2)
    share = max(int(open_now), trader.purse * nature.purse // 1000 // limit)
    quantity = min(want, p.rules.market.quantity, share)
    if quantity < 1:
        return None
    situation = ("cold" if good == p.cast.fuel else "hungry") if open_now and suffered else "buy"
    weight = (500 if open_now else 100) + 100 * suffered
    return Intent(Order("buy", good, quantity, limit), situation, weight)


def speculation(trader: Trader) -> list[Intent]:
    """Buy what is expected to rise; sell holdings beyond need of what is not."""
    p, nature, found = trader.p, trader.nature, []
    bold, lot = p.me.habits.trend >= nature.bold, nature.lot * int(p.rules.scarcity.diet)
    own, fuel, conviction, moves = p.me.makes, p.cast.fuel, nature.conviction, trader.view.move
    for good in p.cast.made:
        if good == own:
            continue
        move = moves[good]
        if move >= conviction:
            if not bold:
                continue
            limit = trader.bid(good, move // 2)
            quantity = min(nature.stake, trader.purse * nature.invest // 1000 // limit)
            if quantity > 0:
                found.append(Intent(Order("buy", good, quantity, limit), "speculate", 200 + move))
            continue
        holding = p.stock[good] - (trader.fuel if good == fuel else lot)
        if holding > 0:
            limit = trader.limit(good, min(0, move))
            found.append(
                Intent(Order("sell", good, min(holding, p.rules.market.quantity), limit), "dump", 300 - move)
            )
    return found


def keepsake(trader: Trader, asset: str) -> list[Intent]:
    """Buy the asset that is thought cheap or rising, sell it where it is thought dear or falling, or pebbles lack."""
    p, nature = trader.p, trader.nature
    quote, have = p.quotes[asset], p.stock[asset]
    desire, conviction = trader.view.asset + trader.fancy[asset] // 2, nature.conviction
    if have and trader.purse < day_cost(p):
        return [Intent(Order("sell", asset, 1, trader.limit(asset, -nature.spare)), "dump", 450)]
    if desire >= conviction:
        limit = trader.whole(quote.reference, desire // 2)
        quantity = min(nature.stake, trader.purse * nature.invest // 1000 // limit)
        if quantity > 0:
            return [Intent(Order("buy", asset, quantity, limit), "speculate", 200 + desire)]
    if desire <= -conviction and have:
        limit = trader.whole(quote.reference, desire // 2)
        return [Intent(Order("sell", asset, min(have, nature.stake), limit), "dump", 200 - desire)]
    return []
