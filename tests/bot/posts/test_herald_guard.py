"""Whatever is raised while a post is seen to, and wherever: each post is sent once, and in order."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.pictures.worker import ChartWorker, Drawn, NoPicture, Picture
from bot.posts.turn_post import Parcel
from data.store.failures import DiskFull
from data.store.records import ByHand, Post
from tests.bot.app_setup import AppForTests, app_for_tests
from tests.bot.posts.test_herald import Scripted, drained, forbidden, herald, owed, state

READS = frozenset({"past", "public_events"})
DISCORD = frozenset({"find", "send", "detail", "tell"})
EFFECTS = frozenset({"send", "detail", "tell", "pause", "retry", "mark_sent"})
"""Calls that may have happened although their answer was lost."""


class Wire:
    """Counts what the herald awaits while it sees to posts, and lets one call fail, before or after its effect."""

    def __init__(
        self, at: int | None = None, fault: Callable[[], BaseException] = OSError, late: bool = False
    ) -> None:
        self.at, self.fault, self.late = at, fault, late
        self.calls: list[str] = []

    def through(self, target: object, *parts: str) -> Any:
        """An object of which each method that is awaited is counted, and each of its parts likewise."""
        return Wired(self, target, parts)

    async def call(self, name: str, work: Callable[[], Any]) -> Any:
        task = asyncio.current_task()
        if task is None or not task.get_name().startswith("w"):
            return await work()
        self.calls.append(name)
        if len(self.calls) - 1 != self.at:
            return await work()
        if self.late:
            await work()
        raise self.fault()


class Wired:
    """Something that a wire goes through."""

    def __init__(self, wire: Wire, target: object, parts: tuple[str, ...]) -> None:
        self._wire, self._target, self._parts = wire, target, parts

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if name in self._parts:
            return self._wire.through(found)
        if not inspect.iscoroutinefunction(found):
            return found
        return lambda *args, **more: self._wire.call(name, lambda: found(*args, **more))


class Blank(ChartWorker):
    """A worker that has no picture for anybody: posts do without."""

    async def draw(self, _picture: Picture, **_: bool) -> Drawn:
        raise NoPicture(reason="worker_died")


def wired(app: App, wire: Wire) -> dict[str, Any]:
    """What of a house the herald awaits, going through the wire."""
    return {
        "store": wire.through(app.store, "woods", "outbox", "people", "history"),
        "keeper": wire.through(app.keeper),
        "gallery": wire.through(replace(app.gallery, worker=Blank(deadline=1))),
    }


class Lossy(Scripted):
    """A channel that is closed at first, and then loses one answer."""

    def __init__(self) -> None:
        super().__init__()
        self.plan = [forbidden()]
        self.lost = 1

    async def send(self, post: Post, parcel: Parcel) -> int:
        message = await super().send(post, parcel)
        if self.lost:
            self.lost -= 1
            raise ConnectionResetError
        return message


async def see_two_posts_out(here: AppForTests, channel: int, wire: Wire) -> None:
    """Two posts of a wood with a forester: both stand in the channel afterwards, once and in order."""
    app = here.app
    record = await app.keeper.found_wood(
        app.casts["wood"], app.rules, guild=1, channel=channel, schedule=ByHand(), settings={}
    )
    forester = await app.store.people.patron(record.id, 7, app.now())
    await app.keeper.configure(record.id, {"forester": forester})
    owing = AppForTests(replace(app, **wired(app, wire)), record)
    await owing.play(2)
    courier = Lossy()
    one = herald(owing, wire.through(courier), mending=0.001)
    async with asyncio.timeout(20):
        await drained(one, owing)
    assert courier.channel == [(await owed(owing, turn)).nonce for turn in (1, 2)]
    assert [await state(owing, turn) for turn in (1, 2)] == ["sent", "sent"]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[AppForTests]:
    async with app_for_tests(tmp_path) as one:
        yield one


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        (RuntimeError, None),
        (asyncio.CancelledError, None),
        (aiohttp.ServerDisconnectedError, DISCORD),
        (lambda: DiskFull(path="wood.db"), EFFECTS),
    ],
    ids=["bug", "cancelled", "network", "disk"],
)
async def test_whatever_is_raised_once_each_post_is_sent_once_and_in_order(
    here: AppForTests, fault: Callable[[], BaseException], where: frozenset[str] | None
) -> None:
    sound = Wire()
    await see_two_posts_out(here, 10**6, sound)
    assert {*EFFECTS, *DISCORD, *READS, "look", "draw_past", "board", "user"} == {*sound.calls}
    for at, name in enumerate(sound.calls):
        for late in (False, True) if name in EFFECTS else (False,):
            if where is None or name in where:
                with capture_logs() as logged:
                    await see_two_posts_out(here, 2 * at + late + 100, Wire(at, fault, late))
                assert any(line["log_level"] in ("warning", "error") for line in logged)
