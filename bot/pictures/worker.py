"""The chart worker: pictures drawn in a process of their own, off the event loop, and the line of those who wait."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeVar

import structlog

from bot.cancellation import own_cancellation
from bot.pictures.charts import YEAR
from bot.pictures.drawing import MOST_CONTENT, PictureSubject, draw, load, settle_in
from bot.story.record import Past
from data.reading.narrator import Narrator
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.errors import Coded


class QueueFull(Coded):
    """The line is full, or one's turn did not come in time."""

    code = "queue_full"


class PriorityLock:
    """A mutual exclusion lock with a bounded queue and one of a higher priority, which has no bound."""

    def __init__(self, room: int) -> None:
        """`room` is how many may wait in the bounded queue."""
        self._room = room
        self._taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self, patience: float | None) -> AsyncIterator[None]:
        """Hold the lock; without `patience`, in seconds, go before all who have some. Raises LineFull."""
        await self._come(patience)
        try:
            yield
        finally:
            self._pass_on()

    async def _come(self, patience: float | None) -> None:
        if not self._taken:
            self._taken = True
            return
        line = self._urgent if patience is None else self._waiting
        if patience is not None and len(line) >= self._room:
            raise QueueFull
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(place)
        try:
            async with asyncio.timeout(patience):
                await place
        except (asyncio.CancelledError, TimeoutError) as error:
            if place in line:
                line.remove(place)
            elif not place.cancelled():
                self._pass_on()
            if isinstance(error, TimeoutError):
                raise QueueFull from error
            raise

    def _pass_on(self) -> None:
        """Let the next one in who still waits."""
        for line in (self._urgent, self._waiting):
            while line:
                place = line.popleft()
                if not place.done():
                    place.set_result(None)
                    return
        self._taken = False


log = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be drawn."""

    subject: PictureSubject
    past: Past
    cast: Cast
    rules: Rules
    narrator: Narrator
    good: str = ""
    """For the subject `good`."""
    window: int = YEAR


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as a PNG, and what it shows in words."""

    png: bytes
    alt: str


class NoPicture(Coded):
    """A picture could not be drawn. `code` is `pictures_busy`, `no_turn_yet`, or `no_picture` with a `reason` for logs:
    `worker_died`, `too_slow` or `cannot_draw`.
    """

    code = "no_picture"


class ChartWorker:
    """Worker process behind a priority queue; it is replaced when it died, and before it has grown old."""

    def __init__(
        self,
        *,
        deadline: float,
        drawn: Callable[[float], object] = float,
        pictures: int = 2000,
        starting: float = 120,
        waiting: int = 20,
        patience: float = 60,
    ) -> None:
        """`deadline` and `starting` in seconds, for one picture and for a new worker; `drawn` is told the seconds that
        each picture took, waiting included; of what is not urgent `waiting` may wait, for `patience` seconds each.
        """
        self._deadline = deadline
        self._measured = drawn
        self._pictures = pictures
        self._starting = starting
        self._patience = patience
        self._line = PriorityLock(waiting)
        self._pool: ProcessPoolExecutor | None = None
        self._ready: ProcessPoolExecutor | None = None
        self._content: dict[tuple[str, str, str], bytes] = {}

    async def draw(self, picture: Picture, *, urgent: bool = False) -> Drawn:
        """Draw a picture, an urgent one before others. Raises NoPicture, and ValueError where it has no records."""
        if not any(turn.turn >= max(1, picture.past.first) for turn in picture.past.turns):
            raise ValueError("a picture needs at least one record")
        began = time.perf_counter()
        try:
            async with self._line.turn(None if urgent else self._patience):
                drawn = await self._stubbornly(picture)
        except QueueFull as error:
            raise NoPicture("pictures_busy") from error
        self._measured(time.perf_counter() - began)
        return drawn

    async def warm(self) -> None:
        """Start the worker and let it load what it draws with. Raises NoPicture, BrokenProcessPool."""
        async with self._line.turn(None):
            await self._start_pool()

    def close(self) -> None:
        """End the worker; pictures not yet begun are given up."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    async def _stubbornly(self, picture: Picture) -> Drawn:
        try:
            return await self._work(picture)
        except BrokenProcessPool:
            log.warning("the chart worker died and is started again")
        try:
            return await self._work(picture)
        except BrokenProcessPool as error:
            raise NoPicture(reason="worker_died") from error

    async def _work(self, picture: Picture) -> Drawn:
        try:
            pool = await self._start_pool()
            task = (picture.subject, picture.past, self._bytes(picture), picture.good, picture.window)
            return Drawn(*await self._ask(pool, self._deadline, draw, *task))
        except (BrokenProcessPool, NoPicture):
            raise
        except Exception as error:
            log.exception("a picture could not be drawn", subject=picture.subject, good=picture.good)
            raise NoPicture(reason="cannot_draw") from error

    async def _start_pool(self) -> ProcessPoolExecutor:
        """A worker that has loaded what it draws with, so that a picture's deadline counts from its beginning."""
        pool = self._running()
        if pool is not self._ready:
            await self._ask(pool, self._starting, load)
            self._ready = pool
        return pool

    async def _ask(
        self, pool: ProcessPoolExecutor, seconds: float, work: Callable[..., T], *given: object
    ) -> T:
        try:
            future = asyncio.get_running_loop().run_in_executor(pool, work, *given)
            return await asyncio.wait_for(future, seconds)
        except BrokenProcessPool:
            if self._pool is pool:
                self.close()
            raise
        except TimeoutError as error:
            self._kill(pool)
            raise NoPicture(reason="too_slow") from error
        except asyncio.CancelledError as error:
            if own_cancellation():
                raise
            raise NoPicture(reason="worker_died") from error

    def _kill(self, pool: ProcessPoolExecutor) -> None:
        """End a worker that hangs, so that nobody waits for it, not even the end of this process."""
        for process in list((pool._processes or {}).values()):
            process.kill()
        if self._pool is pool:
            self.close()

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, mp_context=get_context("spawn"), initializer=settle_in, max_tasks_per_child=self._pictures
            )
        return self._pool

    def _bytes(self, picture: Picture) -> bytes:
        """Pickle content for the worker, once for all pictures that share it."""
        key = (picture.cast.digest, picture.rules.digest, picture.narrator.digest)
        if key not in self._content:
            if len(self._content) >= MOST_CONTENT:
                self._content.clear()
            self._content[key] = pickle.dumps((picture.cast, picture.rules, picture.narrator))
        return self._content[key]
