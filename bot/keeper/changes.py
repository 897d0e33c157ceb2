"""Rung when a wood has changed, heard by the herald."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class ChangeSignal:
    """Remembers which woods it was rung for until it is listened to."""

    def __init__(self) -> None:
        self._rung: set[str] = set()
        self._event = asyncio.Event()

    def ring(self, wood: str) -> None:
        """Say that a wood has changed."""
        self._rung.add(wood)
        self._event.set()

    async def wait(self, seconds: float) -> frozenset[str]:
        """The woods for which it was rung since the last time, as soon as there are any, or none after `seconds`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        rung = frozenset(self._rung)
        self._rung.clear()
        self._event.clear()
        return rung
