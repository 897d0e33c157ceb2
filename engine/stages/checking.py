"""Decisions checked against the wood as it is when they arrive: each part is carried on, trimmed, or refused
with a reason.
"""

from __future__ import annotations

from dataclasses import replace

from engine import accounts
from engine.accounts import VAULT
from engine.content.rules import Rules
from engine.decision import Applied, Consent, Decision, Offer, Order, Refusal, Say, VaultAct
from engine.draft import Draft
from engine.ledger import PEBBLE

STANCES = {"rise": "good", "fall": "good", "praise": "creature", "warn": "creature", "none": ""}


def checking(draft: Draft) -> None:
    """Judge every creature's decision; what is left of it stands in `draft.applied` for the stages to come."""
    for creature in draft.cast.creature:
        asked = draft.decisions.get(creature, Decision())
        refusals: list[Refusal] = []
        kept = Decision(
            thought=_thought(draft, asked.thought, refusals),
            orders=_orders(draft, creature, asked.orders, refusals),
            say=_say(draft, creature, asked.say, refusals),
            answers=_answers(draft, creature, asked.answers, refusals),
            proposals=_offers(draft, creature, asked.proposals, refusals),
            vault=_vault(draft, creature, asked.vault, refusals),
        )
        draft.applied[creature] = Applied(asked, kept, tuple(refusals))


def refuse(draft: Draft, creature: str, refusal: Refusal) -> None:
    """Add to a creature's refusals what a later stage could not carry out."""
    applied = draft.applied[creature]
    draft.applied[creature] = replace(applied, refusals=(*applied.refusals, refusal))


def breaker(draft: Draft, lent: int = 0) -> bool:
    """Whether the breaker binds the vault's keeper now, or would once it had lent so many pebbles."""
    return breaker_at(draft.rules, draft.ledger.has(VAULT, PEBBLE) - lent, sum(draft.claims.values()))


def breaker_at(rules: Rules, cash: int, owed: int) -> bool:
    """Whether the vault's cash is below its reserve, so that the keeper may neither bid nor lend."""
    return cash * 1000 < rules.vault.reserve * owed


def _orders(
    draft: Draft, creature: str, orders: tuple[Order, ...], refusals: list[Refusal]
) -> tuple[Order, ...]:
    market = draft.rules.market
    sides: dict[str, set[str]] = {}
    for order in orders[: market.orders]:
        sides.setdefault(order.good, set()).add(order.side)
    seen: set[tuple[str, str]] = set()
    bound = creature == draft.cast.keeper and breaker(draft)
    kept = []
    for index, order in enumerate(orders):
        checks = {
            "too_many_orders": index >= market.orders,
            "unknown_side": order.side not in ("buy", "sell"),
            "unknown_good": order.good not in draft.cast.good,
            "bad_quantity": not _whole(order.quantity) or order.quantity < 1,
            "bad_limit": not _whole(order.limit) or not market.floor <= order.limit <= market.cap,
            "own_good": order.side == "buy" and draft.cast.creature[creature].makes == order.good,
            "both_sides": len(sides.get(order.good, ())) > 1,
            "twice": (order.side, order.good) in seen,
            "breaker": bound and order.side == "buy",
        }
        seen.add((order.side, order.good))
        if True in checks.values():
            code = next(code for code, failed in checks.items() if failed)
            refusals.append(
                Refusal(
                    f"orders[{index}]", code, {"good": plain(order.good, 32), "side": plain(order.side, 8)}
                )
            )
            continue
        if order.quantity > market.quantity:
            refusals.append(
                Refusal(f"orders[{index}]", "trimmed", {"good": order.good, "to": market.quantity})
            )
            kept.append(replace(order, quantity=market.quantity))
        else:
            kept.append(order)
    return tuple(kept)


def _thought(draft: Draft, thought: str, refusals: list[Refusal]) -> str:
    line = plain(thought, draft.rules.text)
    if line != thought:
        refusals.append(_reworded("thought", line))
    return line


def _reworded(where: str, line: str) -> Refusal:
    return Refusal(where, "trimmed" if line else "no_text", {"to": len(line)})


def _say(draft: Draft, creature: str, say: Say | None, refusals: list[Refusal]) -> Say | None:
    if say is None:
        return None
    text = plain(say.text, draft.rules.text)
    if not text or text != say.text:
        refusals.append(_reworded("say", text))
    if not text:
        return None
    kind = STANCES.get(say.stance)
    good, other = say.about in draft.cast.good, say.about in draft.cast.creature and say.about != creature
    named = {"good": good, "creature": other, "": good or other or say.about in ("", creature)}
    if kind is None or not named[kind]:
        refusals.append(
            Refusal("say", "unknown_stance", {"about": plain(say.about, 32), "stance": plain(say.stance, 8)})
        )
        return Say(text)
    return Say(text, say.about, say.stance)


def _answers(
    draft: Draft, creature: str, answers: tuple[Consent, ...], refusals: list[Refusal]
) -> tuple[Consent, ...]:
    standing = {p.id: p for p in draft.old.proposals if p.to == accounts.creature(creature)}
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
        elif not isinstance(answer.accept, bool):
            refusals.append(Refusal(where, "bad_answer", {"proposal": proposal.id}))
        elif answer.accept and draft.memory[creature].get(proposal.maker, 0) <= draft.rules.memory.hostile:
            refusals.append(Refusal(where, "hostile", {"creature": accounts.party(proposal.maker)}))
            kept[proposal.id] = Consent(proposal.id, False)
        else:
            kept[proposal.id] = answer
        seen.add(proposal.id)
    return tuple(kept.values())


def _offers(
    draft: Draft, creature: str, offers: tuple[Offer, ...], refusals: list[Refusal]
) -> tuple[Offer, ...]:
    terms = draft.rules.contracts
    kept: list[Offer] = []
    for index, offer in enumerate(offers):
        makers = (draft.cast.maker.get(offer.good), offer.to)
        checks = {
            "too_many_proposals": index >= 1,
            "unknown_creature": offer.to not in draft.cast.creature or offer.to == creature,
            "unknown_kind": offer.kind not in ("forward", "loan"),
            "unknown_good": offer.good not in draft.cast.good,
            "bad_quantity": not _whole(offer.quantity) or not 1 <= offer.quantity <= 1_000_000,
            "bad_price": not _whole(offer.price) or not 1 <= offer.price <= 2_000_000,
            "bad_term": not _whole(offer.turns) or not 1 <= offer.turns <= terms.turns,
            "nobody_makes": offer.kind == "forward" and creature != makers[0] and offer.to != makers[0],
            "usury": offer.kind == "loan"
            and _whole(offer.quantity)
            and _whole(offer.price)
            and not offer.quantity <= offer.price <= offer.quantity + offer.quantity * terms.gain // 1000,
            "too_many_contracts": sum(
                accounts.creature(creature) in (c.giver, c.taker) for c in draft.contracts
            )
            >= terms.open,
            "breaker": offer.kind == "loan" and creature == draft.cast.keeper and breaker(draft),
        }
        code = next((code for code, failed in checks.items() if failed), None)
        if code:
            refusals.append(
                Refusal(
                    f"proposals[{index}]", code, {"to": plain(offer.to, 32), "good": plain(offer.good, 32)}
                )
            )
        else:
            kept.append(offer)
    return tuple(kept)


def _vault(draft: Draft, creature: str, act: VaultAct | None, refusals: list[Refusal]) -> VaultAct | None:
    if act is None:
        return None
    checks = {
        "unknown_act": act.act not in ("deposit", "withdraw"),
        "bad_amount": not _whole(act.amount) or act.amount < 1,
        "shut": draft.shut >= draft.turn,
        "own_vault": creature == draft.cast.keeper,
        "no_claim": act.act == "withdraw" and draft.claims.get(accounts.creature(creature), 0) == 0,
        "no_pebbles": act.act == "deposit" and draft.ledger.has(accounts.creature(creature), PEBBLE) == 0,
    }
    code = next((code for code, failed in checks.items() if failed), None)
    if code:
        refusals.append(Refusal("vault", code, {"until": draft.shut}))
        return None
    return act


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


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
