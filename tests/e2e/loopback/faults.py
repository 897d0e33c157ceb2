"""Scripted misfortune: the next calls of a route are limited, refused, cut off, or left hanging.

``faults.add("POST /channels/*/messages", RateLimit(0.2), times=2)``; a ``*`` stands for one segment of the
path, ``**`` for any rest. ``after=True`` lets the call take effect first and then spoils the answer, which is
what leaves a client in doubt.
"""

import asyncio
import re
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.e2e.loopback.changes import Changes
from tests.e2e.loopback.errors import DiscordError


@dataclass(frozen=True, slots=True)
class RateLimit:
    """429, to be tried again after ``retry_after`` seconds."""

    retry_after: float
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset without an answer."""


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer until the fault is lifted (or the client goes away)."""


Misfortune: TypeAlias = RateLimit | Reset | Hang | DiscordError


def _pattern(route: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*|\*)", route)
    wild = {"*": "[^/]+", "**": ".*"}
    return re.compile("".join(wild.get(part, re.escape(part)) for part in parts))


@dataclass(slots=True, eq=False)
class Fault:
    """One scripted misfortune. ``left`` is how many calls it still meets, None for every one until lifted."""

    route: str
    misfortune: Misfortune
    left: int | None
    after: bool
    changes: Changes
    hits: int = 0
    lifted: asyncio.Event = field(default_factory=asyncio.Event)

    def meets(self, call: str) -> bool:
        return self.left != 0 and not self.lifted.is_set() and bool(_pattern(self.route).fullmatch(call))

    def strike(self) -> None:
        self.hits += 1
        if self.left is not None:
            self.left -= 1
        self.changes.ring()

    def lift(self) -> None:
        """Ends it; calls left hanging go on."""
        self.lifted.set()
        self.changes.ring()

    async def struck(self, times: int = 1, timeout: float = 10) -> None:
        """Waits until it has met ``times`` calls."""
        await self.changes.until(lambda: self.hits >= times, timeout, f"{self.misfortune} on {self.route}")


class Faults:
    """All scripted misfortunes, met in the order in which they were added."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._faults: list[Fault] = []

    def add(self, route: str, misfortune: Misfortune, *, times: int | None = 1, after: bool = False) -> Fault:
        """``route`` is "METHOD /path below /api/v10"; see the module for wildcards."""
        fault = Fault(route, misfortune, times, after, self._changes)
        self._faults.append(fault)
        return fault

    def meet(self, call: str, *, after: bool) -> Fault | None:
        """The fault that this call (METHOD /path) runs into now, counted as struck."""
        for fault in self._faults:
            if fault.after == after and fault.meets(call):
                fault.strike()
                return fault
        return None

    def clear(self) -> None:
        for fault in self._faults:
            fault.lift()
        self._faults.clear()
