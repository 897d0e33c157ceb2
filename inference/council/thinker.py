"""A language model as a creature's mind: prompt, schema, completion and repair of one decision."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace

import structlog

from engine.decision import Trace
from engine.errors import Coded
from engine.moves import Moves
from engine.perception import Perception
from inference.backend import BackendFailed, Completion, Request, Sampling
from inference.council.admission import Admission
from inference.council.fair_gate import FairGate
from inference.council.stopwatch import Stopwatch
from inference.council.supervisor import Supervisor, Unfit, traceback_of
from inference.mind import Answer, Ask
from inference.prompts.prompt import Fitted, Prompter, PromptTooLong, fit_prompt
from inference.replies.moves import decision_of, reply_moves
from inference.replies.repair import repair
from inference.replies.schema import Schema, reply_schema

log = structlog.get_logger(__name__)

USABLE = ("stop", "length")
"""Reasons for which a reply may have ended and still be read; a cut-off one is mended as far as it goes."""


class Unanswered(Coded):
    """A model gave no decision: `code` is for the trace, which holds what there is of prompt and reply."""

    def __init__(self, code: str, trace: Trace) -> None:
        super().__init__(code)
        self.trace = trace


@dataclass(frozen=True, slots=True)
class Manner:
    """How one mind uses its model."""

    mind: str
    model: str
    sampling: Sampling
    seed: int = 0
    adapter: str = ""
    answer_after: str = ""
    """The reply is what follows this mark, where it stands in the text."""


@dataclass(slots=True)
class _Draft:
    """What is known so far of one decision: the trace of a failure tells it."""

    trace: Trace
    fit: Fitted | None = None


@dataclass(frozen=True, slots=True)
class SharedModel:
    """What several minds on one model share."""

    supervisor: Supervisor
    admission: Admission
    gate: FairGate
    """On requests to this model."""
    everywhere: FairGate
    """On requests to all models together."""


@dataclass(slots=True)
class Tally:
    """What one mind has been asked and what became of it."""

    decisions: int = 0
    fallbacks: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Thinker:
    """One mind on a model."""

    manner: Manner
    engine: SharedModel
    prompter: Prompter
    tally: Tally = field(default_factory=Tally)

    async def think(self, ask: Ask, deadline: float, watch: Stopwatch) -> Answer:
        """Decide within so many seconds, waiting included, while `watch` sees where they go. Raises Unanswered."""
        draft = _Draft(Trace(self.manner.mind, self.manner.model))
        self.tally.decisions += 1
        try:
            async with asyncio.timeout(deadline):
                return await self._think(ask, draft, watch)
        except TimeoutError as error:
            raise Unanswered("deadline", _failed_trace(draft, f"{deadline:g} s")) from error
        except BackendFailed as failed:
            raise Unanswered(failed.code, _failed_trace(draft, failed.detail)) from failed
        except Unfit as unfit:
            raise Unanswered(unfit.code, _failed_trace(draft, str(dict(unfit.params)))) from unfit
        except PromptTooLong as error:
            detail = f"{error.params['tokens']} tokens of {error.params['budget']}"
            raise Unanswered(error.code, _failed_trace(draft, detail)) from error
        except Unanswered:
            raise
        except Exception as error:
            log.error("a decision broke", mind=self.manner.mind, error=traceback_of(error))
            raise Unanswered("broken", _failed_trace(draft, repr(error))) from error

    async def _think(self, ask: Ask, draft: _Draft, watch: Stopwatch) -> Answer:
        p = ask.perception
        self.engine.supervisor.check_ready()
        room = await self.engine.admission.room(p.cast, p.rules)
        with watch.own():
            legal = reply_moves(p)
            schema = reply_schema(legal, room.of(legal))
            prompt = self.prompter.prompt(p)
        async with self.engine.gate.pass_through(ask.wood), self.engine.everywhere.pass_through(ask.wood):
            fit = await fit_prompt(prompt, self.engine.supervisor.count, self.prompter.words.tokens.prompt)
            with watch.own():
                draft.trace = replace(draft.trace, prompt=_text_of(fit), prompt_tokens=fit.tokens)
                request = self._request(ask, fit, schema)
            began = time.perf_counter()
            with watch.model():
                completion = await self.engine.supervisor.complete(request)
        with watch.own():
            return self._read(completion, legal, p, draft, (time.perf_counter() - began) * 1000)

    def _request(self, ask: Ask, fit: Fitted, schema: Schema) -> Request:
        tokens = self.prompter.words.tokens
        return Request(
            messages=fit.messages,
            schema=schema,
            max_tokens=min(tokens.reply, tokens.total - fit.tokens),
            seed=ask.chance.derive("sampling", str(self.manner.seed)).below(2**31),
            sampling=self.manner.sampling,
            adapter=self.manner.adapter,
            wood=ask.wood,
            text_tokens=tokens.text,
        )

    def _read(
        self, completion: Completion, legal: Moves, p: Perception, draft: _Draft, latency_ms: float
    ) -> Answer:
        self.tally.prompt_tokens += completion.prompt_tokens
        self.tally.cached_tokens += completion.cached_tokens
        trace = draft.trace = replace(
            draft.trace,
            reply=completion.text,
            prompt_tokens=completion.prompt_tokens,
            reply_tokens=completion.reply_tokens,
            finish_reason=completion.finish_reason,
            latency_ms=latency_ms,
        )
        if completion.finish_reason not in USABLE:
            raise Unanswered("unusable", _failed_trace(draft, completion.finish_reason))
        repaired = repair(_answer(completion.text, self.manner.answer_after), legal)
        if any(problem.code == "no_reply" for problem in repaired.problems):
            raise Unanswered("garbage", _failed_trace(draft, "nothing in it is a reply"))
        problems = tuple(str(problem) for problem in repaired.problems)
        return Answer(
            decision_of(repaired.reply, p), replace(trace, status=repaired.status, problems=problems)
        )


def _failed_trace(draft: _Draft, detail: str) -> Trace:
    return replace(draft.trace, problems=(detail[:200],) if detail else ())


def _answer(text: str, mark: str) -> str:
    return text.rpartition(mark)[2] if mark else text


def _text_of(fit: Fitted) -> str:
    """A whole chat prompt as traces keep it."""
    return "\n\n".join(f"[{message.role}]\n{message.content}" for message in fit.messages)
