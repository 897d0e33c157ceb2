"""The loan: pebbles against collateral in goods, repaid with interest on a later day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine import accounts
from engine.accounts import ESCROW, VAULT, Account
from engine.content.cast import Cast
from engine.deals.desk import TAKER, DealSide, Desk, Settlement, Summary
from engine.deals.proposal import Proposal
from engine.deals.terms import Terms
from engine.decision import Offer
from engine.ledger import PEBBLE
from engine.means import MOST, Means

LOAN: Literal["loan"] = "loan"


@dataclass(frozen=True, slots=True)
class Loan:
    """A signed loan: `lender` gave `principal`, `borrower` repays `repayment`."""

    id: str
    lender: Account
    borrower: Account
    principal: int
    """Pebbles."""
    repayment: int
    """Pebbles."""
    good: str
    """What the collateral consists of."""
    pledge: int
    """Units of it in escrow, which the lender seizes on a default."""
    due: int
    """Turn in whose settlement it falls due."""
    bank: bool = False
    """Whether it came out of the vault."""
    kind: Literal["loan"] = LOAN

    @property
    def summary(self) -> Summary:
        """The loan in the words of all deals."""
        return Summary(self.lender, self.borrower, self.good, self.principal, self.repayment)

    def escrowed(self) -> Counter[str]:
        """What it holds in escrow, by asset."""
        return Counter({self.good: self.pledge})

    def staked(self, _account: Account) -> int:
        """Pebbles that a party has in escrow for it: none."""
        return 0

    def worth(self, account: Account, prices: Mapping[str, int]) -> int:
        """What it adds to an account's worth, in thousandths of a pebble; the vault's loans are its depositors'."""
        if account == self.borrower:
            return self.pledge * prices[self.good] - self.repayment * 1000
        return self.repayment * 1000 if account == self.lender and not self.bank else 0

    def lent_by(self, account: Account) -> int:
        """Pebbles that an account has lent in it; the vault's loans are signed by its keeper."""
        return self.principal if account == (VAULT if self.bank else self.lender) else 0

    def fits(self, cast: Cast) -> bool:
        """Whether it can have been signed in a wood of this cast."""
        return self.good in cast.made and 0 < self.principal <= self.repayment and self.pledge >= 0

    def fall_due(self, desk: Desk) -> Settlement:
        """Repay and release the collateral; who cannot pays what there is, and loses the collateral."""
        books, purse = desk.ledger, VAULT if self.bank else self.lender
        owed = self.repayment - self._set_off(desk)
        owned = books.has(self.borrower, PEBBLE)
        kept = owned >= owed
        if kept:
            books.move(self.borrower, purse, PEBBLE, owed, "repayment")
            books.move(ESCROW, self.borrower, self.good, self.pledge, "collateral")
        else:
            books.move(self.borrower, purse, PEBBLE, owned, "default")
            books.move(ESCROW, self.lender, self.good, self.pledge, "seizure")
        interest = self.repayment - self.principal if kept and self.bank else 0
        return Settlement(kept, guilty=self.borrower, wronged=self.lender, interest=interest)

    def _set_off(self, desk: Desk) -> int:
        """Pay what the purse lacks out of the borrower's claim on the vault, and return the pebbles paid.

        Owed to the vault it is a set-off, which needs no cash; owed to another it is a withdrawal, as far as cash goes.
        """
        lacking = max(0, self.repayment - desk.ledger.has(self.borrower, PEBBLE))
        paid = min(lacking, desk.claims.get(self.borrower, 0))
        if not self.bank:
            paid = 0 if desk.shut >= desk.turn else min(paid, desk.ledger.has(VAULT, PEBBLE))
            desk.ledger.move(VAULT, self.lender, PEBBLE, paid, "repayment")
        desk.draw_on_claim(self.borrower, paid)
        return paid


def terms(means: Means) -> tuple[Terms, ...]:
    """What may be lent may be lent to anyone, against any good."""
    rules = means.rules.contracts
    lend = 0 if means.bound else min(MOST, means.lendable)
    repaid = min(MOST, lend + lend * rules.gain // 1000)
    return (Terms(LOAN, means.others, tuple(means.cast.made), lend, repaid, rules.turns),)


def object_to(offer: Offer, means: Means) -> str:
    """Return the code of why a creature may not offer a loan, beyond its terms; an empty text where it may."""
    most = offer.quantity + offer.quantity * means.rules.contracts.gain // 1000
    return "" if offer.quantity <= offer.price <= most else "usury"


def addressee(_proposal: Proposal, _cast: Cast) -> DealSide:
    """Return the side that whoever accepts a proposal is on: who offers a loan lends."""
    return TAKER


def sign(desk: Desk, proposal: Proposal) -> Loan | str:
    """Sign an accepted loan, the keeper's out of the vault, or return the code of why it cannot be."""
    p = proposal
    bank = p.maker == accounts.creature(desk.cast.keeper)
    purse = VAULT if bank else p.maker
    pledge = -(-p.quantity * desk.rules.contracts.pledge // max(1, desk.quotes[p.good].reference))
    cash, owed = desk.ledger.has(VAULT, PEBBLE) - p.quantity, sum(desk.claims.values())
    if bank and (desk.rules.vault.breaks(cash, owed) or desk.shut >= desk.turn):
        return "breaker"
    if desk.ledger.has(purse, PEBBLE) < p.quantity:
        return "no_pebbles"
    if desk.ledger.has(p.to, p.good) < pledge:
        return "no_collateral"
    desk.ledger.move(purse, p.to, PEBBLE, p.quantity, LOAN)
    desk.ledger.move(p.to, ESCROW, p.good, pledge, "collateral")
    return Loan(p.id, p.maker, p.to, p.quantity, p.price, p.good, pledge, desk.turn + p.turns, bank)
