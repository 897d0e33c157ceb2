"""A store, a keeper and a hand on the clock, for tests of what happens to woods over time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.keeper.clock import Clock
from bot.keeper.keeper import Keeper
from bot.minds import make_mind
from bot.running import ClockPace
from data.reading.content import load_cast, load_rules
from data.sqlite.store import SqliteStore, open_store
from data.store.protocol import Failpoint, nothing
from data.store.records import ByHand, Schedule, WoodRecord
from inference.mind import Answer, Ask, Mind

CAST, RULES = load_cast("wood"), load_rules()
SHOCK, LEGEND = RULES.shocks[0].id, RULES.legends[0].id
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
BY_HAND = ByHand()
PACE = ClockPace(asking=1, lease=120, again=5, round=4, rounds=3, model_round=4, model_rounds=3, catch_up=3)
LEASE, AGAIN = timedelta(seconds=PACE.lease), timedelta(seconds=PACE.again)


class Thinking:
    """A mind that thinks by instinct, but only when it may: `asked` is set when it was asked, `may` lets it answer."""

    def __init__(self, inner: Mind) -> None:
        self._inner = inner
        self.asked = asyncio.Event()
        self.may = asyncio.Event()
        self.may.set()
        self.batches: list[list[str]] = []

    async def decide(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        self.batches.append(sorted({ask.wood for ask in asks}))
        self.asked.set()
        await self.may.wait()
        return await self._inner.decide(asks)

    def hold(self) -> None:
        self.asked.clear()
        self.may.clear()


@dataclass
class Grove:
    """Woods under one keeper; `now` is what the time is."""

    store: SqliteStore
    keeper: Keeper
    mind: Thinking
    now: list[datetime] = field(default_factory=lambda: [START])

    async def found(
        self,
        channel: int = 10,
        schedule: Schedule = BY_HAND,
        command: str | None = None,
        forester: int | None = None,
    ) -> WoodRecord:
        return await self.keeper.found_wood(
            CAST, RULES, guild=1, channel=channel, schedule=schedule, settings={}, forester=forester, command=command,
        )  # fmt: skip

    def clock(self, pace: ClockPace = PACE) -> Clock:
        return Clock(self.store.ticks, self.keeper, pace, lambda: self.now[0])

    def later(self, time: timedelta) -> None:
        self.now[0] += time


@asynccontextmanager
async def growing(
    folder: Path,
    *,
    cache: int = 8,
    failpoint: Failpoint = nothing,
    changed: Callable[[str], object] = nothing,
) -> AsyncIterator[Grove]:
    """A grove on a folder, closed afterwards."""
    store = await open_store(folder / "wood.db", failpoint=failpoint)
    mind, now = Thinking(make_mind()), [START]
    keeper = Keeper(store, mind, cache=cache, now=lambda: now[0], changed=changed, failpoint=failpoint)
    try:
        yield Grove(store, keeper, mind, now)
    finally:
        await store.close()
