"""Double entry: every movement of pebbles and goods is a transfer between named accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from engine.accounts import SOURCES, Account
from engine.errors import Fault

Name = TypeVar("Name", bound=str)

PEBBLE = "pebble"
NOTHING: Mapping[str, int] = {}

Balances = Mapping[Account, Mapping[str, int]]
"""Account -> asset (`pebble` or a good's id) -> units."""


class LedgerBroken(Fault):
    """The books do not hold: a fault of the program, never of an input. The wood must stop."""


class Transfer(NamedTuple):
    """One immutable movement of `amount` units of `asset`, out of `source` into `target`."""

    source: Account
    target: Account
    asset: str
    amount: int
    reason: str


class Ledger:
    """The books of one wood while one input is worked: copied on write, an account that nothing moves is shared."""

    __slots__ = ("_before", "_books", "_own", "transfers")

    def __init__(self, balances: Balances) -> None:
        self._before = balances
        self._books: dict[Account, Mapping[str, int]] = dict(balances)
        self._own: dict[Account, dict[str, int]] = {}
        """Accounts that were written to."""
        self.transfers: list[Transfer] = []

    def open(self, account: Account) -> None:
        """Open an account with nothing in it, unless it stands already."""
        self._books.setdefault(account, {})

    def has(self, account: Account, asset: str) -> int:
        """Units of an asset in an account."""
        assets = self._books.get(account)
        return assets.get(asset, 0) if assets else 0

    def holdings(self, account: Account) -> Mapping[str, int]:
        """Everything in an account."""
        return self._books.get(account, {})

    def move(self, source: Account, target: Account, asset: str, amount: int, reason: str) -> None:
        """Transfer `amount` units; nothing happens for 0.

        Raises LedgerBroken where the amount is negative, or the source lacks it and may not fall below zero.
        """
        if amount == 0:
            return
        own = self._own
        debit = own.get(source) or self._writable(source)
        left = debit.get(asset, 0) - amount
        if amount < 0 or (left < 0 and source not in SOURCES):
            raise LedgerBroken("overdrawn", account=source, asset=asset, amount=amount, reason=reason)
        debit[asset] = left
        credit = own.get(target) or self._writable(target)
        credit[asset] = credit.get(asset, 0) + amount
        # what Transfer(...) calls, without a function in between: a hundred times a turn
        self.transfers.append(tuple.__new__(Transfer, (source, target, asset, amount, reason)))

    def close(self, *, whole: bool = True) -> Balances:
        """Return the balances after all transfers, checked: all of them, or only those that were written to.

        Raises LedgerBroken where they do not hold.
        """
        check(self._books) if whole else check_changes(self._before, self._own)
        return self._books

    def _writable(self, account: Account) -> dict[str, int]:
        own = self._own.get(account)
        if own is None:
            own = self._own[account] = dict(self._books.get(account, ()))
            self._books[account] = own
        return own


def check(balances: Balances) -> None:
    """Raise LedgerBroken unless debits equal credits for every asset and nothing but a source is below zero."""
    check_changes({}, balances)


def check_changes(before: Balances, after: Balances) -> None:
    """Raise LedgerBroken unless the accounts in `after` gained as much as they lost since `before`, of every asset,
    and none but a source is below zero. What they hold costs time, not how many others there are.
    """
    sums: dict[str, int] = {}
    for account, assets in after.items():
        free, had = account in SOURCES, before.get(account, NOTHING)
        for asset, amount in assets.items():
            if amount < 0 and not free:
                raise LedgerBroken("below_zero", account=account, asset=asset, amount=amount)
            sums[asset] = sums.get(asset, 0) + amount - had.get(asset, 0)
    for asset, total in sums.items():
        if total != 0:
            raise LedgerBroken("unbalanced", asset=asset, amount=total)


def share_out(
    total: int, weights: Mapping[Name, int], order: Iterable[Name] | None = None
) -> dict[Name, int]:
    """Split `total` units by non-negative weights: floors, then one each by largest remainder, ties in `order`.

    Sums to `total` exactly; empty where no weight is above zero.
    """
    keys = [key for key in (order if order is not None else weights) if weights.get(key, 0) > 0]
    whole = sum(weights[key] for key in keys)
    if whole <= 0 or total <= 0:
        return {}
    shares = {key: total * weights[key] // whole for key in keys}
    left = total - sum(shares.values())
    by_remainder = sorted(keys, key=lambda key: -(total * weights[key] % whole))
    for key in by_remainder[:left]:
        shares[key] += 1
    return shares
