"""The vault: deposits, withdrawals paid as far as cash goes, and a run when it does not."""

from __future__ import annotations

from dataclasses import replace

from engine.accounts import VAULT
from engine.decision import Refusal, VaultAct
from engine.draft import Draft
from engine.events.facts import BankRun, Deposited, Reopened, Shut, Withdrew
from engine.ledger import PEBBLE, share_out
from engine.stages.checking import refuse


def vault(draft: Draft) -> None:
    """Pay withdrawals pro rata until the cash ends, then shut; take deposits; let the keeper mend a hole."""
    if draft.shut and draft.shut + 1 == draft.turn:
        draft.emit(Reopened)
    _withdraw(draft)
    _deposit(draft)
    _mend(draft)


def _requests(draft: Draft, act: str) -> dict[str, int]:
    asked = {}
    for creature, applied in draft.applied.items():
        wish = applied.applied.vault
        if wish is not None and wish.act == act:
            asked[creature] = wish.amount
    return asked


def _withdraw(draft: Draft) -> None:
    wanted = {
        c: min(amount, draft.claims[draft.cast.account[c]])
        for c, amount in _requests(draft, "withdraw").items()
    }
    total, cash = sum(wanted.values()), draft.ledger.has(VAULT, PEBBLE)
    if not total:
        return
    paid = (
        wanted if total <= cash else share_out(cash, wanted, draft.chance("vault").shuffled(sorted(wanted)))
    )
    for creature, asked in wanted.items():
        account, amount = draft.cast.account[creature], paid.get(creature, 0)
        draft.ledger.move(VAULT, account, PEBBLE, amount, "withdrawal")
        draft.draw_on_claim(account, amount)
        draft.tell(account, Withdrew, creature=creature, asked=asked, paid=amount)
        _carried_out(draft, creature, amount, "no_cash")
    if total > cash:
        draft.shut = draft.turn + draft.rules.vault.shut
        cause = draft.emit(BankRun, asked=total, paid=cash)
        draft.follow(cause, Shut, until=draft.shut, paid=cash, asked=total, tale="")
        keeper = draft.cast.account[draft.cast.keeper]
        for account in draft.claims:
            draft.cheer(account, -draft.rules.mood.loss)
            draft.feel(account, keeper, -draft.rules.memory.broken)


def _deposit(draft: Draft) -> None:
    for creature, asked in _requests(draft, "deposit").items():
        account = draft.cast.account[creature]
        amount = 0 if draft.shut >= draft.turn else min(asked, draft.ledger.has(account, PEBBLE))
        if amount:
            draft.ledger.move(account, VAULT, PEBBLE, amount, "deposit")
            draft.claims[account] = draft.claims.get(account, 0) + amount
            draft.tell(account, Deposited, creature=creature, amount=amount)
        _carried_out(draft, creature, amount, "shut")


def _carried_out(draft: Draft, creature: str, amount: int, code: str) -> None:
    """Note how much of a creature's wish came true, and why not all of it; `code` is why nothing did."""
    wish = draft.applied[creature].applied.vault
    if wish is None or wish.amount == amount:
        return
    refuse(
        draft, creature, Refusal("vault", "trimmed" if amount else code, {"to": amount, "until": draft.shut})
    )
    final = draft.applied[creature]
    left = VaultAct(wish.act, amount) if amount else None
    draft.applied[creature] = replace(final, applied=replace(final.applied, vault=left))


def _mend(draft: Draft) -> None:
    """The keeper answers for what loans have lost: a share of its own pebbles goes in until claims are covered."""
    lent = sum(deal.lent_by(VAULT) for deal in draft.contracts)
    hole = sum(draft.claims.values()) - draft.ledger.has(VAULT, PEBBLE) - lent
    if hole > 0:
        keeper = draft.cast.account[draft.cast.keeper]
        paid = min(hole, draft.ledger.has(keeper, PEBBLE) * draft.rules.vault.pledge // 1000)
        draft.ledger.move(keeper, VAULT, PEBBLE, paid, "pledge")
