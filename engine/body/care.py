"""Care: who could pay and goes hungry or cold is cared for by the others, and pays them for it."""

from __future__ import annotations

from engine.accounts import COURT, VAULT
from engine.draft import Draft
from engine.events.facts import CaredFor
from engine.ledger import PEBBLE, share_out


def care(draft: Draft) -> None:
    """Charge each creature that lacks food or fuel what buying it would have cost and more, as far as its means go.

    For each unit it pays at most a share of what its pebbles and its claim on the vault are beyond a sum that is
    spared, so that the poor pay nothing; those who lack nothing have what is paid, and where there are none nobody
    pays. So no creature grows rich by starving.
    """
    rules = draft.rules.care
    if not (rules.price and rules.share):
        return
    short = {c: cost for c in draft.cast.creature if (cost := _cost(draft, c))}
    givers = {c: 1 for c in draft.cast.creature if c not in short}
    if not givers:
        return
    pot = sum([_charge(draft, creature, cost) for creature, cost in short.items()])
    for creature, amount in share_out(pot, givers).items():
        draft.ledger.move(COURT, draft.cast.account[creature], PEBBLE, amount, "care")


def _cost(draft: Draft, creature: str) -> int:
    """Pebbles that a turn's care is worth: the cheapest kinds of food that it lacks, and its fuel."""
    missing, cold = draft.hunger[creature], draft.cold[creature]
    if not missing and not cold:
        return 0
    account, quotes = draft.cast.account[creature], draft.quotes
    lacking = sorted(
        [quotes[food].reference for food in draft.cast.foods if not draft.ledger.has(account, food)]
    )
    worth = sum(lacking[:missing]) + cold * quotes[draft.cast.fuel].reference
    return worth * draft.rules.care.price // 1_000_000


def _charge(draft: Draft, creature: str, cost: int) -> int:
    """Take what care costs out of a purse, then out of the vault as far as its cash goes; returns the pebbles."""
    account = draft.cast.account[creature]
    purse, claim = draft.ledger.has(account, PEBBLE), draft.claims.get(account, 0)
    rules = draft.rules.care
    missing = draft.hunger[creature] + draft.cold[creature]
    fee = min(cost, max(0, purse + claim - rules.spared) * min(1000, rules.share * missing) // 1000)
    paid = min(fee, purse)
    draft.ledger.move(account, COURT, PEBBLE, paid, "care")
    drawn = 0 if draft.shut >= draft.turn else min(fee - paid, claim, draft.ledger.has(VAULT, PEBBLE))
    draft.ledger.move(VAULT, COURT, PEBBLE, drawn, "care")
    draft.draw_on_claim(account, drawn)
    if paid + drawn:
        draft.tell(account, CaredFor, creature=creature, paid=paid + drawn)
    return paid + drawn
