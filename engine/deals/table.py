"""The table of deals: one row for each kind. A third kind is a file beside these and a row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from engine.deals import forward, loan
from engine.deals.desk import Desk
from engine.deals.forward import Forward
from engine.deals.loan import Loan
from engine.deals.proposal import Proposal
from engine.events.facts import Delivered, Repaid

Deal = Annotated[Forward | Loan, Field(discriminator="kind")]
"""A signed deal of any kind: a tagged union, whose tag is `kind`."""


@dataclass(frozen=True, slots=True)
class DealRow:
    """One kind of deal."""

    sign: Callable[[Desk, Proposal], Deal | str]
    """Sign an accepted proposal, or return the code of why it cannot be."""
    kept: type[Delivered | Repaid]
    """The event of one that was kept."""


DEALS: Mapping[str, DealRow] = {
    "forward": DealRow(forward.sign, Delivered),
    "loan": DealRow(loan.sign, Repaid),
}
