"""What winter concentrates, the fairs and the upkeep of wealth give back."""

from __future__ import annotations

from engine import accounts
from engine.accounts import BOG, COURT, ESCROW, SPRING, VAULT
from engine.content.season import day
from engine.draft import Draft
from engine.events.facts import FairHeld
from engine.ledger import PEBBLE, share_out
from engine.wealth import estates, prices_of


def fair(draft: Draft) -> None:
    """Each turn the very rich pay upkeep; on the first turn of the rules' seasons a fair levels pebbles toward
    the mean.
    """
    prices = prices_of(draft.cast, draft.rules.value, draft.quotes)
    wealth = estates(draft.cast.account, draft.ledger.holdings, prices, draft.claims, draft.contracts)
    mean = sum(wealth.values()) // len(wealth)
    rules = draft.rules.fair
    upkeep = {c: (w - 2 * mean) * rules.upkeep // 1000 for c, w in wealth.items() if w > 2 * mean}
    _give(draft, upkeep, {c: 1 for c in wealth if c not in upkeep}, "upkeep")
    today = day(draft.rules, draft.turn)
    if today.part == 1 and today.season.id in rules.seasons:
        levies = {c: (w - mean) * rules.levy // 1000 for c, w in wealth.items() if w > mean}
        given = _give(draft, levies, {c: mean - w for c, w in wealth.items() if w < mean}, "levy")
        minted = _mint(draft)
        draft.emit(FairHeld, given=given, minted=minted)


def _give(draft: Draft, levies: dict[str, int], needs: dict[str, int], reason: str) -> int:
    """Move levies, as far as purses go, through the court to those in need; returns the pebbles given."""
    if not levies or not needs:
        return 0
    pot = 0
    for creature, levy in levies.items():
        paid = min(levy, draft.ledger.has(draft.cast.account[creature], PEBBLE))
        draft.ledger.move(draft.cast.account[creature], COURT, PEBBLE, paid, reason)
        pot += paid
    for creature, amount in share_out(pot, needs).items():
        draft.ledger.move(COURT, draft.cast.account[creature], PEBBLE, amount, reason)
    return pot


def _mint(draft: Draft) -> int:
    """Caravans carry pebbles in and out over the years; a fair closes a share of the gap to the founding's total.

    Only the creatures' own money counts: what patrons brought is no reason to take from the creatures.
    """
    founded = draft.rules.start.pebbles * len(draft.cast.creatures)
    gap = (founded - _own_money(draft)) * draft.rules.fair.mint // 1000
    each, minted = abs(gap) // len(draft.cast.creatures), 0
    for account in map(accounts.creature, draft.cast.creature):
        if gap > 0:
            draft.ledger.move(SPRING, account, PEBBLE, each, "mint")
            minted += each
        else:
            taken = min(each, draft.ledger.has(account, PEBBLE))
            draft.ledger.move(account, BOG, PEBBLE, taken, "mint")
            minted -= taken
    return minted


def _own_money(draft: Draft) -> int:
    """Pebbles in the creatures' purses, in the vault and in escrow, without what others have put into those two."""
    owners = set(draft.cast.account.values())
    held = sum(draft.ledger.has(account, PEBBLE) for account in (*owners, VAULT, ESCROW, COURT))
    others = sum(claim for account, claim in draft.claims.items() if account not in owners)
    return (
        held
        - others
        - sum(
            deal.staked(account)
            for deal in draft.contracts
            for account in deal.summary[:2]
            if account not in owners
        )
    )
