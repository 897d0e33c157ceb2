"""Fair semaphore: a limited number at a time, woods in turns."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager


def in_turns(woods: Sequence[str]) -> list[int]:
    """The places of a sequence in the order in which each wood has its first, then each its second, and so on."""
    before: Counter[str] = Counter()
    rounds = []
    for wood in woods:
        rounds.append(before[wood])
        before[wood] += 1
    return sorted(range(len(woods)), key=rounds.__getitem__)


class FairGate:
    """Semaphore that lets at most `limit` in. Who waits is let in wood by wood, each wood's own in the order they came,
    so that a wood with hundreds of asks never keeps one with five waiting behind all of them.
    """

    def __init__(self, limit: int) -> None:
        """Raises ValueError where nothing could ever pass."""
        if limit < 1:
            raise ValueError(f"a gate for {limit}")
        self.limit = limit
        self._free = limit
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(len(queue) for queue in self._waiting.values())

    @asynccontextmanager
    async def pass_through(self, wood: str) -> AsyncIterator[None]:
        """Wait for one's turn and be inside for as long as the context lasts."""
        await self._enter(wood)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, wood: str) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(wood, deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._leave()  # it was called in the very moment in which it gave up
            else:
                self._forget(wood, called)
            raise

    def _leave(self) -> None:
        """Give one's place to the first of the wood whose turn it is."""
        while self._waiting:
            wood, queue = self._waiting.popitem(last=False)
            called = queue.popleft()
            if queue:
                self._waiting[wood] = queue
            if not called.done():
                called.set_result(None)
                return
        self._free += 1

    def _forget(self, wood: str, called: asyncio.Future[None]) -> None:
        queue = self._waiting.get(wood)
        if queue is not None and called in queue:
            queue.remove(called)
            if not queue:
                del self._waiting[wood]
