"""The forward: goods that are paid for today and delivered on a later day, both in escrow until then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine import accounts
from engine.accounts import ESCROW, Account
from engine.content.cast import Cast
from engine.deals.desk import GIVER, TAKER, DealSide, Desk, Settlement, Summary
from engine.deals.proposal import Proposal
from engine.deals.terms import Terms
from engine.decision import Offer
from engine.ledger import PEBBLE
from engine.means import MOST, Means

FORWARD: Literal["forward"] = "forward"


@dataclass(frozen=True, slots=True)
class Forward:
    """A signed forward: `seller` delivers `quantity` of `good`, `buyer` has paid `price` into escrow."""

    id: str
    seller: Account
    buyer: Account
    good: str
    quantity: int
    """Units."""
    price: int
    """Pebbles in all."""
    due: int
    """Turn in whose settlement it falls due."""
    pledge: int
    """Pebbles in escrow that the seller loses by a default."""
    kind: Literal["forward"] = FORWARD

    @property
    def summary(self) -> Summary:
        """The forward in the words of all deals."""
        return Summary(self.seller, self.buyer, self.good, self.quantity, self.price)

    def escrowed(self) -> Counter[str]:
        """What it holds in escrow, by asset."""
        return Counter({PEBBLE: self.price + self.pledge})

    def staked(self, account: Account) -> int:
        """Pebbles that a party has in escrow for it."""
        return (self.price if account == self.buyer else 0) + (self.pledge if account == self.seller else 0)

    def worth(self, account: Account, _prices: Mapping[str, int]) -> int:
        """What it adds to an account's worth, in thousandths of a pebble: each party counts what it put in."""
        return 1000 * self.staked(account)

    def lent_by(self, _account: Account) -> int:
        """Pebbles that an account has lent in it: none."""
        return 0

    def fits(self, cast: Cast) -> bool:
        """Whether it can have been signed in a wood of this cast."""
        return self.good in cast.made and min(self.quantity, self.price) > 0 and self.pledge >= 0

    def fall_due(self, desk: Desk) -> Settlement:
        """Deliver against payment; where the goods are missing, the buyer has the money back and the pledge."""
        books, kept = desk.ledger, desk.ledger.has(self.seller, self.good) >= self.quantity
        if kept:
            books.move(self.seller, self.buyer, self.good, self.quantity, "delivery")
            books.move(ESCROW, self.seller, PEBBLE, self.price + self.pledge, "delivery")
        else:
            books.move(ESCROW, self.buyer, PEBBLE, self.price + self.pledge, "default")
        return Settlement(kept, guilty=self.seller, wronged=self.buyer)


def terms(means: Means) -> tuple[Terms, ...]:
    """Own goods may be sold to anyone, another maker's bought from that maker."""
    rules, cast, units = means.rules.contracts, means.cast, means.rules.market.quantity
    pledged = means.pebbles * 1000 // rules.collateral if rules.collateral else MOST
    dearest = min(MOST, units * means.rules.market.cap)
    own = cast.creature[means.creature].makes
    bought = tuple(
        Terms(FORWARD, (maker,), (good,), units, min(dearest, means.pebbles), rules.turns)
        for good, maker in cast.maker.items()
        if maker != means.creature
    )
    return (Terms(FORWARD, means.others, (own,), units, min(dearest, pledged), rules.turns), *bought)


def object_to(offer: Offer, means: Means) -> str:
    """Return the code of why a creature may not offer a forward, beyond its terms; an empty text where it may."""
    return "" if means.cast.maker.get(offer.good) in (means.creature, offer.to) else "nobody_makes"


def addressee(proposal: Proposal, cast: Cast) -> DealSide:
    """Return the side that whoever accepts a proposal is on: the maker of the good gives."""
    return TAKER if proposal.maker == accounts.creature(cast.maker[proposal.good]) else GIVER


def sign(desk: Desk, proposal: Proposal) -> Forward | str:
    """Sign an accepted forward, whose seller is who makes the good, or return the code of why it cannot be."""
    p = proposal
    buys = addressee(p, desk.cast) == TAKER
    seller, buyer = (p.maker, p.to) if buys else (p.to, p.maker)
    pledge = p.price * desk.rules.contracts.collateral // 1000
    if desk.ledger.has(buyer, PEBBLE) < p.price or desk.ledger.has(seller, PEBBLE) < pledge:
        return "no_pebbles"
    desk.ledger.move(buyer, ESCROW, PEBBLE, p.price, FORWARD)
    desk.ledger.move(seller, ESCROW, PEBBLE, pledge, "collateral")
    return Forward(p.id, seller, buyer, p.good, p.quantity, p.price, desk.turn + p.turns, pledge)
