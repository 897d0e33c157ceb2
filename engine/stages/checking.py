"""Decisions checked against the wood as it is when they arrive: each part is carried on, trimmed, or refused
with a reason.
"""

from __future__ import annotations

from dataclasses import replace

from engine import accounts
from engine.accounts import VAULT
from engine.deals.table import DEALS
from engine.decision import Applied, Consent, Decision, Offer, Order, Refusal, Say, VaultAct
from engine.draft import Draft
from engine.ledger import PEBBLE
from engine.means import MOST, Means
from engine.moves import Moves, legal_moves

STANCES = {"rise": "good", "fall": "good", "praise": "creature", "warn": "creature", "none": ""}


def checking(draft: Draft) -> None:
    """Judge every creature's decision; what is left of it stands in `draft.applied` for the stages to come."""
    for creature in draft.cast.creature:
        asked, means = draft.decisions.get(creature, Decision()), _means(draft, creature)
        moves = legal_moves(means)
        refusals: list[Refusal] = []
        kept = Decision(
            thought=_thought(draft, asked.thought, refusals),
            orders=_orders(draft, moves, asked.orders, refusals),
            say=_say(draft, moves, asked.say, refusals),
            answers=_answers(draft, moves, asked.answers, refusals),
            proposals=_offers(means, moves, asked.proposals, refusals),
            vault=_vault(draft, moves, asked.vault, refusals),
        )
        draft.applied[creature] = Applied(asked, kept, tuple(refusals))


def refuse(draft: Draft, creature: str, refusal: Refusal) -> None:
    """Add to a creature's refusals what a later stage could not carry out."""
    applied = draft.applied[creature]
    draft.applied[creature] = replace(applied, refusals=(*applied.refusals, refusal))


def breaker(draft: Draft) -> bool:
    """Whether the breaker binds the vault's keeper now."""
    return draft.rules.vault.breaks(draft.ledger.has(VAULT, PEBBLE), sum(draft.claims.values()))


def _means(draft: Draft, creature: str) -> Means:
    """What a creature's moves depend on as the wood is now; purse and stock are for escrow and signing to judge."""
    me = accounts.creature(creature)
    waiting = {p.id: p.maker for p in draft.old.proposals if p.to == me}
    felt, bound = draft.memory[creature], draft.rules.memory.hostile
    return Means(
        draft.cast,
        draft.rules,
        creature,
        contracts=sum(me in c.summary[:2] for c in draft.contracts),
        claim=draft.claims.get(me, 0),
        shut=draft.shut >= draft.turn,
        bound=creature == draft.cast.keeper and breaker(draft),
        proposals=tuple(waiting),
        resented=tuple(id for id, maker in waiting.items() if felt.get(maker, 0) <= bound),
    )


def _orders(
    draft: Draft, moves: Moves, orders: tuple[Order, ...], refusals: list[Refusal]
) -> tuple[Order, ...]:
    own = draft.cast.creature[moves.creature].makes
    sides: dict[str, set[str]] = {}
    for order in orders[: moves.orders]:
        sides.setdefault(order.good, set()).add(order.side)
    seen: set[tuple[str, str]] = set()
    kept = []
    for index, order in enumerate(orders):
        most = moves.units(order.side, order.good)
        checks = {
            "too_many_orders": index >= moves.orders,
            "unknown_side": order.side not in ("buy", "sell"),
            "unknown_good": order.good not in draft.cast.good,
            "bad_quantity": not _whole(order.quantity) or order.quantity < 1,
            "bad_limit": not _whole(order.limit) or not moves.lowest <= order.limit <= moves.highest,
            "own_good": order.side == "buy" and order.good == own,
            "both_sides": len(sides.get(order.good, ())) > 1,
            "twice": (order.side, order.good) in seen,
            "breaker": most == 0,
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
        if order.quantity > most:
            refusals.append(Refusal(f"orders[{index}]", "trimmed", {"good": order.good, "to": most}))
            kept.append(replace(order, quantity=most))
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


def _say(draft: Draft, moves: Moves, say: Say | None, refusals: list[Refusal]) -> Say | None:
    if say is None:
        return None
    text = plain(say.text, draft.rules.text)
    if not text or text != say.text:
        refusals.append(_reworded("say", text))
    if not text:
        return None
    kind = STANCES.get(say.stance)
    good, other = say.about in moves.goods, say.about in moves.creatures
    named = {"good": good, "creature": other, "": good or other or say.about in ("", moves.creature)}
    if kind is None or not named[kind]:
        refusals.append(
            Refusal("say", "unknown_stance", {"about": plain(say.about, 32), "stance": plain(say.stance, 8)})
        )
        return Say(text)
    return Say(text, say.about, say.stance)


def _answers(
    draft: Draft, moves: Moves, answers: tuple[Consent, ...], refusals: list[Refusal]
) -> tuple[Consent, ...]:
    standing = {p.id: p for p in draft.old.proposals if p.id in moves.proposals}
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
        elif answer.accept and proposal.id in moves.resented:
            refusals.append(Refusal(where, "hostile", {"creature": accounts.party(proposal.maker)}))
            kept[proposal.id] = Consent(proposal.id, False)
        else:
            kept[proposal.id] = answer
        seen.add(proposal.id)
    return tuple(kept.values())


def _offers(
    means: Means, moves: Moves, offers: tuple[Offer, ...], refusals: list[Refusal]
) -> tuple[Offer, ...]:
    kept: list[Offer] = []
    for index, offer in enumerate(offers):
        terms = moves.terms(offer.to, offer.kind, offer.good)
        quantity, price = (terms.quantity, terms.price) if terms else (MOST, MOST)
        checks = {
            "too_many_proposals": index >= 1,
            "unknown_creature": offer.to not in moves.creatures,
            "unknown_kind": offer.kind not in DEALS,
            "unknown_good": offer.good not in means.cast.made,
            "bad_quantity": not _whole(offer.quantity) or not 1 <= offer.quantity <= quantity,
            "bad_price": not _whole(offer.price) or not 1 <= offer.price <= price,
            "bad_term": not _whole(offer.turns) or not 1 <= offer.turns <= means.rules.contracts.turns,
        }
        code = (
            next((code for code, failed in checks.items() if failed), "")
            or DEALS[offer.kind].object_to(offer, means)
            or ("too_many_contracts" if not moves.offers else "breaker" if terms is None else "")
        )
        if code:
            refusals.append(
                Refusal(
                    f"proposals[{index}]", code, {"to": plain(offer.to, 32), "good": plain(offer.good, 32)}
                )
            )
        else:
            kept.append(offer)
    return tuple(kept)


def _vault(draft: Draft, moves: Moves, act: VaultAct | None, refusals: list[Refusal]) -> VaultAct | None:
    if act is None:
        return None
    checks = {
        "unknown_act": act.act not in ("deposit", "withdraw"),
        "bad_amount": not _whole(act.amount) or act.amount < 1,
        "shut": draft.shut >= draft.turn,
        "own_vault": moves.creature == draft.cast.keeper,
        "no_claim": act.act == "withdraw" and moves.withdraw == 0,
        "no_pebbles": act.act == "deposit"
        and draft.ledger.has(accounts.creature(moves.creature), PEBBLE) == 0,
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
