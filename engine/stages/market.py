"""The market of a turn: orders escrowed, one call auction per good, fills paid out, reference prices moved."""

from __future__ import annotations

from dataclasses import replace

from engine import accounts
from engine.accounts import ESCROW, ROAD, Account
from engine.content.legend import Caravan
from engine.decision import Applied, Order, Refusal
from engine.draft import Draft
from engine.events.facts import Priced, Traded
from engine.exchange.auction import Clearing, SealedOrder, clear
from engine.exchange.drift import drift
from engine.ledger import PEBBLE
from engine.spells.working import in_force
from engine.stages.checking import refuse
from engine.stages.spells import working
from engine.wood import Quote

Book = tuple[list[SealedOrder], list[SealedOrder]]


def market(draft: Draft) -> None:
    """Every good clears once, at one price; nobody's order is seen by another before."""
    books: dict[str, Book] = {good: ([], []) for good in draft.cast.good}
    escrow(draft, books)
    caravans(draft, books)
    for good, (bids, asks) in books.items():
        quote = draft.quotes[good]
        clearing = clear(bids, asks, quote.whole, draft.chance("auction", good))
        pay(draft, good, bids, asks, clearing)
        requote(draft, good, quote, clearing)


def escrow(draft: Draft, books: dict[str, Book]) -> None:
    """Lock what each order needs, in the order its creature gave them; trim what is beyond its means."""
    for creature, applied in draft.applied.items():
        account = draft.cast.account[creature]
        kept, trimmed = [], False
        for order in applied.applied.orders:
            bid = order.side == "buy"
            asset, each = (PEBBLE, order.limit) if bid else (order.good, 1)
            affordable = draft.ledger.has(account, asset) // each
            if affordable < order.quantity:
                trimmed = True
                code = "trimmed" if affordable else ("no_pebbles" if bid else "no_stock")
                refuse(
                    draft,
                    creature,
                    Refusal(_place(applied, order), code, {"good": order.good, "to": affordable}),
                )
            quantity = min(order.quantity, affordable)
            if quantity:
                draft.ledger.move(account, ESCROW, asset, quantity * each, "order")
                books[order.good][0 if bid else 1].append(SealedOrder(account, quantity, order.limit))
                kept.append(order if affordable >= order.quantity else replace(order, quantity=quantity))
        if trimmed:
            final = draft.applied[creature]
            draft.applied[creature] = replace(final, applied=replace(final.applied, orders=tuple(kept)))


def _place(applied: Applied, order: Order) -> str:
    """Where in its decision an order that passed the checks stands: the first of its side and good."""
    asked = [(o.side, o.good) for o in applied.requested.orders]
    return f"orders[{asked.index((order.side, order.good))}]"


def caravans(draft: Draft, books: dict[str, Book]) -> None:
    """Strangers' orders stand in the same book, each with its own limit; the road pays and is paid."""
    limits = draft.rules.market
    acts = [
        (good, act)
        for _, act in in_force(working(draft), draft.turn, Caravan)
        for good in draft.cast.goods_at(act.good)
    ]
    bought = {good for good, act in acts if act.side == "buy"}
    for good, act in acts:
        if act.side == "sell" and good in bought:
            continue  # two caravans that meet on the road deal there, not here
        limit = max(limits.floor, min(limits.cap, draft.quotes[good].reference * act.limit // 1_000_000))
        asset, each = (PEBBLE, limit) if act.side == "buy" else (good, 1)
        draft.ledger.move(ROAD, ESCROW, asset, act.quantity * each, "caravan")
        books[good][0 if act.side == "buy" else 1].append(SealedOrder(ROAD, act.quantity, limit))


def pay(
    draft: Draft, good: str, bids: list[SealedOrder], asks: list[SealedOrder], clearing: Clearing
) -> None:
    """Trades out of escrow at the one price; whatever was locked beyond them goes back."""
    price, move, liking = clearing.price or 0, draft.ledger.move, draft.rules.memory.trade
    for buyer, seller, quantity in clearing.trades:
        move(ESCROW, seller, PEBBLE, price * quantity, "trade")
        move(ESCROW, buyer, good, quantity, "trade")
        draft.emit(
            Traded, good=good, buyer=accounts.party(buyer), seller=accounts.party(seller), quantity=quantity,
            price=price,
        )  # fmt: skip
        draft.feel(buyer, seller, liking)
        draft.feel(seller, buyer, liking)
    locked: dict[Account, int] = {}
    offered: dict[Account, int] = {}
    for trader, quantity, limit in bids:
        locked[trader] = locked.get(trader, 0) + quantity * limit
    for trader, quantity, _ in asks:
        offered[trader] = offered.get(trader, 0) + quantity
    for trader, pebbles in locked.items():
        move(ESCROW, trader, PEBBLE, pebbles - clearing.bought.get(trader, 0) * price, "refund")
    for trader, units in offered.items():
        move(ESCROW, trader, good, units - clearing.sold.get(trader, 0), "refund")


def requote(draft: Draft, good: str, quote: Quote, clearing: Clearing) -> None:
    """Move the reference price by the drift rule, and say what the market said."""
    rules = draft.rules.market
    reference = drift(quote.reference, clearing, rules)
    price = clearing.price or 0
    history = (*quote.history, quote.reference)[-rules.history :]
    prices = (*quote.prices, price)[-rules.history :]
    draft.quotes[good] = Quote(
        reference, price, clearing.volume, clearing.demand, clearing.supply, history, prices
    )
    draft.emit(
        Priced, good=good, before=quote.reference, after=reference, price=price, volume=clearing.volume,
        demand=clearing.demand, supply=clearing.supply,
    )  # fmt: skip
