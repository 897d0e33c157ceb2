"""Decisions checked against the wood as it is when they arrive: each part is carried on, trimmed, or refused
with a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

from engine import accounts
from engine.accounts import VAULT, Account
from engine.content.cast import Cast
from engine.content.rules import MarketRules
from engine.deals.table import DEALS
from engine.deals.terms import Terms
from engine.decision import Applied, Consent, Decision, Offer, Order, Refusal, Say, VaultAct
from engine.draft import Draft
from engine.ledger import PEBBLE
from engine.means import MOST, Means
from engine.moves import fitting, most_bought, most_sold, offered
from engine.stages.shape import shaped

NOTHING = Decision()
STANCES = {"rise": "good", "fall": "good", "praise": "creature", "warn": "creature", "none": ""}


def checking(draft: Draft) -> None:
    """Judge every creature's decision; what is left of it stands in `draft.applied` for the stages to come.

    Whatever a decision holds, nothing is raised: what it wants is read after it has been brought into shape.
    """
    signed = Counter([account for deal in draft.contracts for account in deal.summary[:2]])
    for creature in draft.cast.creature:
        refusals: list[Refusal] = []
        asked = shaped(draft.decisions.get(creature, NOTHING), refusals)
        if asked == NOTHING:
            draft.applied[creature] = Applied(asked, NOTHING, tuple(refusals))
            continue
        means = _means(draft, creature, signed)
        kept = Decision(
            thought=_thought(draft, asked.thought, refusals),
            orders=_orders(means, asked.orders, refusals),
            say=_say(means, asked.say, refusals),
            answers=_answers(draft, means, asked.answers, refusals),
            proposals=_offers(means, asked.proposals, refusals),
            vault=_vault(draft, means, asked.vault, refusals),
        )
        draft.applied[creature] = Applied(asked, kept, tuple(refusals))


def refuse(draft: Draft, creature: str, refusal: Refusal) -> None:
    """Add to a creature's refusals what a later stage could not carry out."""
    applied = draft.applied[creature]
    draft.applied[creature] = replace(applied, refusals=(*applied.refusals, refusal))


def breaker(draft: Draft) -> bool:
    """Whether the breaker binds the vault's keeper now."""
    return draft.rules.vault.breaks(draft.ledger.has(VAULT, PEBBLE), sum(draft.claims.values()))


def _means(draft: Draft, creature: str, signed: Mapping[Account, int]) -> Means:
    """What a creature's moves depend on as the wood is now; purse and stock are for escrow and signing to judge.

    `signed` is how many open deals each account has.
    """
    me = draft.cast.account[creature]
    waiting = {p.id: p.maker for p in draft.old.proposals if p.to == me}
    felt, bound = draft.memory[creature], draft.rules.memory.hostile
    return Means(
        draft.cast,
        draft.rules,
        creature,
        contracts=signed.get(me, 0),
        claim=draft.claims.get(me, 0),
        shut=draft.shut >= draft.turn,
        bound=creature == draft.cast.keeper and breaker(draft),
        proposals=tuple(waiting),
        resented=tuple([id for id, maker in waiting.items() if felt.get(maker, 0) <= bound]),
    )


def _orders(means: Means, orders: tuple[Order, ...], refusals: list[Refusal]) -> tuple[Order, ...]:
    market, own = means.rules.market, means.cast.creature[means.creature].makes
    sides = [(order.side, order.good) for order in orders]
    count, bid, kept = market.orders, most_bought(means), []
    for index, order in enumerate(orders):
        most = bid if order.side == "buy" else most_sold(means, order.good)
        code = "too_many_orders" if index >= count else _order_fault(order, means.cast, market, own)
        if not code:
            code = _clash(order, sides[:count], sides[:index]) or ("" if most else "breaker")
        if code:
            where = f"orders[{index}]"
            good, side = plain(order.good, 32), plain(order.side, 8)
            refusals.append(Refusal(where, code, {"good": good, "side": side}))
        elif order.quantity > most:
            refusals.append(Refusal(f"orders[{index}]", "trimmed", {"good": order.good, "to": most}))
            kept.append(replace(order, quantity=most))
        else:
            kept.append(order)
    return tuple(kept)


def _order_fault(order: Order, cast: Cast, market: MarketRules, own: str) -> str:
    """Return the code of what is wrong with an order by itself; an empty text where nothing is. `own` is what who
    gives it makes.
    """
    if order.side not in ("buy", "sell"):
        return "unknown_side"
    if order.good not in cast.good:
        return "unknown_good"
    if order.quantity < 1:
        return "bad_quantity"
    if not market.floor <= order.limit <= market.cap:
        return "bad_limit"
    return "own_good" if order.side == "buy" and order.good == own else ""


def _clash(order: Order, wanted: Collection[tuple[str, str]], seen: Collection[tuple[str, str]]) -> str:
    """Return the code of how an order clashes with the others; an empty text where it does not."""
    other = "sell" if order.side == "buy" else "buy"
    if (other, order.good) in wanted:
        return "both_sides"
    return "twice" if (order.side, order.good) in seen else ""


def _thought(draft: Draft, thought: str, refusals: list[Refusal]) -> str:
    line = plain(thought, draft.rules.text)
    if line != thought:
        refusals.append(_reworded("thought", line))
    return line


def _reworded(where: str, line: str) -> Refusal:
    return Refusal(where, "trimmed" if line else "no_text", {"to": len(line)})


def _say(means: Means, say: Say | None, refusals: list[Refusal]) -> Say | None:
    if say is None:
        return None
    text = plain(say.text, means.rules.text)
    if not text or text != say.text:
        refusals.append(_reworded("say", text))
    if not text:
        return None
    kind = STANCES.get(say.stance)
    good, anyone = say.about in means.cast.good, say.about in means.cast.creature
    other = anyone and say.about != means.creature
    named = {"good": good, "creature": other, "": good or anyone or not say.about}
    if kind is None or not named[kind]:
        refusals.append(
            Refusal("say", "unknown_stance", {"about": plain(say.about, 32), "stance": plain(say.stance, 8)})
        )
        return Say(text)
    return Say(text, say.about, say.stance)


def _answers(
    draft: Draft, means: Means, answers: tuple[Consent, ...], refusals: list[Refusal]
) -> tuple[Consent, ...]:
    if not answers:
        return ()
    standing = {p.id: p for p in draft.old.proposals if p.id in means.proposals}
    kept: dict[str, Consent] = {}
    seen: set[str] = set()
    for index, answer in enumerate(answers):
        where = f"answers[{index}]"
        proposal = standing.get(answer.proposal)
        if proposal is None:
            refusals.append(Refusal(where, "unknown_proposal", {"proposal": plain(answer.proposal, 32)}))
            continue
        if proposal.id in seen:
            refusals.append(Refusal(where, "twice", {"proposal": proposal.id}))
        elif type(answer.accept) is not bool:
            refusals.append(Refusal(where, "bad_answer", {"proposal": proposal.id}))
        elif answer.accept and proposal.id in means.resented:
            refusals.append(Refusal(where, "hostile", {"creature": accounts.party(proposal.maker)}))
            kept[proposal.id] = Consent(proposal.id, False)
        else:
            kept[proposal.id] = answer
        seen.add(proposal.id)
    return tuple(kept.values())


def _offers(means: Means, offers: tuple[Offer, ...], refusals: list[Refusal]) -> tuple[Offer, ...]:
    if not offers:
        return ()
    may, kept = offered(means), list[Offer]()
    for index, offer in enumerate(offers):
        code = "too_many_proposals" if index >= 1 else _offer_fault(means, may, offer)
        if code:
            where = f"proposals[{index}]"
            to, good = plain(offer.to, 32), plain(offer.good, 32)
            refusals.append(Refusal(where, code, {"to": to, "good": good}))
        else:
            kept.append(offer)
    return tuple(kept)


def _offer_fault(means: Means, may: tuple[Terms, ...], offer: Offer) -> str:
    """Return the code of why an offer cannot be made, by what may be offered; an empty text where it can."""
    if offer.to not in means.others:
        return "unknown_creature"
    if offer.kind not in DEALS:
        return "unknown_kind"
    if offer.good not in means.cast.made:
        return "unknown_good"
    terms = fitting(may, offer.to, offer.kind, offer.good)
    return (
        _number_fault(means, offer, terms)
        or DEALS[offer.kind].object_to(offer, means)
        or ("too_many_contracts" if not may else "breaker" if terms is None else "")
    )


def _number_fault(means: Means, offer: Offer, terms: Terms | None) -> str:
    """Return the code of what is wrong with an offer's numbers; an empty text where nothing is."""
    quantity, price = (terms.quantity, terms.price) if terms else (MOST, MOST)
    if not 1 <= offer.quantity <= quantity:
        return "bad_quantity"
    if not 1 <= offer.price <= price:
        return "bad_price"
    return "" if 1 <= offer.turns <= means.rules.contracts.turns else "bad_term"


def _vault(draft: Draft, means: Means, act: VaultAct | None, refusals: list[Refusal]) -> VaultAct | None:
    code = _act_fault(draft, means, act) if act else ""
    if code:
        refusals.append(Refusal("vault", code, {"until": draft.shut}))
        return None
    return act


def _act_fault(draft: Draft, means: Means, act: VaultAct) -> str:
    """Return the code of why an act at the vault cannot be; an empty text where it can."""
    if act.act not in ("deposit", "withdraw"):
        return "unknown_act"
    if act.amount < 1:
        return "bad_amount"
    if draft.shut >= draft.turn:
        return "shut"
    if means.creature == draft.cast.keeper:
        return "own_vault"
    if act.act == "withdraw":
        return "" if means.claim else "no_claim"
    return "" if draft.ledger.has(draft.cast.account[means.creature], PEBBLE) else "no_pebbles"


def plain(text: object, length: int) -> str:
    """Printable text on one line, cut to a length; anything else is empty. Lone surrogates would not survive
    storage.
    """
    if not isinstance(text, str):
        return ""
    line = text[: length * 4]
    if not line.isprintable():
        line = "".join([c if c.isprintable() else " " for c in line])
    return " ".join(line.split())[:length].rstrip()
