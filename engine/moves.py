"""Legal moves: what a creature may do in a turn, and the bounds of every number that it may name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.deals.table import DEALS
from engine.deals.terms import Terms
from engine.means import MOST, Means


@dataclass(frozen=True, slots=True)
class Lot:
    """A good that may be ordered, with the most units that one order may name."""

    good: str
    units: int


@dataclass(frozen=True, slots=True)
class Moves:
    """The legal moves of one creature in one turn; an empty tuple or a zero leaves that part out."""

    creature: str
    goods: tuple[str, ...]
    """Every good of the cast: what gossip may be about, besides creatures."""
    creatures: tuple[str, ...]
    """The other creatures."""
    orders: int = 3
    """Most orders."""
    buyable: tuple[Lot, ...] = ()
    sellable: tuple[Lot, ...] = ()
    lowest: int = 1
    """Lowest limit of an order, in pebbles per unit."""
    highest: int = 1
    """Highest limit of an order, in pebbles per unit."""
    proposals: tuple[str, ...] = ()
    """Ids of the proposals that wait for this creature's answer."""
    resented: tuple[str, ...] = ()
    """Of these, those of makers to whom it is so hostile that it can only refuse."""
    offers: tuple[Terms, ...] = ()
    deposit: int = 0
    """Most pebbles that may be brought to the vault."""
    withdraw: int = 0
    """Most pebbles that may be asked back from the vault."""

    def lots(self, side: str) -> tuple[Lot, ...]:
        """The lots that may be ordered on one side."""
        return self.buyable if side == "buy" else self.sellable

    def units(self, side: str, good: str) -> int:
        """The most units of a good that one order may name; 0 where it may not be ordered."""
        return next((lot.units for lot in self.lots(side) if lot.good == good), 0)

    def terms(self, to: str, kind: str, good: str) -> Terms | None:
        """The bounds of an offer; None where it may not be made."""
        return fitting(self.offers, to, kind, good)


def legal_moves(means: Means) -> Moves:
    """What a creature may do: purse and stock bound each part by itself, their sum is for escrow to judge."""
    cast, market = means.cast, means.rules.market
    account = means.creature != cast.keeper and not means.shut
    return Moves(
        creature=means.creature,
        goods=tuple(cast.good),
        creatures=means.others,
        orders=market.orders,
        buyable=_buyable(means),
        sellable=_sellable(means),
        lowest=market.floor,
        highest=market.cap,
        proposals=means.proposals,
        resented=means.resented,
        offers=offered(means),
        deposit=min(MOST, means.pebbles) if account else 0,
        withdraw=min(MOST, means.claim) if account else 0,
    )


def most_bought(means: Means) -> int:
    """Most units that one bid may name, as far as the purse reaches at the lowest limit; 0 while the breaker binds."""
    market = means.rules.market
    return 0 if means.bound else min(market.quantity, means.pebbles // market.floor)


def most_sold(means: Means, good: str) -> int:
    """Most units that one ask may name: what is in store, the harvest to come with it."""
    most = means.rules.market.quantity
    return most if means.stock is None else min(most, means.stock.get(good, 0))


def _buyable(means: Means) -> tuple[Lot, ...]:
    """Every other maker's good."""
    own, units = means.cast.creature[means.creature].makes, most_bought(means)
    return tuple(Lot(good, units) for good in means.cast.good if good != own) if units > 0 else ()


def _sellable(means: Means) -> tuple[Lot, ...]:
    return tuple(Lot(good, units) for good in means.cast.good if (units := most_sold(means, good)) > 0)


def offered(means: Means) -> tuple[Terms, ...]:
    """What may be offered of every kind of deal; nothing while as many are open as the rules allow."""
    if means.contracts >= means.rules.contracts.open:
        return ()
    offers = [terms for row in DEALS.values() for terms in row.terms(means)]
    return tuple([terms for terms in offers if terms.price >= 1 and terms.quantity >= 1])


def fitting(offers: Iterable[Terms], to: str, kind: str, good: str) -> Terms | None:
    """The bounds of an offer among what may be offered; None where it may not be made."""
    return next((one for one in offers if one.kind == kind and to in one.to and good in one.goods), None)
