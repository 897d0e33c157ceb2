"""Stopwatch of a round: how long models were at work, and how long this program itself was."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoundTiming:
    """One batch of decisions. Seconds."""

    decisions: int
    wall: float
    """From the asks to the last answer."""
    model: float
    """Of that, with at least one request at a model."""
    own: float
    """Spent in prompts, schemas and repair, summed over decisions."""

    @property
    def share(self) -> float:
        """The share of the wall time in which no model was at work, 0 to 1."""
        return 1 - self.model / self.wall if self.wall else 0.0


class Stopwatch:
    """Measures one round."""

    def __init__(self) -> None:
        self.model_seconds = 0.0
        """With at least one request at a model."""
        self.own_seconds = 0.0
        self._under_way = 0
        self._since = 0.0

    @contextmanager
    def model(self) -> Iterator[None]:
        """While a request is at a model; those that overlap count once."""
        if not self._under_way:
            self._since = time.perf_counter()
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self.model_seconds += time.perf_counter() - self._since

    @contextmanager
    def own(self) -> Iterator[None]:
        """While this program works for one decision, without awaiting anything."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.own_seconds += time.perf_counter() - began
