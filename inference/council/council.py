"""The council: which mind each creature thinks with, all of them asked at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog

from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.decision import Decision, Trace
from inference.council.admission import Admission
from inference.council.council_file import CouncilFile, ModelEntry
from inference.council.engines import Served
from inference.council.fair_gate import FairGate, in_turns
from inference.council.health import MindHealth
from inference.council.moot import settle
from inference.council.stopwatch import RoundTiming, Stopwatch
from inference.council.supervisor import Patience, Supervisor, Unfit, traceback_of
from inference.council.thinker import Manner, SharedModel, Thinker, Unanswered
from inference.council.warden import Judge, Warden, WardenTemplate
from inference.mind import Answer, Ask, Mind
from inference.prompts.prompt import Prompter

log = structlog.get_logger(__name__)
Ground = tuple[Cast, Rules]


@dataclass(frozen=True, slots=True)
class Script:
    """What models are told, and the woods for which they are measured before anybody asks."""

    prompter: Prompter
    warden: WardenTemplate
    grounds: tuple[Ground, ...] = ()


class Council:
    """A mind of minds. Each decision has a deadline, and whatever a model fails to decide, instinct does."""

    def __init__(
        self,
        file: CouncilFile,
        policies: Mapping[str, Mind],
        served: Sequence[Served],
        script: Script,
        measured: Callable[[RoundTiming], None] = lambda _: None,
    ) -> None:
        """`policies` are the minds that are no models, `instinct` among them; `measured` hears of every batch."""
        self._file = file
        self._policies = policies
        self._measured = measured
        self._engines = _engines(file, served, script)
        self._thinkers = {
            name: Thinker(_manner(file, name), self._engines[name], script.prompter) for name in self._engines
        }
        self._warden = self._make_warden(script)

    @property
    def in_flight(self) -> int:
        """Most requests that its models are sent at once, all together; 0 where none of its minds is a model."""
        gates = {id(engine.gate): engine.gate for engine in self._engines.values()}.values()
        return min(self._file.in_flight, sum(gate.limit for gate in gates))

    def requests(self, cast: Cast) -> int:
        """Most requests that one turn of a wood of this cast brings to models, a judging warden's among them."""
        seated = sum(name in self._thinkers for who in cast.creature for name in self._file.seat_of(who))
        return seated + (len(cast.creature) if self._file.warden.mind else 0)

    def start(self) -> None:
        """Begin to load every model; returns at once."""
        for supervisor in self._supervisors():
            supervisor.start()

    async def settle(self) -> tuple[MindHealth, ...]:
        """Wait until each model has loaded or failed to, for the first time; how they fare then."""
        await asyncio.gather(*(supervisor.settle() for supervisor in self._supervisors()))
        return self.health()

    async def close(self) -> None:
        """Let every model go; safe to call twice."""
        await asyncio.gather(*(supervisor.close() for supervisor in self._supervisors()))

    def health(self) -> tuple[MindHealth, ...]:
        """How each mind on a model fares, in the order of the file."""
        return tuple(self._health(name, thinker) for name, thinker in self._thinkers.items())

    async def decide(self, asks: Sequence[Ask]) -> list[Answer]:
        """Decide for all asks of all woods at once, in order. Never raises for what a mind did."""
        began, watch, tasks = time.perf_counter(), Stopwatch(), {}
        async with asyncio.TaskGroup() as group:
            for place in in_turns([ask.wood for ask in asks]):
                tasks[place] = group.create_task(self._decide(asks[place], watch))
                await asyncio.sleep(0)  # hundreds begun in one pass of the event loop would hold up everybody
        self._measured(
            RoundTiming(len(asks), time.perf_counter() - began, watch.model_seconds, watch.own_seconds)
        )
        return [tasks[place].result() for place in range(len(asks))]

    async def _decide(self, ask: Ask, watch: Stopwatch) -> Answer:
        seat = self._file.seat_of(ask.creature)
        try:
            answers = await asyncio.gather(*(self._answer(name, ask, watch) for name in seat))
            answer = settle(answers) if len(seat) > 1 else answers[0]
            return await self._review(ask, answer)
        except Exception as error:
            # Instinct itself has failed: this creature does nothing, and the others of the batch go on.
            return Answer(Decision(), _fallback(_broken_off(seat[0], error)))

    async def _answer(self, name: str, ask: Ask, watch: Stopwatch) -> Answer:
        thinker = self._thinkers.get(name)
        try:
            if thinker is None:
                return await self._by_policy(name, ask)
            return await thinker.think(ask, self._deadline(name), watch)
        except Unanswered as failed:
            if thinker is not None:
                thinker.tally.fallbacks += 1
            return await self._stand_in(ask, failed)
        except Exception as error:
            return await self._stand_in(ask, _broken_off(name, error))

    async def _stand_in(self, ask: Ask, failed: Unanswered) -> Answer:
        """Instinct's decision in the place of another mind's, with why."""
        answer = await self._by_policy("instinct", ask)
        return Answer(answer.decision, _fallback(failed))

    async def _by_policy(self, name: str, ask: Ask) -> Answer:
        """Draws afresh: in a moot others may have drawn from the ask's chance, and two stand-ins decide alike."""
        (answer,) = await self._policies[name].decide([replace(ask, chance=ask.chance.afresh())])
        return answer

    async def _review(self, ask: Ask, answer: Answer) -> Answer:
        try:
            async with asyncio.timeout(self._file.deadline):
                return await self._warden.review(ask, answer)
        except TimeoutError:
            return answer

    def _deadline(self, name: str) -> float:
        entry = self._file.minds.get(name)
        own = entry.deadline if isinstance(entry, ModelEntry) else None
        return min(own or self._file.deadline, self._file.deadline)

    def _make_warden(self, script: Script) -> Warden:
        name = self._file.warden.mind
        if name is None:
            return Warden(self._file.warden.rules)
        judge = Judge(_manner(self._file, name), self._engines[name], script.prompter, script.warden)
        return Warden(self._file.warden.rules, judge)

    def _supervisors(self) -> Iterator[Supervisor]:
        """Each engine's, once."""
        yield from {id(one.supervisor): one.supervisor for one in self._engines.values()}.values()

    def _health(self, name: str, thinker: Thinker) -> MindHealth:
        supervisor, tally, entry = thinker.engine.supervisor, thinker.tally, self._file.minds[name]
        return MindHealth(
            mind=name,
            backend=entry.backend,
            model=thinker.manner.model,
            state=supervisor.state,
            since=supervisor.since,
            reason=supervisor.reason,
            params=supervisor.params,
            decisions=tally.decisions,
            fallbacks=tally.fallbacks,
            failures=supervisor.failures,
            cached=tally.cached_tokens / tally.prompt_tokens if tally.prompt_tokens else 0.0,
        )


def _broken_off(name: str, error: Exception) -> Unanswered:
    log.error("a mind broke", mind=name, error=traceback_of(error))
    return Unanswered("broken", Trace(name, problems=(repr(error)[:200],)))


def _fallback(failed: Unanswered) -> Trace:
    problems = (": ".join([failed.code, *failed.trace.problems]),)
    return replace(failed.trace, status="fallback", problems=problems)


def _engines(file: CouncilFile, served: Sequence[Served], script: Script) -> dict[str, SharedModel]:
    """Mind -> the engine that it shares with the others on its model."""
    patience = Patience(file.restart.first, file.restart.longest)
    everywhere = FairGate(file.in_flight)
    engines = {}
    for one in served:
        admission = Admission(script.prompter, one.backend.count)
        limit = min(entry.in_flight for entry in _models(file, one.minds))
        engine = SharedModel(
            supervisor=Supervisor(one.backend, patience, partial(_admit, admission, script.grounds)),
            admission=admission,
            gate=FairGate(limit),
            everywhere=everywhere,
        )
        engines.update(dict.fromkeys(one.minds, engine))
    return {name: engines[name] for name in file.known if name in engines}


async def _admit(admission: Admission, grounds: Sequence[Ground]) -> None:
    """Measure the model against every cast. Raises Unfit where it can keep its tokens with none of them."""
    unfit = []
    for cast, rules in grounds:
        try:
            await admission.room(cast, rules)
        except Unfit as error:
            log.warning("a model cannot play a cast", code=error.code, **error.params)
            unfit.append(error)
    if unfit and len(unfit) == len(grounds):
        raise unfit[0]


def _models(file: CouncilFile, names: Sequence[str]) -> Iterator[ModelEntry]:
    for name in names:
        entry = file.minds[name]
        if isinstance(entry, ModelEntry):
            yield entry


def _manner(file: CouncilFile, name: str) -> Manner:
    (entry,) = _models(file, [name])
    adapter = name if getattr(entry, "adapter", "") else ""
    return Manner(name, entry.model, entry.sampling.values, entry.seed, adapter, entry.answer_after)
