"""Shape: a decision made of the types that the rules read, whatever a mind has handed in."""

from __future__ import annotations

from engine.decision import Consent, Decision, Offer, Order, Refusal, Say, VaultAct

NAMELESS = "?"
"""The id in place of what is no text: nothing is called so."""


def shaped(decision: object, refusals: list[Refusal]) -> Decision:
    """Return a decision itself where all of it has the right types, else a copy in which nothing else is left.

    What takes the place of a wrong value is refused where it is judged, by the rule that it breaks; a part that is
    no such part at all is refused here.
    """
    if type(decision) is not Decision:
        refusals.append(Refusal("decision", "malformed"))
        return Decision()
    if _is_sound(decision):
        return decision
    say, vault = decision.say, decision.vault
    if say is not None and type(say) is not Say:
        refusals.append(Refusal("say", "malformed"))
        say = None
    if vault is not None and type(vault) is not VaultAct:
        refusals.append(Refusal("vault", "malformed"))
        vault = None
    return Decision(
        thought=_thought(decision.thought, refusals),
        orders=tuple([_order(one) for one in _listed(decision.orders, "orders", refusals)]),
        say=say and Say(as_text(say.text), as_id(say.about), as_id(say.stance)),
        answers=tuple([_answer(one) for one in _listed(decision.answers, "answers", refusals)]),
        proposals=tuple([_offer(one) for one in _listed(decision.proposals, "proposals", refusals)]),
        vault=vault and VaultAct(as_id(vault.act), as_number(vault.amount)),
    )


def as_id(value: object) -> str:
    """Return a text as it is, and for anything else an id that nothing has."""
    return value if type(value) is str else NAMELESS


def as_text(value: object) -> str:
    """Return a text as it is, and an empty one for anything else."""
    return value if type(value) is str else ""


def as_number(value: object) -> int:
    """Return a whole number as it is, and 0 for anything else, True and False with it."""
    return value if type(value) is int else 0


def _is_sound(decision: Decision) -> bool:
    """Tell whether all types are right, which is all that nearly every decision is asked."""
    say, vault = decision.say, decision.vault
    return (
        type(decision.thought) is str
        and type(decision.orders) is tuple
        and type(decision.answers) is tuple
        and type(decision.proposals) is tuple
        and all(map(_is_order, decision.orders))
        and all(map(_is_answer, decision.answers))
        and all(map(_is_offer, decision.proposals))
        and (
            say is None or (type(say) is Say and type(say.text) is type(say.about) is type(say.stance) is str)
        )
        and (
            vault is None
            or (type(vault) is VaultAct and type(vault.act) is str and type(vault.amount) is int)
        )
    )


def _is_order(one: object) -> bool:
    return (
        type(one) is Order
        and type(one.side) is type(one.good) is str
        and type(one.quantity) is type(one.limit) is int
    )


def _is_answer(one: object) -> bool:
    return type(one) is Consent and type(one.proposal) is str


def _is_offer(one: object) -> bool:
    return (
        type(one) is Offer
        and type(one.to) is type(one.kind) is type(one.good) is str
        and type(one.quantity) is type(one.price) is type(one.turns) is int
    )


def _thought(value: object, refusals: list[Refusal]) -> str:
    if type(value) is not str:
        refusals.append(Refusal("thought", "no_text", {"to": 0}))
    return as_text(value)


def _listed(parts: object, where: str, refusals: list[Refusal]) -> tuple[object, ...]:
    if type(parts) is tuple:
        return parts
    refusals.append(Refusal(where, "malformed"))
    return ()


def _order(one: object) -> Order:
    if type(one) is not Order:
        return Order(NAMELESS, NAMELESS, 0, 0)
    return Order(as_id(one.side), as_id(one.good), as_number(one.quantity), as_number(one.limit))


def _answer(one: object) -> Consent:
    if type(one) is not Consent:
        return Consent(NAMELESS, False)
    return Consent(as_id(one.proposal), one.accept)


def _offer(one: object) -> Offer:
    if type(one) is not Offer:
        return Offer(NAMELESS, NAMELESS, NAMELESS, 0, 0, 0)
    numbers = as_number(one.quantity), as_number(one.price), as_number(one.turns)
    return Offer(as_id(one.to), as_id(one.kind), as_id(one.good), *numbers)
