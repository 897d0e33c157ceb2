"""The keeper: the one place through which a wood changes.

What concerns one wood happens in order, different woods never wait for each other. A change, once it is being
stored, is stored to the end even where its caller is cancelled.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.cancellation import shield
from bot.keeper.eras import carry_over, crossing
from bot.keeper.founding import new_founding
from bot.keeper.held import HeldWoods, WoodBroken
from bot.keeper.inputs import Inputs
from bot.keeper.schedule import next_due, valid_schedule
from bot.keeper.turn_request import PlayedRound, TurnRequest, TurnResult
from data.store.failures import Repeated
from data.store.protocol import Failpoint, Store, nothing
from data.store.records import FORESTER, CommandResult, Look, Schedule, Setting, WoodRecord, WoodState
from engine.commands.table import Command
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.saving import version
from inference.mind import Mind

log = structlog.get_logger(__name__)


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
        changed: Callable[[str], object] = nothing,
        measured: Callable[[PlayedRound], None] = lambda _: None,
        failpoint: Failpoint = nothing,
    ) -> None:
        """`cache` is how many woods are kept at hand; `changed` is called with a wood's id after each change of it.

        `measured` is called after each round of turns. `secret` gives that many random bytes in hexadecimal.
        """
        self._store = store
        self._now = now
        self._secret = secret
        self._held = HeldWoods(store.woods, cache, changed)
        self._inputs = Inputs(
            store,
            mind,
            self._held,
            now=now,
            quarantine=self._quarantine,
            measured=measured,
            failpoint=failpoint,
        )

    @property
    def under_way(self) -> int:
        """Turns that are wanted and have not ended."""
        return self._inputs.under_way

    async def look(self, wood: str, record: WoodRecord | None = None) -> Look:
        """Return a wood without its secrets and its record, as they are now; `record` is one that was read just before.

        Raises NoSuchWood, SaveBroken.
        """
        return await self._held.look(wood, record)

    # Inputs: turns and commands.

    async def play_turn(self, wood: str, *, command: str | None = None) -> TurnResult:
        """Play one turn now, whatever the schedule says; the next tick stays where it is.

        A repeated `command` gives the first's result. Raises NoSuchWood and the store's errors.
        """
        return await self._inputs.play_turn(wood, command)

    async def play_turns(self, wanted: Sequence[TurnRequest]) -> list[TurnResult]:
        """Play a turn of each wood: all creatures of all of them decide in one batch, then each is committed by itself.

        What befalls one wood stands in its result and leaves the others alone. Raises only what the mind raises.
        """
        return await self._inputs.play_turns(wanted)

    async def command(self, wood: str, command: Command, *, id: str) -> CommandResult:
        """Carry out a person's command, once for each `id`: its repetition gives the first's result.

        Raises NoSuchWood and the store's errors.
        """
        return await self._inputs.command(wood, command, id)

    # A wood's record.

    async def found_wood(
        self,
        cast: Cast,
        rules: Rules,
        *,
        guild: int,
        channel: int,
        schedule: Schedule,
        settings: Mapping[str, Setting],
        forester: int | None = None,
        command: str | None = None,
        seed: str | None = None,
    ) -> WoodRecord:
        """Found a wood in a channel; its first tick is the first that the schedule has after now.

        `forester` is the person who is told of what befalls it: its first patron. Its seed is drawn in secret where
        none is given. A repeated `command` gives the wood that it founded. Raises ChannelTaken, ScheduleRefused.
        """
        new = new_founding(
            cast, rules, self._secret, self._now(), guild=guild, channel=channel, schedule=schedule,
            settings=settings, forester=forester, command=command, seed=seed,
        )  # fmt: skip
        return await self._changing(new.id, lambda: self._store.woods.found(new))

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

    async def resume(
        self, wood: str, *, channel: int | None = None, command: str | None = None
    ) -> WoodRecord:
        """Let a wood that rests or was quarantined live again, from the next tick after now.

        With `channel` it lives there from now on, in the same transaction; so does one that lives already.
        Raises NoSuchWood, ChannelTaken.
        """

        async def resume() -> WoodRecord:
            record, now = await self._store.woods.find(wood), self._now()
            if record.state in ("paused", "quarantined"):
                due = next_due(record.schedule, None, now)
                return await self._store.woods.set_state(
                    wood, "living", "", now, next_due=due, channel=channel, command=command
                )
            if channel not in (None, record.channel):
                return await self._store.woods.move(wood, channel, now, command=command)
            return record

        return await self._changing(wood, resume)

    async def delete(self, wood: str, *, command: str | None = None) -> WoodRecord:
        """End a wood for good; what it was is kept until it is purged. Raises NoSuchWood."""
        return await self._turn_to(wood, "deleted", "deleted", ("living", "paused", "quarantined"), command)

    async def reset(self, wood: str, cast: Cast, rules: Rules, *, command: str | None = None) -> WoodRecord:
        """Delete a wood and found another in its channel, with its settings, schedule and forester, in one transaction.

        A repeated `command` gives the wood that it founded. Raises NoSuchWood.
        """
        old = await self._store.woods.find(wood)
        new = new_founding(
            cast, rules, self._secret, self._now(), guild=old.guild, channel=old.channel, schedule=old.schedule,
            settings=old.settings, forester=await self._forester(old), command=command,
        )  # fmt: skip
        return await self._changing(wood, lambda: self._store.woods.found(replace(new, replaces=wood)))

    async def reschedule(
        self,
        wood: str,
        schedule: Schedule,
        *,
        settings: Mapping[str, Setting] | None = None,
        command: str | None = None,
    ) -> WoodRecord:
        """Give a wood another schedule, from its first tick after now on, and change some settings with it.

        Raises NoSuchWood, ScheduleRefused.
        """
        due = next_due(valid_schedule(schedule), None, self._now())

        async def change() -> WoodRecord:
            kept = None if settings is None else {**(await self._store.woods.find(wood)).settings, **settings}
            return await self._store.woods.set_schedule(
                wood, schedule, due, self._now(), settings=kept, command=command
            )

        return await self._changing(wood, change)

    async def configure(
        self, wood: str, changes: Mapping[str, Setting], *, command: str | None = None
    ) -> WoodRecord:
        """Change some of a wood's settings, whatever others are changed meanwhile. Raises NoSuchWood."""

        async def change() -> WoodRecord:
            settings = {**(await self._store.woods.find(wood)).settings, **changes}
            return await self._store.woods.set_settings(wood, settings, self._now(), command=command)

        return await self._changing(wood, change)

    async def begin_era(self, wood: str, cast: Cast, rules: Rules) -> bool:
        """Let a wood go on with this engine, and with other rules or content of the same creatures and goods.

        Where they bring finer money or an asset, it crosses over to them with the era's first input, once.
        False where it does so already, or is broken. Raises EraRefused, NoSuchWood, SaveBroken.
        """
        try:
            async with self._held.hold(wood):
                own = (await self._store.history.eras(wood))[-1]
                as_it_is = (own.cast.digest, own.rules.digest, own.behaviour)
                if as_it_is == (cast.digest, rules.digest, version.BEHAVIOUR):
                    return False
                self._held.drop(wood)
                now = (await self._store.woods.load(wood)).wood
                after = carry_over(now, cast, rules)
                entry = crossing(now, after)
                await shield(self._store.woods.begin_era(wood, after, self._now(), crossing=entry))
            self._held.changed(wood)
        except WoodBroken as broken:
            await self._quarantine(wood, broken)
            return False
        return True

    # How.

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
            record = await self._store.woods.find(wood)
            if record.state not in out_of:
                return record
            return await self._store.woods.set_state(
                wood, state, reason, self._now(), command=command, notice=notice
            )

        return await self._changing(wood, turn_to)

    async def _forester(self, record: WoodRecord) -> int | None:
        """The person who is told of what befalls a wood; None where nobody is, or they were erased."""
        patron = record.settings.get(FORESTER)
        return await self._store.people.user(record.id, patron) if isinstance(patron, int) else None

    async def _changing(self, wood: str, change: Callable[[], Awaitable[WoodRecord]]) -> WoodRecord:
        """Change a wood's record under its lock; the repetition of a command finds the wood of the first."""

        async def changing() -> WoodRecord:
            async with self._held.hold(wood):
                try:
                    record = await change()
                except Repeated as error:
                    return await self._store.woods.find(
                        (await self._held.first(str(error.params["command"]))).wood
                    )
                finally:
                    self._held.drop(wood)
            self._held.changed(record.id)
            return record

        return await shield(changing())

    async def _quarantine(self, wood: str, broken: WoodBroken) -> WoodRecord:
        """Stop one wood and tell its forester; the others go on."""
        log.error("quarantined", wood=wood, code=broken.code, **broken.params, exc_info=broken)
        return await self._turn_to(wood, "quarantined", broken.code, ("living",), None, broken.params)
