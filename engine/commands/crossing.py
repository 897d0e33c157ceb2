"""The command by which a wood crosses over to finer money and to an asset that its cast gained. No person gives it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine import accounts
from engine.accounts import FIELD, FORESTER, SPRING, Account
from engine.content.cast import Asset
from engine.content.rules import Rules
from engine.deals.recoining import recoined_deal, recoined_proposal
from engine.decision import Refusal
from engine.draft import Draft
from engine.events.facts import AssetDealt, Recoined
from engine.events.recoining import recoined
from engine.ledger import PEBBLE
from engine.stages.checking import plain
from engine.wood import News, Quote, Sealed, Wood

REASON = "crossing"
"""Of every transfer."""


@dataclass(frozen=True, slots=True)
class CrossOver:
    """Make each pebble so many, prices and debts alike, and deal an asset to every creature.

    It is the first input of an era whose rules or cast are so. Until then the wood's amounts are as they were.
    """

    parts: int
    """Pebbles that each pebble becomes; 1 where money stays as it is."""
    asset: str = ""
    """Id of the asset that is dealt; empty for none."""
    by: Account = FORESTER


def crossing_of(before: Rules, wood: Wood) -> CrossOver | None:
    """Return how a wood crosses over that lived on the rules `before`, or None where its content asks for nothing.

    `before.money` must divide that of the wood's rules.
    """
    parts, asset = wood.rules.money // before.money, wood.cast.asset
    due = asset is not None and not wood.balances[FIELD].get(asset.id)
    return CrossOver(parts, asset.id if asset and due else "") if parts > 1 or due else None


def cross_over(draft: Draft, command: CrossOver) -> Refusal | None:
    """Multiply the wood's money, and deal the asset; what each creature gained in its chapter stays its gain."""
    asset = draft.cast.asset if command.asset else None
    fresh = asset is not None and asset.id == command.asset and not draft.ledger.has(FIELD, asset.id)
    if fresh != bool(command.asset) or command.parts < 1 or (command.parts == 1 and not fresh):
        return Refusal("crossing", "nothing_to_cross", {"id": plain(command.asset, 64)})
    if command.parts > 1:
        _recoin(draft, command)
    if asset is not None:
        _deal(draft, asset)
    return None


def _recoin(draft: Draft, command: CrossOver) -> None:
    """Mint what is lacking out of the spring into every account, and restate all that is reckoned in pebbles."""
    parts = command.parts
    for account in sorted(draft.old.balances):
        if account == SPRING:
            continue
        more = draft.ledger.has(account, PEBBLE) * (parts - 1)
        if more > 0:
            draft.ledger.move(SPRING, account, PEBBLE, more, REASON)
        else:
            draft.ledger.move(account, SPRING, PEBBLE, -more, REASON)
    market = draft.rules.market
    for good, quote in draft.quotes.items():
        if good != command.asset:
            draft.quotes[good] = _recoined_quote(quote, parts, market.floor * 1000, market.cap * 1000)
    draft.claims = {account: claim * parts for account, claim in draft.claims.items()}
    draft.opening = {creature: worth * parts for creature, worth in draft.opening.items()}
    draft.sealed = {account: _recoined_calls(own, parts) for account, own in draft.sealed.items()}
    draft.contracts = [recoined_deal(deal, parts) for deal in draft.contracts]
    draft.proposals = [recoined_proposal(proposal, parts) for proposal in draft.proposals]
    draft.news = [News(news.kind, recoined(news.kind, news.data, parts)) for news in draft.news]
    draft.emit(Recoined, parts=parts)


def _recoined_quote(quote: Quote, parts: int, low: int, high: int) -> Quote:
    """A quote in finer money; its references stay within the market's bounds."""
    return replace(
        quote,
        reference=max(low, min(high, quote.reference * parts)),
        price=quote.price * parts,
        history=tuple(reference * parts for reference in quote.history),
        prices=tuple(price * parts for price in quote.prices),
        usual=quote.usual * parts,
    )


def _recoined_calls(own: Sealed, parts: int) -> Sealed:
    """What is sealed for an account, its calls' ranges in finer money."""
    calls = tuple(replace(call, low=call.low * parts, high=call.high * parts) for call in own.calls)
    return replace(own, calls=calls)


def _deal(draft: Draft, asset: Asset) -> None:
    """Give every creature as many units as at a founding; they count as if they had always been there."""
    price = draft.quotes[asset.id].reference * asset.units // 1000
    for creature in draft.cast.creature:
        draft.ledger.move(FIELD, accounts.creature(creature), asset.id, asset.units, REASON)
        draft.opening[creature] += price
    draft.emit(AssetDealt, asset=asset.id, units=asset.units)
