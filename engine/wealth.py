"""What each creature is worth, and how unequally it is spread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine import accounts
from engine.accounts import Account
from engine.deals.table import Deal
from engine.ledger import PEBBLE
from engine.wood import OpenWood, Quote


def worth(
    account: Account,
    holdings: Mapping[str, int],
    quotes: Mapping[str, Quote],
    claims: Mapping[Account, int],
    contracts: Iterable[Deal],
) -> int:
    """What an account is worth in pebbles (may be negative): its pebbles, goods at the reference price, claims on
    the vault and what is owed to it, less what it owes.
    """
    goods = sum(amount * quotes[asset].reference for asset, amount in holdings.items() if asset in quotes)
    total = holdings.get(PEBBLE, 0) * 1000 + goods + claims.get(account, 0) * 1000
    total += sum(deal.worth(account, quotes) for deal in contracts)
    return total // 1000


def estates(
    creatures: Iterable[str],
    holdings: Callable[[Account], Mapping[str, int]],
    quotes: Mapping[str, Quote],
    claims: Mapping[Account, int],
    contracts: Iterable[Deal],
) -> dict[str, int]:
    """Worth of each creature in pebbles, in the order given; `holdings` tells what an account has."""
    owners = {creature: accounts.creature(creature) for creature in creatures}
    return {c: worth(owner, holdings(owner), quotes, claims, contracts) for c, owner in owners.items()}


def wealth(wood: OpenWood) -> dict[str, int]:
    """Wealth of each creature in pebbles, in the cast's order."""
    return estates(
        wood.cast.creature, wood.balances.__getitem__, wood.quotes, wood.vault.claims, wood.contracts
    )


def worth_of(wood: OpenWood, account: Account) -> int:
    """What any account of a wood is worth, in pebbles: a patron's as well as a creature's."""
    return worth(account, wood.balances.get(account, {}), wood.quotes, wood.vault.claims, wood.contracts)


def gini(values: Iterable[int]) -> float:
    """Gini coefficient of non-negative amounts (negative ones count as nothing): 0 equal, (n-1)/n one owns all.

    Sorted-rank formula: 2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n.
    """
    ranked = sorted(max(0, value) for value in values)
    total = sum(ranked)
    n = len(ranked)
    if total == 0:
        return 0.0
    return 2 * sum(i * x for i, x in enumerate(ranked, 1)) / (n * total) - (n + 1) / n
