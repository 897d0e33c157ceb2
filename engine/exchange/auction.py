"""The sealed-bid call auction: all orders for one good meet at once, and every trade has the same price.

With demand D(p) the units bid for at p or more, supply S(p) the units asked for at p or less, and volume V
= min(D, S), the price is the one with the greatest V; among those the one with the smallest |D - S|; among
those the highest where all have buyers left over, the lowest where all have sellers left over, and
otherwise the one nearest to the reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from engine.accounts import Account
from engine.chance import Chance
from engine.ledger import LedgerBroken, share_out


class SealedOrder(NamedTuple):
    """A trader's order for the good at auction; which side it is on is told by where it is handed in."""

    trader: Account
    quantity: int
    """Units, 1 or more."""
    limit: int
    """Pebbles per unit, 1 or more: the most that a bid pays, the least that an ask takes."""


class Trade(NamedTuple):
    """One allocation between one buyer and one seller."""

    buyer: Account
    seller: Account
    quantity: int


class Clearing(NamedTuple):
    """What came of an auction."""

    price: int | None
    """Pebbles per unit of every trade; None where nothing was traded."""
    volume: int
    """Units traded."""
    demand: int
    """Units bid for at the reference price or more."""
    supply: int
    """Units asked for at the reference price or less."""
    bought: Mapping[Account, int]
    """Units by buyer, in the order of their names; those who got nothing are left out."""
    sold: Mapping[Account, int]
    """Units by seller, likewise."""
    trades: tuple[Trade, ...]
    best_bid: int | None
    """Highest limit of a bid that is not wholly filled."""
    best_ask: int | None
    """Lowest limit of an ask that is not wholly filled."""


class _Stretch(NamedTuple):
    """Neighbouring prices, both ends included, at which demand and supply stay the same."""

    first: int
    last: int
    demand: int
    supply: int


_limit = attrgetter("limit")


def clear(bids: Sequence[SealedOrder], asks: Sequence[SealedOrder], reference: int, tie: Chance) -> Clearing:
    """Clear one good's market.

    Better limits are filled first. Where not all of one limit can be filled, its traders share pro rata by
    largest remainder, equal remainders by lot from `tie`: neither arrival nor splitting an order gains
    anything. A trader may have several orders on one side. `reference` is the reference price in whole
    pebbles.

    Raises LedgerBroken where the orders were not checked before: one below 1, or a trader on both sides.
    """
    _refuse_unchecked(bids, asks)
    demand = sum([bid.quantity for bid in bids if bid.limit >= reference])
    supply = sum([ask.quantity for ask in asks if ask.limit <= reference])
    best_bid = max(map(_limit, bids), default=None)
    best_ask = min(map(_limit, asks), default=None)
    if best_bid is None or best_ask is None or best_bid < best_ask:
        return Clearing(None, 0, demand, supply, {}, {}, (), best_bid, best_ask)
    price, volume = _price(list(_stretches(bids, asks, best_ask, best_bid)), reference)
    bought, unfilled_bid = _fill(sorted(bids, key=_limit, reverse=True), volume, tie)
    sold, unfilled_ask = _fill(sorted(asks, key=_limit), volume, tie)
    return Clearing(
        price, volume, demand, supply, bought, sold, tuple(_match(bought, sold)), unfilled_bid, unfilled_ask
    )


def _refuse_unchecked(bids: Sequence[SealedOrder], asks: Sequence[SealedOrder]) -> None:
    for trader, quantity, limit in (*bids, *asks):
        if quantity < 1 or limit < 1:
            raise LedgerBroken("order_below_one", trader=trader, quantity=quantity, limit=limit)
    both = {bid.trader for bid in bids}.intersection([ask.trader for ask in asks])
    if both:
        raise LedgerBroken("trader_on_both_sides", trader=min(both))


def _stretches(
    bids: Iterable[SealedOrder], asks: Iterable[SealedOrder], best_ask: int, best_bid: int
) -> Iterator[_Stretch]:
    """The prices from the best ask up to the best bid, beyond which nothing trades, in ascending order."""
    demand = sum([bid.quantity for bid in bids if bid.limit >= best_ask])
    supply = 0
    first = best_ask
    leaving = [(bid.limit + 1, -bid.quantity, 0) for bid in bids if best_ask <= bid.limit < best_bid]
    coming = [(ask.limit, 0, ask.quantity) for ask in asks if ask.limit <= best_bid]
    for price, less, more in sorted(leaving + coming):
        if price > first:
            yield _Stretch(first, price - 1, demand, supply)
            first = price
        demand += less
        supply += more
    yield _Stretch(first, best_bid, demand, supply)


def _merit(stretch: _Stretch) -> tuple[int, int]:
    """The more volume the better, then the less left over."""
    _, _, demand, supply = stretch
    return (demand, demand - supply) if demand < supply else (supply, supply - demand)


def _price(stretches: Sequence[_Stretch], reference: int) -> tuple[int, int]:
    """The price and the volume.

    D - S never rises with the price, so the equally good stretches lie side by side, and who is left over
    at the highest or the lowest of their prices tells it for all of them.
    """
    merits = [_merit(stretch) for stretch in stretches]
    best = max(merits)
    good = [stretch for stretch, merit in zip(stretches, merits, strict=True) if merit == best]
    low, high = good[0], good[-1]
    volume = best[0]
    if high.demand > high.supply:
        return high.last, volume
    if low.demand < low.supply:
        return low.first, volume
    return min(max(reference, low.first), high.last), volume


def _fill(orders: Iterable[SealedOrder], volume: int, tie: Chance) -> tuple[dict[Account, int], int | None]:
    """Units by trader, and the best limit left unfilled. `orders` come best limit first."""
    fills: dict[Account, int] = {}
    room = volume
    unfilled = None
    for limit, level in groupby(orders, key=_limit):
        wanted: dict[Account, int] = {}
        for trader, quantity, _ in level:
            wanted[trader] = wanted.get(trader, 0) + quantity
        total = sum(wanted.values())
        if total > room:
            unfilled = limit
            wanted = share_out(room, wanted, tie.shuffled(sorted(wanted)))
        for trader, quantity in wanted.items():
            fills[trader] = fills.get(trader, 0) + quantity
        if unfilled is not None:
            break
        room -= total
    return {trader: units for trader, units in sorted(fills.items()) if units}, unfilled


def _match(bought: Mapping[Account, int], sold: Mapping[Account, int]) -> Iterator[Trade]:
    """Pair the largest buyer left with the largest seller left: always fewer allocations than traders."""
    sellers = iter(_largest_first(sold))
    seller, offered = Account(""), 0
    for buyer, wanted in _largest_first(bought):
        missing = wanted
        while missing:
            if not offered:
                seller, offered = next(sellers)
            quantity = min(missing, offered)
            yield Trade(buyer, seller, quantity)
            missing -= quantity
            offered -= quantity


def _largest_first(fills: Mapping[Account, int]) -> list[tuple[Account, int]]:
    """In the order of names where equal, as the fills come."""
    return sorted(fills.items(), key=itemgetter(1), reverse=True)
