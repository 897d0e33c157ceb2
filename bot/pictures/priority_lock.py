"""People who stand in line for one thing, and who may go before them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
