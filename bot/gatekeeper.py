"""Which interactions are acted on: each once, and none that came too late to be answered."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime
from typing import Literal

Verdict = Literal["fresh", "repeated", "stale"]
WINDOW = 64
"""Interactions from whose ages the difference between Discord's clock and ours is taken."""


class Gatekeeper:
    """Remembers interactions by id, and judges their age.

    Age is measured against the youngest of the last interactions, so that a clock that goes wrong on either side
    does not make every interaction look late.
    """

    def __init__(self, stale: float, remembered: int, clock: Callable[[], float] = time.perf_counter) -> None:
        """`stale` in seconds; `remembered` is how many interactions are remembered."""
        self._stale = stale
        self._remembered = remembered
        self._clock = clock
        self._arrived: OrderedDict[int, float] = OrderedDict()
        self._ages: deque[float] = deque(maxlen=WINDOW)

    def judge(self, interaction: int, created: datetime, now: datetime) -> Verdict:
        """Whether to act on an interaction that was created at an instant."""
        if interaction in self._arrived:
            return "repeated"
        self._arrived[interaction] = self._clock()
        while len(self._arrived) > self._remembered:
            self._arrived.popitem(last=False)
        age = (now - created).total_seconds()
        self._ages.append(age)
        return "stale" if age - min(self._ages) > self._stale else "fresh"

    def since(self, interaction: int) -> float | None:
        """Seconds since an interaction arrived; None where it is not remembered."""
        arrived = self._arrived.get(interaction)
        return None if arrived is None else self._clock() - arrived
