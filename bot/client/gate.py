"""Deduplication of interactions: each is acted on once, and none that came too late to be answered."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple

AgeVerdict = Literal["fresh", "repeated", "stale"]


class _Arrival(NamedTuple):
    """When an interaction came, by the monotonic clock, and how far that is from when Discord says it was created."""

    at: float
    distance: float


class Gatekeeper:
    """Gate that remembers interactions by id and judges their age.

    Discord's clock and the monotonic one stand at some distance, which nobody knows. An interaction is as old as its
    distance is greater than the least of the last minute or so. The machine's wall clock has no part in it, so it may
    be set; and what Discord's clock does is forgotten with the minute.
    """

    def __init__(self, stale: float, compared: float, remembered: int, clock: Callable[[], float]) -> None:
        """`stale` in seconds, and `compared`, for which an arrival is compared with later ones.

        `remembered` is how many interactions are remembered. `clock` is monotonic, in seconds.
        """
        self._stale = stale
        self._compared = compared
        self._remembered = remembered
        self._clock = clock
        self._arrived: OrderedDict[int, float] = OrderedDict()
        self._nearest: deque[_Arrival] = deque()

    def judge(self, interaction: int, created: datetime) -> AgeVerdict:
        """Judge whether to act on an interaction that was created at an instant."""
        if interaction in self._arrived:
            return "repeated"
        now = self._clock()
        self._arrived[interaction] = now
        while len(self._arrived) > self._remembered:
            self._arrived.popitem(last=False)
        distance = now - created.timestamp()
        return "stale" if distance - self._least(now, distance) > self._stale else "fresh"

    def since(self, interaction: int) -> float | None:
        """Return seconds since an interaction arrived; None where it is not remembered."""
        arrived = self._arrived.get(interaction)
        return None if arrived is None else self._clock() - arrived

    def _least(self, now: float, distance: float) -> float:
        """The least distance of late, this one's included. Kept are those that have none below them after them."""
        while self._nearest and self._nearest[-1].distance >= distance:
            self._nearest.pop()
        self._nearest.append(_Arrival(now, distance))
        while now - self._nearest[0].at > self._compared:
            self._nearest.popleft()
        return self._nearest[0].distance
