"""Waiting for something to happen in the stand-in, without sleeping."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_AGAIN_S = 0.05


class Changes:
    """One bell for the whole stand-in: whoever changes anything rings it, whoever waits looks again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def until(self, look: Callable[[], T], timeout: float, what: str) -> T:
        """The first truthy value of ``look()``, which may also watch things that ring no bell.

        Raises ``AssertionError`` naming ``what`` when ``timeout`` seconds pass first.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (seen := look()):
            if loop.time() >= deadline:
                raise AssertionError(f"waited {timeout} s in vain for {what}")
            waiter = loop.create_future()
            self._waiting.add(waiter)
            await asyncio.wait([waiter], timeout=LOOK_AGAIN_S)
            self._waiting.discard(waiter)
        return seen
