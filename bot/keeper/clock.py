"""Scheduler of turns: it asks every few seconds which woods are due, leases them, and spawns their turns.

What is due stands in the store; what is lost here with the process is claimed again when its lease has ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.keeper.keeper import Keeper
from bot.keeper.schedule import next_due, waking
from bot.keeper.turn_request import TurnRequest
from bot.running import ClockPace
from data.store.failures import StoreError
from data.store.protocol import Ticks
from data.store.records import Claim, Tick

log = structlog.get_logger(__name__)

BAD_SCHEDULE = "bad_schedule"
"""Why a wood rests whose schedule this machine cannot read or follow."""


class Clock:
    """Scheduler that turns due ticks into turns."""

    def __init__(
        self,
        ticks: Ticks,
        keeper: Keeper,
        pace: ClockPace,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        models: bool = False,
    ) -> None:
        """`models` says whether the woods think with models, or by rules alone."""
        self._ticks = ticks
        self._keeper = keeper
        self._asking, self._again = timedelta(seconds=pace.asking), timedelta(seconds=pace.again)
        self._lease = timedelta(seconds=pace.lease)
        self._round = pace.model_round if models else pace.round
        self._most_rounds = pace.model_rounds if models else pace.rounds
        self._catch_up = pace.catch_up
        self._now = now
        self._rounds: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._armed = 0.0
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to ask. To be called once, in the running loop."""
        self._arm(timedelta())
        self._scheduler.start()
        self._watch = asyncio.create_task(self._keep_armed(), name="clock")

    async def stop(self, grace: float) -> None:
        """Stop asking and give rounds under way `grace` seconds to finish; then they are cancelled whole."""
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._rounds:
            await asyncio.wait(self._rounds, timeout=grace)
        for task in self._rounds:
            task.cancel()
        await asyncio.gather(*self._rounds, return_exceptions=True)

    @property
    def under_way(self) -> int:
        """Rounds under way."""
        return len(self._rounds)

    async def ask(self) -> int:
        """Claim woods that are due, as many as there is room for, and spawn their rounds. Returns how many woods."""
        size, room = self._round, self._most_rounds - len(self._rounds)
        if room <= 0:
            return 0
        try:
            claims = await self._ticks.claim(self._now(), self._lease, room * size)
        except StoreError as error:
            log.error("due woods cannot be claimed", code=error.code, **error.params)
            return 0
        for first in range(0, len(claims), size):
            task = asyncio.create_task(self._serve(claims[first : first + size]))
            self._rounds.add(task)
            task.add_done_callback(self._rounds.discard)
        return len(claims)

    async def idle(self) -> None:
        """Wait until no round is under way."""
        while self._rounds:
            await asyncio.wait(self._rounds)

    def _arm(self, wait: timedelta) -> None:
        """Have the scheduler ask once, after some time.

        Not at an interval: when the time is set far ahead, the scheduler would count each asking that was missed.
        """
        self._armed = asyncio.get_running_loop().time()
        self._scheduler.add_job(
            self._ask_and_arm,
            "date",
            run_date=datetime.now(UTC) + wait,
            id="ask",
            replace_existing=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    async def _ask_and_arm(self) -> None:
        try:
            await self.ask()
        finally:
            self._arm(self._asking)

    async def _keep_armed(self) -> None:
        """Ask where the scheduler did not: it waits by the wall clock, which may be set back."""
        loop, asking = asyncio.get_running_loop(), self._asking.total_seconds()
        while True:
            await asyncio.sleep(asking)
            if loop.time() - self._armed > 2 * asking:
                self._arm(timedelta())

    async def _serve(self, claims: Sequence[Claim]) -> None:
        """Play the ticks of claimed woods, in rounds, until all have caught up; what fails is tried again later."""
        now = self._now()
        held = {claim.wood: claim for claim in claims}
        again: datetime | None = now + self._again
        try:
            awake = [woken for claim in claims if (woken := await self._wake(claim, now))]
            while wanted := [want for claim in awake if (want := await self._want(claim, now))]:
                results = await self._keeper.play_turns(wanted)
                for want, result in zip(wanted, results, strict=True):
                    if result.turn is not None and not want.more:
                        del held[want.wood]
                awake = [
                    replace(held[want.wood], due=want.tick.next_due)
                    for want, result in zip(wanted, results, strict=True)
                    if result.turn is not None and want.more and want.tick and want.tick.next_due
                ]
        except asyncio.CancelledError:
            again = None
            raise
        except Exception:
            log.exception("a round failed", woods=sorted(held))
        finally:
            await self._give_back(held.values(), again)

    async def _wake(self, claim: Claim, now: datetime) -> Claim | None:
        """Return the claim for the first tick that is still played; ticks before it are skipped for good."""
        try:
            slept, due = waking(claim.schedule, claim.due, now, self._catch_up)
        except Exception as error:  # whatever a schedule is, it concerns its own wood alone
            await self._rest(claim, error)
            return None
        try:
            return await self._ticks.oversleep(claim, due, slept, now) if slept else claim
        except StoreError as error:
            log.error("a long sleep cannot be stored", wood=claim.wood, code=error.code, **error.params)
            return None

    async def _want(self, claim: Claim, now: datetime) -> TurnRequest | None:
        """Return the request for a claim's tick; None where its schedule has no next one."""
        try:
            following = next_due(claim.schedule, claim.due, claim.due)
        except Exception as error:  # as in `_wake`
            await self._rest(claim, error)
            return None
        more = following is not None and following <= now
        return TurnRequest(claim.wood, Tick(claim.lease, following), claim.generation, more)

    async def _rest(self, claim: Claim, error: Exception) -> None:
        """Let a wood whose schedule cannot be followed rest, and tell its forester."""
        log.error("a schedule cannot be followed", wood=claim.wood, exc_info=error)
        try:
            await self._keeper.pause(claim.wood, BAD_SCHEDULE, notice={})
        except StoreError as failed:
            log.error("a wood cannot be paused", wood=claim.wood, code=failed.code, **failed.params)

    async def _give_back(self, claims: Iterable[Claim], again: datetime | None) -> None:
        for claim in claims:
            try:
                await self._ticks.release(claim, again)
            except StoreError as error:
                log.error("a claim ends with its lease", wood=claim.wood, code=error.code, **error.params)
