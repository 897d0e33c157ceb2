"""The table of deals: one row for each kind. A third kind is a file beside these and a row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from engine.content.cast import Cast
from engine.deals import forward, loan
from engine.deals.desk import SIDES, TAKER, DealSide, Desk
from engine.deals.forward import Forward
from engine.deals.loan import Loan
from engine.deals.proposal import Proposal
from engine.deals.terms import Terms
from engine.decision import Offer
from engine.events.facts import Delivered, Repaid
from engine.means import Means

Deal = Annotated[Forward | Loan, Field(discriminator="kind")]
"""A signed deal of any kind: a tagged union, whose tag is `kind`."""


@dataclass(frozen=True, slots=True)
class DealRow:
    """One kind of deal."""

    sign: Callable[[Desk, Proposal], Deal | str]
    """Sign an accepted proposal, or return the code of why it cannot be."""
    kept: type[Delivered | Repaid]
    """The event of one that was kept."""
    terms: Callable[[Means], tuple[Terms, ...]]
    """The bounds of what a creature may offer, what stands at 0 with them."""
    object_to: Callable[[Offer, Means], str]
    """Return the code of why a creature may not offer this, beyond its terms; an empty text where it may."""
    addressee: Callable[[Proposal, Cast], DealSide]
    """Return the side that whoever accepts a proposal is on."""
    asked: tuple[DealSide, ...]
    """The sides that a proposal can ask its addressee to take."""
    lends: bool = False
    """Whether the breaker keeps the vault's keeper from offering it."""


DEALS: Mapping[str, DealRow] = {
    forward.FORWARD: DealRow(
        forward.sign, Delivered, forward.terms, forward.object_to, forward.addressee, SIDES
    ),
    loan.LOAN: DealRow(loan.sign, Repaid, loan.terms, loan.object_to, loan.addressee, (TAKER,), lends=True),
}
