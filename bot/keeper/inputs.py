"""Inputs of woods: turns and commands, each worked out by the engine and stored in one transaction.

What concerns one wood happens in order, different woods never wait for each other. Minds think without lock and
without transaction; what they decide meets the wood as it is when they are done. The engine is given an input as
the log will have it, so that a replay reads the very same.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from bot.cancellation import shield
from bot.keeper.held import HeldWoods, WoodBroken, guard
from bot.keeper.turn_request import PlayedRound, TurnRequest, TurnResult, turn_result_of
from data.store.codec import dump_command, dump_decisions, load_command, load_decisions
from data.store.failures import Repeated, Stale, StoreError
from data.store.protocol import Failpoint, Store
from data.store.records import CommandResult, Commit, DecisionRecord, InputKind, Loaded, WoodRecord
from engine.commands.table import Command, apply
from engine.decision import Applied, Decision, Refusal
from engine.events.event import public
from engine.turn import Outcome, advance
from inference.mind import Answer, Ask, Mind
from inference.round import asks_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _View:
    """A wood as its minds were shown it."""

    loaded: Loaded
    asks: tuple[Ask, ...]


class Inputs:
    """Plays turns and carries out commands; a change, once it is being stored, is stored to the end."""

    def __init__(
        self,
        store: Store,
        mind: Mind,
        held: HeldWoods,
        *,
        now: Callable[[], datetime],
        quarantine: Callable[[str, WoodBroken], Awaitable[WoodRecord]],
        measured: Callable[[PlayedRound], None],
        failpoint: Failpoint,
    ) -> None:
        """`quarantine` stops a wood that is broken; `measured` is called after each round of turns."""
        self._store = store
        self._mind = mind
        self._held = held
        self._now = now
        self._quarantine = quarantine
        self._measured = measured
        self._at = failpoint
        self.under_way = 0

    async def play_turn(self, wood: str, command: str | None) -> TurnResult:
        """See `Keeper.play_turn`."""
        if command is not None and (first := await self._store.woods.command(command)) is not None:
            return turn_result_of(first)
        (result,) = await self.play_turns([TurnRequest(wood, command=command)])
        if (
            result.turn is None
            and command is not None
            and (first := await self._store.woods.command(command))
        ):
            return turn_result_of(first)
        if result.error is not None:
            raise result.error
        return result

    async def play_turns(self, wanted: Sequence[TurnRequest]) -> list[TurnResult]:
        """See `Keeper.play_turns`."""
        began = time.perf_counter()
        self.under_way += len(wanted)
        try:
            results = await self._play_turns(wanted)
        finally:
            self.under_way -= len(wanted)
        self._measured(PlayedRound(tuple(results), time.perf_counter() - began))
        return results

    async def _play_turns(self, wanted: Sequence[TurnRequest]) -> list[TurnResult]:
        views = [await self._alone(want.wood, self._perceive(want)) for want in wanted]
        asks = [ask for view in views if isinstance(view, _View) for ask in view.asks]
        self._at("perceived")
        answers = await self._mind.decide(asks) if asks else ()
        self._at("decided")
        answered: dict[str, dict[str, Answer]] = {}
        for ask, answer in zip(asks, answers, strict=True):
            answered.setdefault(ask.wood, {})[ask.creature] = answer
        return await asyncio.gather(
            *(
                self._play(want, view, answered.get(want.wood, {}))
                for want, view in zip(wanted, views, strict=True)
            )
        )

    async def command(self, wood: str, command: Command, id: str) -> CommandResult:
        """See `Keeper.command`."""
        return await shield(self._command(wood, command, id))

    # How: each under its wood's lock, read top to bottom.

    async def _alone(self, wood: str, work: Coroutine[Any, Any, T]) -> T | TurnResult:
        """Do one wood's part of a round: what goes wrong with it becomes its own result."""
        try:
            try:
                return await work
            except WoodBroken as broken:
                await self._quarantine(wood, broken)
                return TurnResult(wood, None, code="quarantined")
        except Stale:
            return TurnResult(wood, None, code="void")
        except StoreError as error:
            return TurnResult(wood, None, code=error.code, error=error)

    async def _perceive(self, want: TurnRequest) -> _View | TurnResult:
        """What the creatures of a wood are shown; a result where there is no turn to play."""
        loaded = await self._held.current(want.wood)
        if loaded.record.state != "living":
            return TurnResult(want.wood, None, code="not_living")
        if want.generation not in (None, loaded.record.generation):
            return TurnResult(want.wood, None, code="void")
        return _View(loaded, tuple(guard(lambda: asks_of(want.wood, loaded.wood))))

    async def _play(
        self, want: TurnRequest, view: _View | TurnResult, answers: Mapping[str, Answer]
    ) -> TurnResult:
        if isinstance(view, TurnResult):
            return view
        return await shield(self._alone(want.wood, self._turn(want, view.loaded, answers)))

    async def _turn(self, want: TurnRequest, seen: Loaded, answers: Mapping[str, Answer]) -> TurnResult:
        """Let decisions meet the wood as it is now, and store what comes of it."""
        wood = want.wood
        async with self._held.hold(wood):
            now = await self._held.current(wood)
            if (now.record.generation, now.wood.turn) != (seen.record.generation, seen.wood.turn):
                return TurnResult(wood, None, code="void")
            payload = dump_decisions({creature: answer.decision for creature, answer in answers.items()})
            outcome = guard(lambda: advance(now.wood, load_decisions(payload)))
            self._at("advanced")
            new = self._commit_of(now, outcome, "turn", payload, want.command)
            told = decision_records(answers, outcome)
            post: Literal["hold", "release"] = "hold" if want.more else "release"
            await self._commit(now, replace(new, traces=told, post=post, tick=want.tick))
        return TurnResult(wood, outcome.wood.turn, public(outcome.events))

    async def _command(self, wood: str, command: Command, id: str) -> CommandResult:
        """Apply a command to the wood as it is now, and store what comes of it."""
        try:
            async with self._held.hold(wood):
                now = await self._held.current(wood)
                if now.record.state != "living":
                    return await self._refuse(wood, id, "not_living", {"state": now.record.state})
                payload = dump_command(command)
                outcome = guard(lambda: apply(now.wood, load_command(payload)))
                self._at("applied")
                if outcome.refusal is not None:
                    return await self._refuse(wood, id, outcome.refusal.code, outcome.refusal.params)
                await self._commit(now, self._commit_of(now, outcome, "command", payload, id))
            return CommandResult(wood, outcome.wood.number, outcome.wood.turn, None, public(outcome.events))
        except Repeated:
            return await self._held.first(id)
        except WoodBroken as broken:
            record = await self._quarantine(wood, broken)
            return await self._refuse(wood, id, "not_living", {"state": record.state})

    def _commit_of(
        self, now: Loaded, outcome: Outcome, kind: InputKind, payload: str, command: str | None
    ) -> Commit:
        return Commit(
            wood=now.record.id,
            generation=now.record.generation,
            before=now.wood.number,
            kind=kind,
            payload=payload,
            outcome=outcome,
            at=self._now(),
            command=command,
        )

    async def _commit(self, now: Loaded, commit: Commit) -> None:
        self._held.drop(commit.wood)
        self._at("committing")
        await self._store.woods.commit(commit)
        self._at("committed")
        wood = commit.outcome.wood
        record = replace(now.record, number=wood.number, turn=wood.turn)
        if commit.tick is not None:
            record = replace(record, next_due=commit.tick.next_due)
        self._held.keep(Loaded(record, wood))
        self._held.changed(commit.wood)

    async def _refuse(self, wood: str, id: str, code: str, params: Mapping[str, int | str]) -> CommandResult:
        with suppress(Repeated):
            await self._store.woods.refuse(wood, id, Refusal("command", code, params), self._now())
        return await self._held.first(id)


def decision_records(answers: Mapping[str, Answer], outcome: Outcome) -> tuple[DecisionRecord, ...]:
    """One record of each creature's decision: how its mind came to it, and what became of it."""
    return tuple(
        DecisionRecord(
            creature,
            answer.trace,
            outcome.applied.get(creature, Applied(answer.decision, Decision())),
        )
        for creature, answer in answers.items()
    )
