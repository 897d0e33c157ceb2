"""Housekeeping: measure the event loop, remove what was deleted long ago."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.app import App
from data.store.failures import StoreError

log = structlog.get_logger(__name__)

BEAT = 0.5
"""Seconds between two looks at the event loop."""
DAY = 86_400.0


async def feel_pulse(app: App) -> None:
    """Measure how late the event loop wakes, for ever."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + BEAT
        await asyncio.sleep(BEAT)
        app.metrics.lag.set(max(0.0, loop.time() - due))


async def sweep_daily(app: App, servers: Callable[[], frozenset[int]]) -> None:
    """Sweep every day, for ever."""
    while True:
        await asyncio.sleep(DAY)
        try:
            await sweep(app, servers())
        except StoreError as error:
            log.error("nothing could be swept", code=error.code, **error.params)


async def sweep(app: App, servers: frozenset[int]) -> int:
    """Delete woods of servers that let the bot go long ago, and remove for good what was deleted long ago.

    `servers` are those that the bot is in. Returns how many woods were removed for good.
    """
    before = app.now() - timedelta(days=app.running.kept_days)
    for record in await app.store.woods.all():
        if record.reason != "removed" or record.guild in servers:
            continue
        last = await app.store.history.turns(record.id, record.turn, record.turn)
        if (last[0].at if last else record.founded) < before:
            await app.keeper.delete(record.id)
            log.info("a wood of a server that let the bot go has ended", wood=record.id)
    return await app.store.woods.purge(before)
