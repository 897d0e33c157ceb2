"""A model's raw text read as a reply: what can be saved of it, and why the rest cannot.

Nothing is guessed: an order, an answer, a contract or a deposit counts whole, with values among the legal
moves, or it is dropped with the reason. Never raises, whatever the text.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import json_repair

from engine.content.legend import Stance
from engine.decision import Side
from engine.moves import Moves
from inference.replies.coerce import Fields, as_text, field_name, is_nothing
from inference.replies.extract import LONGEST, Extract, extract
from inference.replies.problem import Mend, Notes
from inference.replies.reply import (
    ANSWERS,
    ORDERS,
    PROPOSALS,
    STANCES_OF_CREATURE,
    STANCES_OF_GOOD,
    AnswerReply,
    AnswerWord,
    OrderReply,
    ProposalReply,
    Reply,
    SayReply,
    VaultReply,
    VaultWord,
)
from inference.replies.scan import AGAIN, DEPTH, outline

RepairStatus = Literal["valid", "repaired", "noop"]

_BRACKETS = 64
"""Most opening brackets that the strict parser may see."""
_TOLERATED = 4_096
"""Most characters that the tolerant parser may see: its time can grow with their square."""
_DIGITS = 18
"""Most digits of a number that is read as one."""
_SIDES: tuple[Side, ...] = ("buy", "sell")
_ANSWERS: tuple[AnswerWord, ...] = ("accept", "refuse")
_OF_NOTHING: tuple[Stance, ...] = ("none",)


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a raw text came to."""

    reply: Reply
    status: RepairStatus
    """`valid`: strict JSON within contract and legal moves, unchanged, or with nothing but texts cut to their length.
    `noop`: nothing could be saved.
    """
    problems: tuple[Mend, ...] = ()


def repair(raw: str, legal: Moves) -> Repaired:
    """Read a model's raw text as the reply of one creature in one turn."""
    notes = Notes()
    value = _strict(raw)
    if value is None:
        value = _tolerant(extract(raw), notes)
    members = _unwrap(value, notes)
    if members is None:
        notes.add("", "no_reply", raw)
        return Repaired(Reply(), "noop", notes.problems)
    reply = _reply(members, legal, notes)
    if all(problem.code == "too_long" for problem in notes.problems):
        return Repaired(reply, "valid", notes.problems)
    return Repaired(reply, "noop" if reply == Reply() else "repaired", notes.problems)


def _strict(text: str) -> object:
    """The value of a text that is JSON as it stands; None where it is not, is too long or nests too deep."""
    if len(text) > LONGEST or text.count("{") + text.count("[") > _BRACKETS:
        return None
    try:
        return json.loads(text, object_pairs_hook=_members, parse_int=_whole)
    except ValueError:
        return None


def _tolerant(found: Extract | None, notes: Notes) -> object:
    """The value of an object that may be broken in any way."""
    if found is None:
        return None
    notes.add("", "mended" if found.complete else "cut_off", found.text[-40:])
    value = _strict(found.text) if found.complete else None
    if value is not None:
        return value
    text, whole = found.text, found.complete
    if len(text) > _TOLERATED:
        text, whole = outline(text[:_TOLERATED], 0).text, False
    if not whole and not found.alone:
        return None
    try:
        value = json_repair.loads(text, skip_json_loads=True)
    except Exception:
        # Its heuristics promise nothing of hostile text: whatever breaks in them costs this reply alone.
        notes.add("", "mended", "not readable")
        return None
    # A wrapper that broke off may have been going on to another decision.
    return value if whole or (isinstance(value, Mapping) and (not value or _is_reply(value))) else None


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object's members, a repeated key kept under a name that says so."""
    members: dict[str, object] = {}
    times: Counter[str] = Counter()
    for key, value in pairs:
        members[key + AGAIN * times[key]] = value
        times[key] += 1
    return members


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _DIGITS else digits


def _unwrap(value: object, notes: Notes) -> Mapping[str, object] | None:
    """The object that holds a reply's fields, down to `DEPTH`; None where it is not the only one."""
    strict = not notes.problems
    for depth in range(DEPTH):
        if isinstance(value, str):
            value = _strict(value)
            if strict and depth == 0:
                notes.add("", "wrapped")
        if isinstance(value, Mapping) and (_is_reply(value) or (not value and depth == 0)):
            return value
        inner = _inner(value)
        if len(inner) != 1:
            return None
        value = inner[0]
        if strict:
            notes.add("", "wrapped")
    return None


def _inner(value: object) -> list[object]:
    """What inside a wrapper may be, or hold, the reply."""
    members = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [
        one
        for one in members
        if isinstance(one, Mapping | list) or (isinstance(one, str) and one.lstrip().startswith("{"))
    ]


def _is_reply(value: Mapping[str, object]) -> bool:
    return any(field_name(key) in Reply.model_fields for key in value)


def _reply(members: Mapping[str, object], legal: Moves, notes: Notes) -> Reply:
    """Every field by itself."""
    fields = Fields("", members, Reply.model_fields, notes)
    most = min(ORDERS, legal.orders)
    orders = [_order(one, legal) for one in fields.objects("orders", most, OrderReply.model_fields)]
    answers = [_answer(one, legal) for one in fields.objects("answers", ANSWERS, AnswerReply.model_fields)]
    offers = [
        _proposal(one, legal) for one in fields.objects("proposals", PROPOSALS, ProposalReply.model_fields)
    ]
    return Reply(
        thought=fields.text("thought"),
        orders=tuple(one for one in orders if one),
        say=_say(fields, legal, notes),
        answers=_settle([one for one in answers if one], notes),
        proposals=tuple(one for one in offers if one),
        vault=_vault(fields, legal),
    )


def _order(fields: Fields, legal: Moves) -> OrderReply | None:
    side = fields.choice("side", _SIDES)
    lots = {lot.good: lot.units for lot in legal.lots(side)} if side else {}
    good = fields.choice("good", lots) if side else None
    quantity = fields.number("quantity", 1, lots[good]) if good else None
    limit = fields.number("limit", legal.lowest, legal.highest) if good else None
    if side is None or good is None or quantity is None or limit is None:
        return None
    return OrderReply(side=side, good=good, quantity=quantity, limit=limit)


def _say(fields: Fields, legal: Moves, notes: Notes) -> SayReply | None:
    """Gossip; a bare text is gossip about nothing in particular."""
    value = fields.value("say")
    if isinstance(value, str) and not is_nothing(value):
        notes.add("say", "read_as", value)
        text = as_text(value, "say", notes)
        return SayReply(text=text) if text else None
    said = fields.nested("say", SayReply.model_fields)
    text = said.text("text") if said else ""
    if said is None:
        return None
    if not text:
        notes.add("say.text", "missing")
        return None
    about = said.choice("about", (*legal.goods, *legal.creatures)) or ""
    stances = STANCES_OF_GOOD if about in legal.goods else STANCES_OF_CREATURE if about else _OF_NOTHING
    return SayReply(text=text, about=about, stance=said.choice("stance", stances) or "none")


def _answer(fields: Fields, legal: Moves) -> AnswerReply | None:
    proposal = fields.choice("proposal", legal.proposals)
    answer = fields.choice("answer", _ANSWERS)
    return AnswerReply(proposal=proposal, answer=answer) if proposal and answer else None


def _settle(answers: list[AnswerReply], notes: Notes) -> tuple[AnswerReply, ...]:
    """One answer per proposal; a proposal both accepted and refused counts as not answered."""
    settled = []
    for index, one in enumerate(answers):
        same = [other for other in answers if other.proposal == one.proposal]
        if len(same) > 1:
            notes.add(f"answers[{index}]", "repeated", one.proposal)
        if all(other.answer == one.answer for other in same) and one not in settled:
            settled.append(one)
    return tuple(settled)


def _proposal(fields: Fields, legal: Moves) -> ProposalReply | None:
    to = fields.choice(
        "to", [one for one in legal.creatures if any(one in terms.to for terms in legal.offers)]
    )
    known = [terms for terms in legal.offers if to in terms.to]
    kind = fields.choice("kind", {terms.kind: None for terms in known}) if to else None
    fitting = {good: terms for terms in known if terms.kind == kind for good in terms.goods}
    good = fields.choice("good", fitting) if kind else None
    if to is None or kind is None or good is None:
        return None
    quantity = fields.number("quantity", 1, fitting[good].quantity)
    price = fields.number("price", 1, fitting[good].price)
    turns = fields.number("turns", 1, fitting[good].turns)
    if quantity is None or price is None or turns is None:
        return None
    return ProposalReply(to=to, kind=kind, good=good, quantity=quantity, price=price, turns=turns)


def _vault(fields: Fields, legal: Moves) -> VaultReply | None:
    asked = fields.nested("vault", VaultReply.model_fields)
    most: dict[VaultWord, int] = {"deposit": legal.deposit, "withdraw": legal.withdraw}
    act = asked.choice("act", [one for one, amount in most.items() if amount]) if asked else None
    amount = asked.number("amount", 1, most[act]) if asked and act else None
    return VaultReply(act=act, amount=amount) if act and amount else None
