"""What each creature is worth, and how unequally it is spread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.accounts import Account
from engine.content.cast import Cast
from engine.content.rules import ValueRules
from engine.deals.table import Deal
from engine.ledger import PEBBLE
from engine.wood import OpenWood, Quote

Prices = Mapping[str, int]
"""Good or asset -> what a unit counts for, in thousandths of a pebble."""


def prices_of(cast: Cast, rules: ValueRules, quotes: Mapping[str, Quote]) -> Prices:
    """Return what a unit of each good and of the asset counts for in wealth, in thousandths of a pebble.

    A good counts at the median of the last prices paid, the asset at the mean of those paid in its last turns; a
    price that nobody paid, a settlement's for one, counts nothing while any other is remembered.
    """
    prices = {}
    for name, quote in quotes.items():
        if name in cast.made:
            prices[name] = _median(
                [price for price in quote.prices if price][-rules.paid :] if rules.paid else []
            )
        else:
            prices[name] = _mean([price for price in quote.prices[-rules.asset_turns :] if price])
        prices[name] = prices[name] or quote.reference
    return prices


def _median(prices: list[int]) -> int:
    ranked = sorted(prices)
    return (ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) * 500 if ranked else 0


def _mean(prices: list[int]) -> int:
    return sum(prices) * 1000 // len(prices) if prices else 0


def worth(
    account: Account,
    holdings: Mapping[str, int],
    prices: Prices,
    claims: Mapping[Account, int],
    contracts: Iterable[Deal],
) -> int:
    """What an account is worth in pebbles (may be negative): its pebbles, what it holds at `prices`, claims on
    the vault and what is owed to it, less what it owes.
    """
    goods = sum([amount * prices[asset] for asset, amount in holdings.items() if asset in prices])
    total = holdings.get(PEBBLE, 0) * 1000 + goods + claims.get(account, 0) * 1000
    for deal in contracts:
        total += deal.worth(account, prices)
    return total // 1000


def estates(
    owners: Mapping[str, Account],
    holdings: Callable[[Account], Mapping[str, int]],
    prices: Prices,
    claims: Mapping[Account, int],
    contracts: Iterable[Deal],
) -> dict[str, int]:
    """Worth of each creature in pebbles, in the order given, by its account; `holdings` tells what that has."""
    return {c: worth(owner, holdings(owner), prices, claims, contracts) for c, owner in owners.items()}


def wealth(wood: OpenWood) -> dict[str, int]:
    """Wealth of each creature in pebbles, in the cast's order."""
    prices = prices_of(wood.cast, wood.rules.value, wood.quotes)
    return estates(wood.cast.account, wood.balances.__getitem__, prices, wood.vault.claims, wood.contracts)


def worth_of(wood: OpenWood, account: Account) -> int:
    """What any account of a wood is worth, in pebbles: a patron's as well as a creature's."""
    prices = prices_of(wood.cast, wood.rules.value, wood.quotes)
    return worth(account, wood.balances.get(account, {}), prices, wood.vault.claims, wood.contracts)


def inequality(values: Iterable[int]) -> int:
    """Gini coefficient in whole thousandths: as it is stored, so that what is told of a turn never depends on when."""
    return round(gini(values) * 1000)


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
