"""What every kind of deal reads of a wood under change, and what it tells of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

from engine.accounts import Account
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.ledger import Ledger

DealSide = Literal["giver", "taker"]
"""The sides of a deal, as its summary names them."""
GIVER: DealSide = "giver"
TAKER: DealSide = "taker"
SIDES: tuple[DealSide, ...] = (GIVER, TAKER)


class ReferenceQuote(Protocol):
    """A good's quote, as far as deals are concerned."""

    @property
    def reference(self) -> int:
        """Reference price, in thousandths of a pebble."""
        ...


class Desk(Protocol):
    """The part of a wood under change at which deals are signed and settled: a `Draft` is one."""

    @property
    def cast(self) -> Cast: ...
    @property
    def rules(self) -> Rules: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def turn(self) -> int: ...
    @property
    def quotes(self) -> Mapping[str, ReferenceQuote]: ...
    @property
    def claims(self) -> Mapping[Account, int]: ...
    @property
    def shut(self) -> int: ...
    def draw_on_claim(self, account: Account, amount: int) -> None: ...


class Summary(NamedTuple):
    """A deal in the words that are common to all kinds, for events, prompts and cards."""

    giver: Account
    """Who gives at the deal's end or gave at its beginning: a forward's seller, a loan's lender."""
    taker: Account
    good: str
    quantity: int
    """Units of a forward, pebbles of a loan."""
    price: int
    """Pebbles paid, or to be repaid."""

    def side(self, account: Account) -> tuple[DealSide, Account]:
        """Return the side of one of the two parties, and the other party."""
        return (GIVER, self.taker) if account == self.giver else (TAKER, self.giver)


class Settlement(NamedTuple):
    """What became of a deal that fell due."""

    kept: bool
    guilty: Account
    """Who had to keep it."""
    wronged: Account
    """Whom a default harms."""
    interest: int = 0
    """Pebbles that the vault earned by it."""
