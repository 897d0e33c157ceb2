"""Contracts between creatures: signed on an accepted proposal, enforced when due, and what follows from a default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from engine.decision import Refusal
from engine.draft import Draft
from engine.event import Cause, to_creature
from engine.facts import Declined, Defaulted, Delivered, Interest, Offered, Repaid, Signed
from engine.ledger import ESCROW, PEBBLE, VAULT, share_out
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
            draft.proposals.append(
                Proposal(
                    name, creature, offer.to, offer.kind, offer.good, offer.quantity, offer.price, offer.turns
                )
            )
            draft.tell(
                to_creature(offer.to), Offered, proposal=name, creature=creature, to=offer.to,
                kind=offer.kind,
                good=offer.good, quantity=offer.quantity, price=offer.price, turns=offer.turns,
            )  # fmt: skip


def _answer(draft: Draft, creature: str, proposal: Proposal, accept: bool) -> None:
    if not accept:
        draft.feel(proposal.maker, creature, -draft.rules.memory.refused)
        draft.tell(to_creature(proposal.maker), Declined, proposal=proposal.id, creature=creature)
        return
    code = _sign_forward(draft, proposal) if proposal.kind == "forward" else _sign_loan(draft, proposal)
    if code:
        _unsigned(draft, creature, proposal, code)


def _unsigned(draft: Draft, creature: str, proposal: Proposal, code: str) -> None:
    """An accepted proposal that cannot be signed is as if it had not been answered."""
    asked = [answer.proposal for answer in draft.applied[creature].requested.answers]
    where = f"answers[{asked.index(proposal.id)}]"
    refuse(draft, creature, Refusal(where, code, {"creature": proposal.maker, "good": proposal.good}))
    final = draft.applied[creature]
    left = tuple(answer for answer in final.applied.answers if answer.proposal != proposal.id)
    draft.applied[creature] = replace(final, applied=replace(final.applied, answers=left))


def _full(draft: Draft, *parties: str) -> bool:
    limit = draft.rules.contracts.open
    return any(sum(p in (c.giver, c.taker) for c in draft.contracts) >= limit for p in parties)


def _sign_forward(draft: Draft, p: Proposal) -> str:
    giver, taker = (p.maker, p.to) if draft.cast.maker[p.good] == p.maker else (p.to, p.maker)
    pledge = p.price * draft.rules.contracts.collateral // 1000
    if _full(draft, giver, taker):
        return "too_many_contracts"
    if (
        draft.ledger.has(to_creature(taker), PEBBLE) < p.price
        or draft.ledger.has(to_creature(giver), PEBBLE) < pledge
    ):
        return "no_pebbles"
    draft.ledger.move(to_creature(taker), ESCROW, PEBBLE, p.price, "forward")
    draft.ledger.move(to_creature(giver), ESCROW, PEBBLE, pledge, "collateral")
    _signed(
        draft,
        Contract(p.id, "forward", giver, taker, p.good, p.quantity, p.price, draft.turn + p.turns, pledge),
    )
    return ""


def _sign_loan(draft: Draft, p: Proposal) -> str:
    bank = p.maker == draft.cast.keeper
    purse = VAULT if bank else to_creature(p.maker)
    reference = max(1, draft.quotes[p.good].reference)
    pledge = -(-p.quantity * draft.rules.contracts.pledge // reference)
    if _full(draft, p.maker, p.to):
        return "too_many_contracts"
    if bank and (breaker(draft, lent=p.quantity) or draft.shut >= draft.turn):
        return "breaker"
    if draft.ledger.has(purse, PEBBLE) < p.quantity:
        return "no_pebbles"
    if draft.ledger.has(to_creature(p.to), p.good) < pledge:
        return "no_collateral"
    draft.ledger.move(purse, to_creature(p.to), PEBBLE, p.quantity, "loan")
    draft.ledger.move(to_creature(p.to), ESCROW, p.good, pledge, "collateral")
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
        Signed, contract=c.id, kind=c.kind, giver=c.giver, taker=c.taker, good=c.good, quantity=c.quantity,
        price=c.price,
        due=c.due,
    )  # fmt: skip


def _deliver(draft: Draft, c: Contract) -> None:
    giver, taker = to_creature(c.giver), to_creature(c.taker)
    if draft.ledger.has(giver, c.good) >= c.quantity:
        draft.ledger.move(giver, taker, c.good, c.quantity, "delivery")
        draft.ledger.move(ESCROW, giver, PEBBLE, c.price + c.pledge, "delivery")
        _kept(draft, c, Delivered)
    else:
        draft.ledger.move(ESCROW, taker, PEBBLE, c.price + c.pledge, "default")
        _broken(draft, c, guilty=c.giver, wronged=c.taker)


def _repay(draft: Draft, c: Contract) -> None:
    giver, taker = to_creature(c.giver), to_creature(c.taker)
    purse = VAULT if c.bank else giver
    if draft.ledger.has(taker, PEBBLE) >= c.price:
        draft.ledger.move(taker, purse, PEBBLE, c.price, "repayment")
        draft.ledger.move(ESCROW, taker, c.good, c.pledge, "collateral")
        if c.bank:
            _dividend(draft, c.price - c.quantity)
        _kept(draft, c, Repaid)
    else:
        draft.ledger.move(taker, purse, PEBBLE, draft.ledger.has(taker, PEBBLE), "default")
        draft.ledger.move(ESCROW, giver, c.good, c.pledge, "seizure")
        _broken(draft, c, guilty=c.taker, wronged=c.giver)


def _dividend(draft: Draft, interest: int) -> None:
    """Interest of the bank's loans: a share grows the depositors' claims, the rest is the keeper's."""
    shares = share_out(interest * draft.rules.vault.share // 1000, draft.claims, sorted(draft.claims))
    for account, amount in shares.items():
        draft.claims[account] += amount
        draft.tell(account, Interest, amount=amount)
    draft.ledger.move(
        VAULT, to_creature(draft.cast.keeper), PEBBLE, interest - sum(shares.values()), "dividend"
    )


def _kept(draft: Draft, c: Contract, kept: type[Delivered] | type[Repaid]) -> None:
    draft.feel(c.giver, c.taker, draft.rules.memory.kept)
    draft.feel(c.taker, c.giver, draft.rules.memory.kept)
    draft.emit(
        kept, contract=c.id, giver=c.giver, taker=c.taker, good=c.good, quantity=c.quantity, price=c.price
    )


def _broken(draft: Draft, c: Contract, guilty: str, wronged: str) -> Cause:
    draft.feel(wronged, guilty, -draft.rules.memory.broken)
    draft.cheer(wronged, -draft.rules.mood.loss)
    return draft.emit(
        Defaulted,
        contract=c.id,
        kind=c.kind,
        creature=guilty,
        to=wronged,
        good=c.good,
        quantity=c.quantity,
        price=c.price,
    )
