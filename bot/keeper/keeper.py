"""The keeper: the one place through which a wood changes.

What concerns one wood happens in order, different woods never wait for each other. Minds think without lock and
without transaction; what they decide meets the wood as it is when they are done. The engine is given an input as
the log will have it, so that a replay reads the very same. A change, once it is being stored, is stored to the end
even where its caller is cancelled.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import structlog

from bot.keeper.cache import WoodCache
from bot.keeper.eras import carried_over
from bot.keeper.finishing import shielded
from bot.keeper.founding import new_founding
from bot.keeper.guard import WoodBroken, guarded
from bot.keeper.locks import KeyedLocks
from bot.keeper.schedule import next_due, valid_schedule
from bot.keeper.turn_request import TurnRequest, TurnResult, decision_records, turn_result_of
from data.store.codec import dump_command, dump_decisions, load_command, load_decisions
from data.store.failures import CoolingDown, Repeated, Stale, StoreError
from data.store.protocol import Failpoint, Store, nothing
from data.store.records import (
    CommandResult,
    Commit,
    Cooldown,
    InputKind,
    Loaded,
    Look,
    Schedule,
    Setting,
    WoodRecord,
    WoodState,
)
from engine.commands.table import Command, apply
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.decision import Refusal
from engine.event import public
from engine.ledger import LedgerBroken
from engine.save import SaveBroken
from engine.turn import Outcome, advance
from inference.mind import Answer, Ask, Mind
from inference.round import asks_of

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _View:
    """A wood as its minds were shown it."""

    loaded: Loaded
    asks: tuple[Ask, ...]


class Keeper:
    """Changes woods, and nothing else does."""

    def __init__(
        self,
        store: Store,
        mind: Mind,
        *,
        cache: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        secret: Callable[[int], str] = secrets.token_hex,
        changed: Callable[[str], None] = nothing,
        failpoint: Failpoint = nothing,
    ) -> None:
        """`cache` is how many woods are kept at hand; `changed` is called with a wood's id after each change of it.

        `secret` gives that many random bytes in hexadecimal.
        """
        self._store = store
        self._mind = mind
        self._now = now
        self._secret = secret
        self._changed = changed
        self._at = failpoint
        self._locks = KeyedLocks()
        self._cache = WoodCache(cache)

    async def look(self, wood: str) -> Look:
        """Return a wood without its secrets and its record, as they are now. Raises NoSuchWood, SaveBroken."""
        record = await self._store.woods.find(wood)
        kept = self._cache.get(wood)
        if kept is not None and kept.record == record:
            return kept.open()
        return (await self._store.woods.load(wood)).open()

    async def found_wood(
        self,
        cast: Cast,
        rules: Rules,
        *,
        guild: int,
        channel: int,
        schedule: Schedule,
        settings: Mapping[str, Setting],
        command: str | None = None,
    ) -> WoodRecord:
        """Found a wood in a channel; its first tick is the first that the schedule has after now.

        A repeated `command` gives the wood that it founded. Raises ChannelTaken, ScheduleRefused.
        """
        new = new_founding(
            cast, rules, self._secret, self._now(), guild=guild, channel=channel, schedule=schedule,
            settings=settings, command=command,
        )  # fmt: skip
        return await self._changing(new.id, lambda: self._store.woods.found(new))

    async def play_turn(self, wood: str, *, command: str | None = None) -> TurnResult:
        """Play one turn now, whatever the schedule says; the next tick stays where it is.

        A repeated `command` gives the first's result. Raises NoSuchWood and the store's errors.
        """
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
        """Play a turn of each wood: all creatures of all of them decide in one batch, then each is committed by itself.

        What befalls one wood stands in its result and leaves the others alone. Raises only what the mind raises.
        """
        views = [await self._alone(want.wood, self._perceived(want)) for want in wanted]
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

    async def command(
        self, wood: str, command: Command, *, id: str, cooldowns: Sequence[Cooldown] = ()
    ) -> CommandResult:
        """Carry out a person's command, once for each `id`: its repetition gives the first's result.

        `cooldowns` begin with it, and where one has not ended it is refused. Raises NoSuchWood and the store's errors.
        """
        return await shielded(self._command(wood, command, id, tuple(cooldowns)))

    async def pause(
        self,
        wood: str,
        reason: str,
        *,
        command: str | None = None,
        notice: Mapping[str, int | str] | None = None,
    ) -> WoodRecord:
        """Let a wood rest; decisions under way are void. `reason` is a code; with `notice` its channel is told.

        A wood that does not live stays as it is. Raises NoSuchWood.
        """
        return await self._turn_to(wood, "paused", reason, ("living",), command, notice)

    async def resume(self, wood: str, *, command: str | None = None) -> WoodRecord:
        """Let a wood that rests or was quarantined live again, from the next tick after now. Raises NoSuchWood."""
        return await self._turn_to(wood, "living", "", ("paused", "quarantined"), command)

    async def delete(self, wood: str, *, command: str | None = None) -> WoodRecord:
        """End a wood for good; what it was is kept until it is purged. Raises NoSuchWood."""
        return await self._turn_to(wood, "deleted", "deleted", ("living", "paused", "quarantined"), command)

    async def reset(self, wood: str, cast: Cast, rules: Rules, *, command: str | None = None) -> WoodRecord:
        """Delete a wood and found another in its channel, with its settings and schedule, in one transaction.

        A repeated `command` gives the wood that it founded. Raises NoSuchWood.
        """
        old = await self._store.woods.find(wood)
        new = new_founding(
            cast, rules, self._secret, self._now(), guild=old.guild, channel=old.channel, schedule=old.schedule,
            settings=old.settings, command=command,
        )  # fmt: skip
        return await self._changing(wood, lambda: self._store.woods.found(replace(new, replaces=wood)))

    async def reschedule(self, wood: str, schedule: Schedule, *, command: str | None = None) -> WoodRecord:
        """Give a wood another schedule, from its first tick after now on. Raises NoSuchWood, ScheduleRefused."""
        due = next_due(valid_schedule(schedule), None, self._now())
        return await self._changing(
            wood, lambda: self._store.woods.set_schedule(wood, schedule, due, self._now(), command=command)
        )

    async def configure(
        self, wood: str, changes: Mapping[str, Setting], *, command: str | None = None
    ) -> WoodRecord:
        """Change some of a wood's settings, whatever others are changed meanwhile. Raises NoSuchWood."""

        async def change() -> WoodRecord:
            settings = {**(await self._store.woods.find(wood)).settings, **changes}
            return await self._store.woods.set_settings(wood, settings, self._now(), command=command)

        return await self._changing(wood, change)

    async def move(self, wood: str, channel: int, *, command: str | None = None) -> WoodRecord:
        """Let a wood live in another channel. Raises NoSuchWood, ChannelTaken."""
        return await self._changing(
            wood, lambda: self._store.woods.move(wood, channel, self._now(), command=command)
        )

    async def begin_era(self, wood: str, cast: Cast, rules: Rules) -> bool:
        """Let a wood go on with other rules or content of the same creatures and goods. False where they are its own.

        Raises EraRefused, NoSuchWood.
        """
        async with self._locks.hold(wood):
            now = (await self._store.woods.load(wood)).wood
            if (now.cast.digest, now.rules.digest) == (cast.digest, rules.digest):
                return False
            self._cache.drop(wood)
            after = carried_over(now, cast, rules)
            await shielded(self._store.woods.begin_era(wood, after, self._now()))
            return True

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

    async def _perceived(self, want: TurnRequest) -> _View | TurnResult:
        """What the creatures of a wood are shown; a result where there is no turn to play."""
        loaded = await self._current(want.wood)
        if loaded.record.state != "living":
            return TurnResult(want.wood, None, code="not_living")
        if want.generation not in (None, loaded.record.generation):
            return TurnResult(want.wood, None, code="void")
        return _View(loaded, tuple(guarded(lambda: asks_of(want.wood, loaded.wood))))

    async def _play(
        self, want: TurnRequest, view: _View | TurnResult, answers: Mapping[str, Answer]
    ) -> TurnResult:
        if isinstance(view, TurnResult):
            return view
        return await shielded(self._alone(want.wood, self._turn(want, view.loaded, answers)))

    async def _turn(self, want: TurnRequest, seen: Loaded, answers: Mapping[str, Answer]) -> TurnResult:
        """Let decisions meet the wood as it is now, and store what comes of it."""
        wood = want.wood
        async with self._locks.hold(wood):
            now = await self._current(wood)
            if (now.record.generation, now.wood.turn) != (seen.record.generation, seen.wood.turn):
                return TurnResult(wood, None, code="void")
            payload = dump_decisions({creature: answer.decision for creature, answer in answers.items()})
            outcome = guarded(lambda: advance(now.wood, load_decisions(payload)))
            self._at("advanced")
            new = self._commit_of(now, outcome, "turn", payload, want.command)
            told = decision_records(answers, outcome)
            post: Literal["hold", "release"] = "hold" if want.more else "release"
            await self._commit(now, replace(new, traces=told, post=post, tick=want.tick))
        return TurnResult(wood, outcome.wood.turn, public(outcome.events))

    async def _command(
        self, wood: str, command: Command, id: str, cooldowns: tuple[Cooldown, ...]
    ) -> CommandResult:
        """Apply a command to the wood as it is now, and store what comes of it."""
        try:
            async with self._locks.hold(wood):
                now = await self._current(wood)
                if now.record.state != "living":
                    return await self._refuse(wood, id, "not_living", {"state": now.record.state})
                payload = dump_command(command)
                outcome = guarded(lambda: apply(now.wood, load_command(payload)))
                self._at("applied")
                if outcome.refusal is not None:
                    return await self._refuse(wood, id, outcome.refusal.code, outcome.refusal.params)
                new = self._commit_of(now, outcome, "command", payload, id)
                await self._commit(now, replace(new, cooldowns=cooldowns))
            return CommandResult(wood, outcome.wood.number, outcome.wood.turn, None, public(outcome.events))
        except Repeated:
            return await self._first(id)
        except CoolingDown as error:
            return await self._refuse(wood, id, error.code, error.params)
        except WoodBroken as broken:
            record = await self._quarantine(wood, broken)
            return await self._refuse(wood, id, "not_living", {"state": record.state})

    async def _turn_to(
        self,
        wood: str,
        state: WoodState,
        reason: str,
        out_of: tuple[WoodState, ...],
        command: str | None = None,
        notice: Mapping[str, int | str] | None = None,
    ) -> WoodRecord:
        async def turn_to() -> WoodRecord:
            record, now = await self._store.woods.find(wood), self._now()
            if record.state not in out_of:
                return record
            due = next_due(record.schedule, None, now) if state == "living" else None
            return await self._store.woods.set_state(
                wood, state, reason, now, next_due=due, command=command, notice=notice
            )

        return await self._changing(wood, turn_to)

    async def _changing(self, wood: str, change: Callable[[], Awaitable[WoodRecord]]) -> WoodRecord:
        """Change a wood's record under its lock; the repetition of a command finds the wood of the first."""

        async def changing() -> WoodRecord:
            async with self._locks.hold(wood):
                try:
                    record = await change()
                except Repeated as error:
                    return await self._store.woods.find(
                        (await self._first(str(error.params["command"]))).wood
                    )
                finally:
                    self._cache.drop(wood)
            self._changed(record.id)
            return record

        return await shielded(changing())

    async def _current(self, wood: str) -> Loaded:
        """The wood as it is; a copy at hand is trusted, for the store refuses what was worked out on an old one."""
        kept = self._cache.get(wood)
        if kept is not None:
            return kept
        try:
            loaded = await self._store.woods.load(wood)
        except (SaveBroken, LedgerBroken) as error:
            raise WoodBroken("save_broken", {"fault": error.code}) from error
        self._cache.put(loaded)
        return loaded

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
        self._cache.drop(commit.wood)
        self._at("committing")
        await self._store.woods.commit(commit)
        self._at("committed")
        wood = commit.outcome.wood
        record = replace(now.record, number=wood.number, turn=wood.turn)
        if commit.tick is not None:
            record = replace(record, next_due=commit.tick.next_due)
        self._cache.put(Loaded(record, wood))
        self._changed(commit.wood)

    async def _refuse(self, wood: str, id: str, code: str, params: Mapping[str, int | str]) -> CommandResult:
        with suppress(Repeated):
            await self._store.woods.refuse(wood, id, Refusal("command", code, params), self._now())
        return await self._first(id)

    async def _first(self, id: str) -> CommandResult:
        first = await self._store.woods.command(id)
        if first is None:
            raise Repeated(command=id)
        return first

    async def _quarantine(self, wood: str, broken: WoodBroken) -> WoodRecord:
        """Stop one wood and tell its forester; the others go on."""
        log.error("quarantined", wood=wood, code=broken.code, **broken.params, exc_info=broken)
        return await self._turn_to(wood, "quarantined", broken.code, ("living",), None, broken.params)
