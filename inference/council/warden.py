"""The warden: an optional second opinion on a decision before it meets the engine; what it vetoes is not done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from engine.content.cast import Content
from engine.deals.table import DEALS
from engine.decision import Decision, Offer, Order
from engine.moves import legal_moves
from engine.perception import Perception
from inference.backend import BackendFailed, Request
from inference.council.supervisor import traceback_of
from inference.council.thinker import Manner, SharedModel
from inference.mind import Answer, Ask
from inference.prompts.prompt import Prompt, Prompter, PromptTooLong, fit_prompt
from inference.prompts.situation import PromptLine, fill
from inference.prompts.template import PromptText, valid_texts
from inference.replies.coerce import as_text
from inference.replies.problem import Notes
from inference.replies.reply import ORDERS

log = structlog.get_logger(__name__)

WARDEN = "warden: "
"""How a trace's notes of the warden begin."""
REASON = 60
"""Most characters of a reason."""
TOKENS = 160
"""Most tokens of the model's verdict."""
TEXTS: Mapping[str, frozenset[str]] = {
    "shared": frozenset(),
    "order": frozenset({"number", "side", "quantity", "good", "limit"}),
    "end": frozenset(),
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "vetoes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "order": {"type": "integer", "minimum": 1, "maximum": ORDERS},
                    "reason": {"type": "string", "pattern": f"^[A-Za-z][A-Za-z0-9 .,'-]{{0,{REASON - 1}}}$"},
                },
                "required": ["order", "reason"],
                "additionalProperties": False,
            },
            "minItems": 0,
            "maxItems": ORDERS,
        }
    },
    "required": ["vetoes"],
    "additionalProperties": False,
}


class WardenTemplate(Content):
    """What the warden's model is told, from `data/content/prompts/warden.toml`."""

    texts: dict[str, PromptText]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        valid_texts("texts", self.texts, TEXTS)
        return self


class WardenVeto(NamedTuple):
    """A part of a decision that is not to be carried out, and why."""

    place: str
    """As in `orders[0]`."""
    reason: str


class _Verdict(BaseModel):
    """One veto of the model."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    order: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """The model that may veto orders."""

    manner: Manner
    engine: SharedModel
    prompter: Prompter
    wording: WardenTemplate

    async def verdict(self, ask: Ask, decision: Decision) -> list[WardenVeto]:
        """The model's vetoes. Raises BackendFailed, PromptTooLong."""
        tokens = self.prompter.words.tokens
        async with self.engine.gate.pass_through(ask.wood), self.engine.everywhere.pass_through(ask.wood):
            fit = await fit_prompt(
                self._prompt(ask.perception, decision), self.engine.supervisor.count, tokens.prompt
            )
            completion = await self.engine.supervisor.complete(
                Request(
                    messages=fit.messages,
                    schema=SCHEMA,
                    max_tokens=min(TOKENS, tokens.total - fit.tokens),
                    seed=ask.chance.derive("warden").below(2**31),
                    sampling=self.manner.sampling,
                    adapter=self.manner.adapter,
                    wood=ask.wood,
                )
            )
        return _verdicts(completion.text, len(decision.orders))

    def _prompt(self, p: Perception, decision: Decision) -> Prompt:
        """The creature's own prompt with the warden's rules before and the orders after it."""
        texts, situation = self.wording.texts, self.prompter.prompt(p)
        orders = [
            PromptLine("order", fill(texts["order"], number=number, **_fields_of(order)))
            for number, order in enumerate(decision.orders, 1)
        ]
        lines = (*situation.lines[:-1], *orders, PromptLine("end", texts["end"]))
        return Prompt(texts["shared"].strip(), lines, situation.dropped)


@dataclass(frozen=True, slots=True)
class Warden:
    """Rules, and a model where there is one. Without either, every decision passes."""

    rules: bool = False
    judge: Judge | None = None

    async def review(self, ask: Ask, answer: Answer) -> Answer:
        """The answer without what is vetoed; its trace tells each veto."""
        vetoes = list(objections(ask.perception, answer.decision)) if self.rules else []
        notes = [f"{WARDEN}{veto.place} {veto.reason}" for veto in vetoes]
        decision = without(answer.decision, vetoes)
        if self.judge is not None and decision.orders:
            try:
                more = await self.judge.verdict(ask, decision)
            except (BackendFailed, PromptTooLong) as error:
                more = []
                notes.append(f"{WARDEN}no verdict ({error.code})")
            except Exception as error:
                log.error("a judge broke", mind=self.judge.manner.mind, error=traceback_of(error))
                more = []
                notes.append(f"{WARDEN}no verdict (broken)")
            notes += [f"{WARDEN}{veto.place} {veto.reason}" for veto in more]
            decision = without(decision, more)
        if not notes:
            return answer
        return Answer(decision, replace(answer.trace, problems=(*answer.trace.problems, *notes)))


def objections(p: Perception, decision: Decision) -> Iterator[WardenVeto]:
    """What the rules say against a decision: own goods bought, means overdrawn, the breaker, repetitions."""
    moves, most = legal_moves(p.means), p.rules.market.quantity
    purse, sides = p.pebbles, Counter(good for _, good in {(o.side, o.good) for o in decision.orders})
    times: Counter[tuple[str, str]] = Counter()
    for index, order in enumerate(decision.orders):
        times[order.side, order.good] += 1
        cost = max(0, order.quantity) * max(0, order.limit) if order.side == "buy" else 0
        against = {
            "own_good": order.side == "buy" and order.good == p.me.makes,
            "repeated": times[order.side, order.good] > 1 or sides[order.good] > 1,
            "breaker": order.side == "buy" and p.bank.bound,
            "beyond_means": cost > purse
            or (order.side == "sell" and min(order.quantity, most) > moves.units("sell", order.good)),
        }
        code = next((code for code, true in against.items() if true), None)
        if code:
            yield WardenVeto(f"orders[{index}]", code)
        else:
            purse -= cost
    for index, offer in enumerate(decision.proposals):
        if _binding(p, offer):
            yield WardenVeto(f"proposals[{index}]", "breaker")


def without(decision: Decision, vetoes: list[WardenVeto]) -> Decision:
    """A decision without its vetoed orders and offers."""
    places = {veto.place for veto in vetoes}
    return replace(
        decision,
        orders=tuple(o for n, o in enumerate(decision.orders) if f"orders[{n}]" not in places),
        proposals=tuple(o for n, o in enumerate(decision.proposals) if f"proposals[{n}]" not in places),
    )


def _binding(p: Perception, offer: Offer) -> bool:
    return p.bank.bound and offer.kind in DEALS and DEALS[offer.kind].lends


def _fields_of(order: Order) -> dict[str, str | int]:
    return {"side": order.side, "good": order.good, "quantity": order.quantity, "limit": order.limit}


def _verdicts(text: str, orders: int) -> list[WardenVeto]:
    """The vetoes in a reply; what cannot be read is no veto."""
    start, end = text.find("{"), text.rfind("}")
    try:
        said = json.loads(text[start : end + 1], strict=False)["vetoes"]
        verdicts = [_Verdict.model_validate(one) for one in said[:ORDERS]]
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError):
        return []
    notes = Notes()
    return [
        WardenVeto(f"orders[{one.order - 1}]", as_text(one.reason, "", notes)[:REASON] or "vetoed")
        for one in verdicts
        if 1 <= one.order <= orders
    ]
