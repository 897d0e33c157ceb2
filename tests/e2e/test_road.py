"""The road of a turn, from its claim to its message: few files, and its past read once."""

from __future__ import annotations

import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import structlog

from bot.app import App
from bot.keeper.clock import Clock
from bot.pictures.worker import ChartWorker
from bot.posts.courier import Courier
from bot.posts.herald import Herald
from data.store.records import Every
from tests.cogs.simulated_discord import Village, village

HOUSE = Path(__file__).parents[2]
ROOTS = ("bot", "cogs", "data", "engine", "inference")
RULES_AND_MINDS = ("engine", "inference")
"""What a turn does, and what thinks of it; the road is what carries it."""
MOST = 30
READS = ("past", "turns", "prices", "standings", "public_events", "events_of_turn", "events_of_kind")
"""Questions to the history of which a post may ask each once, if at all."""


class Road:
    """The files that were visited while it was walked, and how often each function of theirs began."""

    def __init__(self) -> None:
        self.walked = False
        self.calls: dict[str, dict[str, int]] = {}
        self._files = {str(HOUSE / root) + "/": root for root in ROOTS}

    def step(self, frame: FrameType, event: str, _: object) -> None:
        """What the interpreter calls for every function; one that goes on after an await began before."""
        if not (self.walked and event == "call"):
            return
        file = frame.f_code.co_filename
        if file.startswith(tuple(self._files)):
            found = self.calls.setdefault(str(Path(file).relative_to(HOUSE)), {})
            began = frame.f_lasti <= 4 or frame.f_lasti == -1
            found[frame.f_code.co_name] = found.get(frame.f_code.co_name, 0) + began

    @contextmanager
    def walk(self) -> Iterator[None]:
        """Note what is visited inside a `with`."""
        self.walked = True
        sys.setprofile(self.step)
        try:
            yield
        finally:
            sys.setprofile(None)
            self.walked = False

    @property
    def files(self) -> list[str]:
        """The files of the road."""
        return sorted(file for file in self.calls if file.split("/")[0] not in RULES_AND_MINDS)


@pytest.fixture
def road() -> Iterator[Road]:
    """A road that the store's threads walk, too: they are born after it. Log lines, which pass anywhere, go nowhere."""
    made = Road()
    structlog.reset_defaults()  # another test of this process may have set them up as `wood run` does
    threading.setprofile(made.step)
    yield made
    nothing: Any = None
    threading.setprofile(nothing)


@pytest.fixture
async def here(road: Road, tmp_path: Path) -> AsyncIterator[Village]:
    charts = ChartWorker(deadline=60)
    async with village(tmp_path, charts) as made:
        yield made
    charts.close()


def clock(app: App, now: datetime) -> Clock:
    return Clock(app.store.ticks, app.keeper, app.running.clock, lambda: now)


async def test_a_turn_visits_few_files_and_reads_its_past_once(road: Road, here: Village) -> None:
    await here.found()
    await here.play(20)
    app, record = here.app, await here.record()
    await app.keeper.reschedule(record.id, Every(10))
    herald = Herald(app, Courier(here.env.bot, 100), app.changes, app.running.herald)
    for walked in (False, True):
        due = (await here.record()).next_due
        assert due is not None
        ticking = clock(app, due + timedelta(seconds=1))
        if not walked:
            await _tick(ticking, herald)
            while await herald.take():
                await herald.idle()
            continue
        with road.walk():
            await _tick(ticking, herald)
    assert await app.store.outbox.waiting() == 0
    assert len(road.files) <= MOST, "\n".join(road.files)
    asked = road.calls["data/sqlite/history.py"]
    assert {name: asked[name] for name in READS if name in asked} == {"past": 1, "public_events": 1}


async def _tick(ticking: Clock, herald: Herald) -> None:
    assert await ticking.ask() == 1
    await ticking.idle()
    assert await herald.take() == 1
    await herald.idle()
