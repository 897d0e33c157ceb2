"""Deals between accounts: settled when due, signed on an accepted proposal, and what follows from a default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from engine.accounts import VAULT, party
from engine.deals.desk import Settlement
from engine.deals.proposal import Proposal
from engine.deals.table import DEALS, Deal
from engine.decision import Refusal
from engine.draft import Draft
from engine.events.facts import Declined, Defaulted, Interest, Offered, Signed
from engine.ledger import PEBBLE, share_out
from engine.stages.checking import refuse


def contracts(draft: Draft) -> None:
    """Settle what is due, sign what was accepted, and put this turn's offers before their addressees."""
    due = [deal for deal in draft.contracts if deal.due <= draft.turn]
    draft.contracts = [deal for deal in draft.contracts if deal.due > draft.turn]
    for deal in due:
        _settle(draft, deal)
    standing = {p.id: p for p in draft.old.proposals}
    for creature, applied in draft.applied.items():
        for answer in applied.applied.answers:
            _answer(draft, creature, standing[answer.proposal], answer.accept)
    _offer(draft)


def escrowed(deals: Iterable[Deal]) -> Counter[str]:
    """What open deals hold in escrow, by asset."""
    held: Counter[str] = Counter()
    for deal in deals:
        held += deal.escrowed()
    return +held


def _settle(draft: Draft, deal: Deal) -> None:
    settlement = deal.fall_due(draft)
    if settlement.interest:
        _pay_dividend(draft, settlement.interest)
    if settlement.kept:
        _keep(draft, deal)
    else:
        _break(draft, deal, settlement)


def _offer(draft: Draft) -> None:
    draft.proposals = []
    for creature, applied in draft.applied.items():
        for offer in applied.applied.proposals:
            name = f"p{draft.turn}-{len(draft.proposals)}"
            maker, to = draft.cast.account[creature], draft.cast.account[offer.to]
            draft.proposals.append(
                Proposal(name, maker, to, offer.kind, offer.good, offer.quantity, offer.price, offer.turns)
            )
            draft.tell(
                to, Offered, proposal=name, creature=party(maker), to=party(to), kind=offer.kind, good=offer.good,
                quantity=offer.quantity, price=offer.price, turns=offer.turns,
            )  # fmt: skip


def _answer(draft: Draft, creature: str, proposal: Proposal, accept: bool) -> None:
    if not accept:
        draft.feel(proposal.maker, draft.cast.account[creature], -draft.rules.memory.refused)
        draft.tell(proposal.maker, Declined, proposal=proposal.id, creature=party(proposal.to))
        return
    signed = "too_many_contracts" if _is_full(draft, proposal) else DEALS[proposal.kind].sign(draft, proposal)
    if isinstance(signed, str):
        _leave_unsigned(draft, creature, proposal, signed)
        return
    draft.contracts.append(signed)
    giver, taker, good, quantity, price = signed.summary
    draft.emit(
        Signed, contract=signed.id, kind=signed.kind, giver=party(giver), taker=party(taker), good=good,
        quantity=quantity, price=price, due=signed.due,
    )  # fmt: skip


def _leave_unsigned(draft: Draft, creature: str, proposal: Proposal, code: str) -> None:
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


def _is_full(draft: Draft, proposal: Proposal) -> bool:
    """Whether one of the parties has as many open deals as anyone may have."""
    parties = [party for deal in draft.contracts for party in deal.summary[:2]]
    return any(parties.count(one) >= draft.rules.contracts.open for one in (proposal.maker, proposal.to))


def _pay_dividend(draft: Draft, interest: int) -> None:
    """Interest of the bank's loans: a share grows the depositors' claims, the rest is the keeper's.

    What was set off brought no pebble in: the keeper gets no more than the vault has.
    """
    shares = share_out(interest * draft.rules.vault.share // 1000, draft.claims, sorted(draft.claims))
    for account, amount in shares.items():
        draft.claims[account] += amount
        draft.tell(account, Interest, amount=amount)
    dividend = min(interest - sum(shares.values()), draft.ledger.has(VAULT, PEBBLE))
    draft.ledger.move(VAULT, draft.cast.account[draft.cast.keeper], PEBBLE, dividend, "dividend")


def _keep(draft: Draft, deal: Deal) -> None:
    giver, taker, good, quantity, price = deal.summary
    draft.feel(giver, taker, draft.rules.memory.kept)
    draft.feel(taker, giver, draft.rules.memory.kept)
    draft.emit(
        DEALS[deal.kind].kept, contract=deal.id, giver=party(giver), taker=party(taker), good=good, quantity=quantity,
        price=price,
    )  # fmt: skip


def _break(draft: Draft, deal: Deal, settlement: Settlement) -> None:
    guilty, wronged, terms = settlement.guilty, settlement.wronged, deal.summary
    draft.feel(wronged, guilty, -draft.rules.memory.broken)
    draft.cheer(wronged, -draft.rules.mood.loss)
    draft.emit(
        Defaulted, contract=deal.id, kind=deal.kind, creature=party(guilty), to=party(wronged), good=terms.good,
        quantity=terms.quantity, price=terms.price,
    )  # fmt: skip
