"""The clock on a machine whose own clock is set: it goes on asking, whatever time it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from data.store.records import Every
from tests.bot.keeper_setup import HOUR, PACE, Grove, growing

QUICK = PACE.changed(asking=0.02)


@pytest.fixture
async def grove(tmp_path: Path) -> AsyncIterator[Grove]:
    async with growing(tmp_path) as grove:
        yield grove


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """By how much the machine's clock is ahead of the true time."""
    ahead = [timedelta()]

    class Wall(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + ahead[0]

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Wall)
    monkeypatch.setattr("bot.keeper.clock.datetime", Wall)
    return ahead


@pytest.mark.parametrize("step", [-HOUR, -timedelta(days=365), HOUR, timedelta(days=365)], ids=str)
async def test_the_clock_asks_on_when_the_time_is_set(
    grove: Grove, ahead: list[timedelta], step: timedelta
) -> None:
    """A wood is given a tick each minute just after the time was set, and has its turn when that minute is over."""
    wood = await grove.found(10, Every(60))
    clock = grove.clock(QUICK)
    clock.start()
    await asyncio.sleep(0.1)
    ahead[0] = step
    grove.later(step)
    await asyncio.sleep(0.1)
    await clock.idle()
    await grove.keeper.reschedule(wood.id, Every(1))
    before = (await grove.store.woods.find(wood.id)).turn
    played = asyncio.Event()
    grove.keeper._held.changed = lambda _: played.set()
    grove.later(timedelta(seconds=61))
    await asyncio.wait_for(played.wait(), 10)
    await clock.stop(grace=20)
    assert (await grove.store.woods.find(wood.id)).turn > before


async def test_each_asking_waits_for_the_one_before(grove: Grove, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that takes long, although the clock is watched meanwhile."""
    under_way, most = 0, 0
    real = grove.store.ticks.claim

    async def slow(now: datetime, lease: timedelta, limit: int) -> object:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.2)
        under_way -= 1
        return await real(now, lease, limit)

    monkeypatch.setattr(grove.store.ticks, "claim", slow)
    clock = grove.clock(QUICK)
    clock.start()
    await asyncio.sleep(0.7)
    await clock.stop(grace=20)
    assert most == 1
