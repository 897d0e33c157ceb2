"""The five creatures' market as one would write it in mesa 3: the reference for the speed of a turn.

It keeps the wood's rules of production, need, matching, drift and rot, the same creatures, goods and numbers, and
up to three orders per creature and turn. It has none of the rest: no ledger, events, gossip, memory, contracts,
vault, legends, fairs or replay.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

import mesa

from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.content.season import day, fuel_rate, whole


@dataclass
class Order:
    """A creature's order for one good."""

    agent: Creature
    quantity: int
    limit: int


class Creature(mesa.Agent):
    """Makes one good, sells what it has of it, buys what it lacks, eats and burns."""

    def __init__(self, model: Market, name: str, makes: str) -> None:
        super().__init__(model)
        start = model.rules.start
        self.name = name
        self.makes = makes
        self.pebbles = start.pebbles
        self.stock = {g.id: start.own if g.id == makes else getattr(start, g.kind) for g in model.cast.goods}
        self.mood = model.rules.mood.base

    def produce(self) -> None:
        good = self.model.cast.made[self.makes]
        rate = good.harvest * good.seasons.get(self.model.today.season.id, 1000) // 1000
        self.stock[self.makes] += whole(rate, self.model.steps)

    def send_orders(self) -> None:
        model = self.model
        own = self.stock[self.makes]
        keep = model.fuel_need if self.makes == model.cast.fuel else 1
        if own > keep:
            limit = max(1, round(model.prices[self.makes] * model.random.uniform(0.8, 1.1)))
            model.asks[self.makes].append(Order(self, own - keep, limit))
        wanted = []
        for good in model.cast.made:
            need = model.fuel_need * 2 if good == model.cast.fuel else 2
            if good != self.makes and self.stock[good] < need:
                wanted.append((self.stock[good] / need, model.random.random(), good, need - self.stock[good]))
        budget = self.pebbles
        for _, _, good, lacking in sorted(wanted)[:2]:
            limit = max(1, round(model.prices[good] * model.random.uniform(0.9, 1.3)))
            quantity = min(lacking, budget // limit)
            if quantity:
                budget -= quantity * limit
                model.bids[good].append(Order(self, quantity, limit))

    def live(self) -> None:
        rules, cast = self.model.rules, self.model.cast
        larder = sorted((f for f in cast.foods if self.stock[f]), key=lambda f: -self.stock[f])
        for food in larder[: rules.meal.kinds]:
            self.stock[food] -= 1
        missing = rules.meal.kinds - min(rules.meal.kinds, len(larder))
        burnt = min(self.model.fuel_need, self.stock[cast.fuel])
        self.stock[cast.fuel] -= burnt
        self.mood -= rules.mood.missing * missing + rules.mood.cold * (self.model.fuel_need - burnt)
        self.mood += (rules.mood.base - self.mood) * rules.mood.pull // 1000
        self.mood = max(rules.mood.low, min(rules.mood.high, self.mood))
        for good in cast.goods:
            lost, rest = divmod(self.stock[good.id] * good.rot, 1000)
            self.stock[good.id] -= lost + (self.model.random.randrange(1000) < rest)

    @property
    def wealth(self) -> float:
        return self.pebbles + sum(units * self.model.prices[good] for good, units in self.stock.items())


class Market(mesa.Model):
    """One wood: each step is a turn."""

    def __init__(self, cast: Cast, rules: Rules, seed: int) -> None:
        super().__init__(seed=seed)
        self.cast = cast
        self.rules = rules
        self.prices = {good.id: float(good.price) for good in cast.goods}
        for creature in cast.creatures:
            Creature(self, creature.id, creature.makes)
        self.orders = 0
        self.units = 0

    def step(self) -> None:
        self.today = day(self.rules, self.steps)
        self.fuel_need = whole(fuel_rate(self.rules, self.steps), self.steps)
        self.bids: dict[str, list[Order]] = defaultdict(list)
        self.asks: dict[str, list[Order]] = defaultdict(list)
        self.agents.do("produce")
        self.agents.do("send_orders")
        for good in self.cast.made:
            self.trade(good)
        self.agents.do("live")

    def trade(self, good: str) -> None:
        bids, asks = self.bids[good], self.asks[good]
        self.orders += len(bids) + len(asks)
        reference = max(1, round(self.prices[good]))
        price, volume = clearing_price(bids, asks, reference)
        market = self.rules.market
        if not volume:
            demand = sum(o.quantity for o in bids if o.limit >= reference)
            supply = sum(o.quantity for o in asks if o.limit <= reference)
            move = market.step / 1000 * (demand - supply) / (demand + supply) if demand + supply else 0
            self.prices[good] = min(market.cap, max(market.floor, self.prices[good] * (1 + move)))
            return
        bought = ration(sorted(bids, key=lambda o: -o.limit), volume, self.random)
        sold = ration(sorted(asks, key=lambda o: o.limit), volume, self.random)
        for order, units in bought:
            order.agent.pebbles -= units * price
            order.agent.stock[good] += units
        for order, units in sold:
            order.agent.pebbles += units * price
            order.agent.stock[good] -= units
        self.units += volume
        limit = self.prices[good] * market.breaker / 1000
        move = (price - self.prices[good]) * market.weight / 1000
        self.prices[good] += max(-limit, min(limit, move))


def clearing_price(bids: list[Order], asks: list[Order], reference: int) -> tuple[int, int]:
    """Price and volume: most volume, then least left over, then pressure, then nearest to the reference."""
    prices = {reference}
    prices.update(o.limit for o in bids)
    prices.update(o.limit for o in asks)
    prices.update(o.limit + 1 for o in bids)
    prices.update(o.limit - 1 for o in asks if o.limit > 1)
    best: tuple[int, int] = (-1, 0)
    chosen: list[tuple[int, int]] = []
    for price in sorted(prices):
        demand = sum(o.quantity for o in bids if o.limit >= price)
        supply = sum(o.quantity for o in asks if o.limit <= price)
        merit = (min(demand, supply), -abs(demand - supply))
        if merit > best:
            best, chosen = merit, []
        if merit == best:
            chosen.append((price, demand - supply))
    if all(left > 0 for _, left in chosen):
        return chosen[-1][0], best[0]
    if all(left < 0 for _, left in chosen):
        return chosen[0][0], best[0]
    return min(max(reference, chosen[0][0]), chosen[-1][0]), best[0]


def ration(orders: list[Order], volume: int, random: Random) -> list[tuple[Order, int]]:
    """Better limits first; at the margin pro rata by largest remainder, ties by lot."""
    filled = []
    while orders and volume:
        level = [order for order in orders if order.limit == orders[0].limit]
        orders = orders[len(level) :]
        total = sum(order.quantity for order in level)
        if total <= volume:
            filled += [(order, order.quantity) for order in level]
            volume -= total
            continue
        shares = [order.quantity * volume // total for order in level]
        lots = sorted(
            range(len(level)), key=lambda i: (-(level[i].quantity * volume % total), random.random())
        )
        for index in lots[: volume - sum(shares)]:
            shares[index] += 1
        filled += [(order, units) for order, units in zip(level, shares, strict=True) if units]
        volume = 0
    return filled
