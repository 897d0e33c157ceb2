"""Legal moves: what a creature may do in a turn, and the bounds of every number that it may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.content.cast import Cast
from engine.content.rules import Rules

OfferKind = Literal["forward", "loan"]
MOST = 99_999
"""Highest amount of an offer or at the vault, in pebbles: five digits keep the longest reply of a mind short."""
AMPLE = 1_000_000_000
"""More pebbles than any rule bounds a move by."""


@dataclass(frozen=True, slots=True)
class Lot:
    """A good that may be ordered, with the most units that one order may name."""

    good: str
    units: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Contracts of one kind that may be offered to some about some goods; the lowest numbers are 1."""

    kind: OfferKind
    to: tuple[str, ...]
    goods: tuple[str, ...]
    quantity: int
    """Most units of the good in a forward, most pebbles lent in a loan."""
    price: int
    """Most pebbles in all."""
    turns: int
    """Longest term."""


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
        fitting = (one for one in self.offers if one.kind == kind and to in one.to and good in one.goods)
        return next(fitting, None)


@dataclass(frozen=True, slots=True)
class Means:
    """What a creature's moves depend on; as little of it as is given bounds them, the rest only by the rules."""

    cast: Cast
    rules: Rules
    creature: str
    pebbles: int = AMPLE
    lendable: int = AMPLE
    """Pebbles that it may lend: the vault's where it keeps that, its own otherwise."""
    stock: Mapping[str, int] | None = None
    """Own units of each good, this turn's harvest with them; None for as many as can be ordered."""
    contracts: int = 0
    """Own open contracts."""
    claim: int = AMPLE
    """Own pebbles in the vault."""
    shut: bool = False
    """Whether the vault is shut."""
    bound: bool = False
    """Whether the breaker binds this creature, which then keeps the vault: it may neither bid nor lend."""
    proposals: tuple[str, ...] = ()
    resented: tuple[str, ...] = ()


def legal_moves(means: Means) -> Moves:
    """What a creature may do: purse and stock bound each part by itself, their sum is for escrow to judge."""
    cast, market = means.cast, means.rules.market
    account = means.creature != cast.keeper and not means.shut
    return Moves(
        creature=means.creature,
        goods=tuple(cast.good),
        creatures=_others(means),
        orders=market.orders,
        buyable=_buyable(means),
        sellable=_sellable(means),
        lowest=market.floor,
        highest=market.cap,
        proposals=means.proposals,
        resented=means.resented,
        offers=_offers(means),
        deposit=min(MOST, means.pebbles) if account else 0,
        withdraw=min(MOST, means.claim) if account else 0,
    )


def _others(means: Means) -> tuple[str, ...]:
    """The other creatures, in the cast's order."""
    return tuple(creature for creature in means.cast.creature if creature != means.creature)


def _buyable(means: Means) -> tuple[Lot, ...]:
    """Every other maker's good, as far as the purse reaches at the lowest limit; none while the breaker binds."""
    market, own = means.rules.market, means.cast.creature[means.creature].makes
    units = min(market.quantity, means.pebbles // market.floor)
    if units < 1 or means.bound:
        return ()
    return tuple(Lot(good, units) for good in means.cast.good if good != own)


def _sellable(means: Means) -> tuple[Lot, ...]:
    """What is in store, the harvest to come with it."""
    most = means.rules.market.quantity
    stock = dict.fromkeys(means.cast.good, most) if means.stock is None else means.stock
    return tuple(Lot(good, min(units, most)) for good, units in stock.items() if units > 0)


def _offers(means: Means) -> tuple[Terms, ...]:
    """Own goods to anyone, another maker's from that maker, and loans of what may be lent."""
    rules, cast, me = means.rules.contracts, means.cast, means.creature
    if means.contracts >= rules.open:
        return ()
    whom, units, own = _others(means), means.rules.market.quantity, cast.creature[me].makes
    pledged = means.pebbles * 1000 // rules.collateral if rules.collateral else MOST
    dearest = min(MOST, units * means.rules.market.cap)
    terms = [Terms("forward", whom, (own,), units, min(dearest, pledged), rules.turns)]
    terms += [
        Terms("forward", (maker,), (good,), units, min(dearest, means.pebbles), rules.turns)
        for good, maker in cast.maker.items()
        if maker != me
    ]
    lend = 0 if means.bound else min(MOST, means.lendable)
    repaid = min(MOST, lend + lend * rules.gain // 1000)
    terms.append(Terms("loan", whom, tuple(cast.good), lend, repaid, rules.turns))
    return tuple(one for one in terms if one.price >= 1 and one.quantity >= 1)
