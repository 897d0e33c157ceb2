"""Contracts between creatures: signed on an accepted proposal, enforced when due, and what follows from a default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from engine import accounts
from engine.accounts import ESCROW, VAULT, Account, party
from engine.decision import Refusal
from engine.draft import Draft
from engine.events.event import Cause
from engine.events.facts import Declined, Defaulted, Delivered, Interest, Offered, Repaid, Signed
from engine.ledger import PEBBLE, share_out
from engine.stages.checking import breaker, refuse
from engine.wood import Contract, Proposal


def contracts(draft: Draft) -> None:
    """Settle what is due, sign what was accepted, and put this turn's offers before their addressees."""
    due = [c for c in draft.contracts if c.due <= draft.turn]
    draft.contracts = [c for c in draft.contracts if c.due > draft.turn]
    for contract in due:
        _deliver(draft, contract) if contract.kind == "forward" else _repay(draft, contract)
    standing = {p.id: p for p in draft.old.proposals}
    for creature, applied in draft.applied.items():
        for answer in applied.applied.answers:
            _answer(draft, creature, standing[answer.proposal], answer.accept)
    _offer(draft)


def escrowed(contracts: Iterable[Contract]) -> Counter[str]:
    """What open contracts hold in escrow, by asset."""
    held: Counter[str] = Counter()
    for c in contracts:
        held[PEBBLE if c.kind == "forward" else c.good] += c.pledge
        held[PEBBLE] += c.price if c.kind == "forward" else 0
    return +held


def _offer(draft: Draft) -> None:
    draft.proposals = []
    for creature, applied in draft.applied.items():
        for offer in applied.applied.proposals:
            name = f"p{draft.turn}-{len(draft.proposals)}"
            maker, to = accounts.creature(creature), accounts.creature(offer.to)
            draft.proposals.append(
                Proposal(name, maker, to, offer.kind, offer.good, offer.quantity, offer.price, offer.turns)
            )
            draft.tell(
                to, Offered, proposal=name, creature=party(maker), to=party(to), kind=offer.kind, good=offer.good,
                quantity=offer.quantity, price=offer.price, turns=offer.turns,
            )  # fmt: skip


def _answer(draft: Draft, creature: str, proposal: Proposal, accept: bool) -> None:
    if not accept:
        draft.feel(proposal.maker, accounts.creature(creature), -draft.rules.memory.refused)
        draft.tell(proposal.maker, Declined, proposal=proposal.id, creature=party(proposal.to))
        return
    code = _sign_forward(draft, proposal) if proposal.kind == "forward" else _sign_loan(draft, proposal)
    if code:
        _unsigned(draft, creature, proposal, code)


def _unsigned(draft: Draft, creature: str, proposal: Proposal, code: str) -> None:
    """An accepted proposal that cannot be signed is as if it had not been answered."""
    asked = [answer.proposal for answer in draft.applied[creature].requested.answers]
    where = f"answers[{asked.index(proposal.id)}]"
    refuse(
        draft,
        creature,
        Refusal(where, code, {"creature": party(proposal.maker), "good": proposal.good}),
    )
    final = draft.applied[creature]
    left = tuple(answer for answer in final.applied.answers if answer.proposal != proposal.id)
    draft.applied[creature] = replace(final, applied=replace(final.applied, answers=left))


def _full(draft: Draft, *parties: Account) -> bool:
    limit = draft.rules.contracts.open
    return any(sum(p in (c.giver, c.taker) for c in draft.contracts) >= limit for p in parties)


def _sign_forward(draft: Draft, p: Proposal) -> str:
    giver, taker = (
        (p.maker, p.to) if accounts.creature(draft.cast.maker[p.good]) == p.maker else (p.to, p.maker)
    )
    pledge = p.price * draft.rules.contracts.collateral // 1000
    if _full(draft, giver, taker):
        return "too_many_contracts"
    if draft.ledger.has(taker, PEBBLE) < p.price or draft.ledger.has(giver, PEBBLE) < pledge:
        return "no_pebbles"
    draft.ledger.move(taker, ESCROW, PEBBLE, p.price, "forward")
    draft.ledger.move(giver, ESCROW, PEBBLE, pledge, "collateral")
    _signed(
        draft,
        Contract(p.id, "forward", giver, taker, p.good, p.quantity, p.price, draft.turn + p.turns, pledge),
    )
    return ""


def _sign_loan(draft: Draft, p: Proposal) -> str:
    bank = p.maker == accounts.creature(draft.cast.keeper)
    purse = VAULT if bank else p.maker
    reference = max(1, draft.quotes[p.good].reference)
    pledge = -(-p.quantity * draft.rules.contracts.pledge // reference)
    if _full(draft, p.maker, p.to):
        return "too_many_contracts"
    if bank and (breaker(draft, lent=p.quantity) or draft.shut >= draft.turn):
        return "breaker"
    if draft.ledger.has(purse, PEBBLE) < p.quantity:
        return "no_pebbles"
    if draft.ledger.has(p.to, p.good) < pledge:
        return "no_collateral"
    draft.ledger.move(purse, p.to, PEBBLE, p.quantity, "loan")
    draft.ledger.move(p.to, ESCROW, p.good, pledge, "collateral")
    _signed(
        draft,
        Contract(
            p.id, "loan", p.maker, p.to, p.good, p.quantity, p.price, draft.turn + p.turns, pledge, bank
        ),
    )
    return ""


def _signed(draft: Draft, c: Contract) -> None:
    draft.contracts.append(c)
    draft.emit(
        Signed, contract=c.id, kind=c.kind, giver=party(c.giver), taker=party(c.taker),
        good=c.good, quantity=c.quantity, price=c.price, due=c.due,
    )  # fmt: skip


def _deliver(draft: Draft, c: Contract) -> None:
    if draft.ledger.has(c.giver, c.good) >= c.quantity:
        draft.ledger.move(c.giver, c.taker, c.good, c.quantity, "delivery")
        draft.ledger.move(ESCROW, c.giver, PEBBLE, c.price + c.pledge, "delivery")
        _kept(draft, c, Delivered)
    else:
        draft.ledger.move(ESCROW, c.taker, PEBBLE, c.price + c.pledge, "default")
        _broken(draft, c, guilty=c.giver, wronged=c.taker)


def _repay(draft: Draft, c: Contract) -> None:
    purse = VAULT if c.bank else c.giver
    if draft.ledger.has(c.taker, PEBBLE) >= c.price:
        draft.ledger.move(c.taker, purse, PEBBLE, c.price, "repayment")
        draft.ledger.move(ESCROW, c.taker, c.good, c.pledge, "collateral")
        if c.bank:
            _dividend(draft, c.price - c.quantity)
        _kept(draft, c, Repaid)
    else:
        draft.ledger.move(c.taker, purse, PEBBLE, draft.ledger.has(c.taker, PEBBLE), "default")
        draft.ledger.move(ESCROW, c.giver, c.good, c.pledge, "seizure")
        _broken(draft, c, guilty=c.taker, wronged=c.giver)


def _dividend(draft: Draft, interest: int) -> None:
    """Interest of the bank's loans: a share grows the depositors' claims, the rest is the keeper's."""
    shares = share_out(interest * draft.rules.vault.share // 1000, draft.claims, sorted(draft.claims))
    for account, amount in shares.items():
        draft.claims[account] += amount
        draft.tell(account, Interest, amount=amount)
    draft.ledger.move(
        VAULT, accounts.creature(draft.cast.keeper), PEBBLE, interest - sum(shares.values()), "dividend"
    )


def _kept(draft: Draft, c: Contract, kept: type[Delivered] | type[Repaid]) -> None:
    draft.feel(c.giver, c.taker, draft.rules.memory.kept)
    draft.feel(c.taker, c.giver, draft.rules.memory.kept)
    draft.emit(
        kept,
        contract=c.id,
        giver=party(c.giver),
        taker=party(c.taker),
        good=c.good,
        quantity=c.quantity,
        price=c.price,
    )


def _broken(draft: Draft, c: Contract, guilty: Account, wronged: Account) -> Cause:
    draft.feel(wronged, guilty, -draft.rules.memory.broken)
    draft.cheer(wronged, -draft.rules.mood.loss)
    return draft.emit(
        Defaulted,
        contract=c.id,
        kind=c.kind,
        creature=party(guilty),
        to=party(wronged),
        good=c.good,
        quantity=c.quantity,
        price=c.price,
    )
