"""The forward: goods that are paid for today and delivered on a later day, both in escrow until then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine import accounts
from engine.accounts import ESCROW, Account
from engine.content.cast import Cast
from engine.deals.desk import Desk, Priced, Settlement, Summary
from engine.deals.proposal import Proposal
from engine.ledger import PEBBLE


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
    kind: Literal["forward"] = "forward"

    @property
    def summary(self) -> Summary:
        """The forward in the words of all deals."""
        return Summary(self.seller, self.buyer, self.good, self.quantity, self.price)

    def escrowed(self) -> Counter[str]:
        """What it holds in escrow, by asset."""
        return Counter({PEBBLE: self.price + self.pledge})

    def worth(self, account: Account, _quotes: Mapping[str, Priced]) -> int:
        """What it adds to an account's worth, in thousandths of a pebble: each party counts what it put in."""
        paid = self.price if account == self.buyer else 0
        return 1000 * (paid + (self.pledge if account == self.seller else 0))

    def lent_by(self, _account: Account) -> int:
        """Pebbles that an account has lent in it: none."""
        return 0

    def fits(self, cast: Cast) -> bool:
        """Whether it can have been signed in a wood of this cast."""
        return self.good in cast.good and min(self.quantity, self.price) > 0 and self.pledge >= 0

    def fall_due(self, desk: Desk) -> Settlement:
        """Deliver against payment; where the goods are missing, the buyer has the money back and the pledge."""
        books, kept = desk.ledger, desk.ledger.has(self.seller, self.good) >= self.quantity
        if kept:
            books.move(self.seller, self.buyer, self.good, self.quantity, "delivery")
            books.move(ESCROW, self.seller, PEBBLE, self.price + self.pledge, "delivery")
        else:
            books.move(ESCROW, self.buyer, PEBBLE, self.price + self.pledge, "default")
        return Settlement(kept, guilty=self.seller, wronged=self.buyer)


def sign(desk: Desk, proposal: Proposal) -> Forward | str:
    """Sign an accepted forward, whose seller is who makes the good, or return the code of why it cannot be."""
    p = proposal
    makes = accounts.creature(desk.cast.maker[p.good])
    seller, buyer = (p.maker, p.to) if makes == p.maker else (p.to, p.maker)
    pledge = p.price * desk.rules.contracts.collateral // 1000
    if desk.ledger.has(buyer, PEBBLE) < p.price or desk.ledger.has(seller, PEBBLE) < pledge:
        return "no_pebbles"
    desk.ledger.move(buyer, ESCROW, PEBBLE, p.price, "forward")
    desk.ledger.move(seller, ESCROW, PEBBLE, pledge, "collateral")
    return Forward(p.id, seller, buyer, p.good, p.quantity, p.price, desk.turn + p.turns, pledge)
