"""Deals and proposals in finer money."""

from __future__ import annotations

from dataclasses import replace

from engine.deals.forward import Forward
from engine.deals.loan import LOAN, Loan
from engine.deals.proposal import Proposal
from engine.deals.table import Deal


def recoined_deal(deal: Deal, parts: int) -> Deal:
    """Return a signed deal where each pebble became so many."""
    match deal:
        case Forward():
            return replace(deal, price=deal.price * parts, pledge=deal.pledge * parts)
        case Loan():
            return replace(deal, principal=deal.principal * parts, repayment=deal.repayment * parts)


def recoined_proposal(proposal: Proposal, parts: int) -> Proposal:
    """Return a proposal where each pebble became so many; what a loan offers is pebbles, too."""
    lot = proposal.quantity * parts if proposal.kind == LOAN else proposal.quantity
    return replace(proposal, quantity=lot, price=proposal.price * parts)
