"""A whole house for tests: the real store, keeper, minds and content behind what is tested."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import App
from bot.process.startup import open_app
from bot.settings import Settings
from data.store.records import ByHand, Look, WoodRecord
from engine.commands.table import Command
from tests.engine.builders import punctual

RUN = "run-on-oonas-hoard"


@dataclass(slots=True)
class AppForTests:
    """A house with one wood in it."""

    app: App
    record: WoodRecord

    async def play(self, turns: int = 1) -> None:
        for _ in range(turns):
            assert (await self.app.keeper.play_turn(self.record.id)).turn is not None

    async def command(self, command: Command) -> None:
        done = await self.app.keeper.command(self.record.id, command, id=f"test:{command}")
        assert done.refusal is None

    async def now(self) -> Look:
        return await self.app.keeper.look(self.record.id)


@asynccontextmanager
async def app_for_tests(folder: Path, cast: str = "wood") -> AsyncIterator[AppForTests]:
    """A house on a database in a folder, with a wood in channel 10 of server 1."""
    async with open_app(Settings(data=folder)) as app:
        record = await app.keeper.found_wood(
            app.casts[cast], punctual(app.rules), guild=1, channel=10, schedule=ByHand(), settings={}
        )
        yield AppForTests(app, record)
