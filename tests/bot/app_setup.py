"""A whole house for tests: the real store, keeper, minds and content behind what is tested."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import House
from bot.process.startup import open_house
from bot.settings import Settings
from data.store.records import ByHand, Loaded, WoodRecord
from engine.command import Command

RUN = "run-on-oonas-hoard"


@dataclass(slots=True)
class Housed:
    """A house with one wood in it."""

    house: House
    record: WoodRecord

    async def play(self, turns: int = 1) -> None:
        for _ in range(turns):
            assert (await self.house.keeper.play_turn(self.record.id)).turn is not None

    async def command(self, command: Command) -> None:
        done = await self.house.keeper.command(self.record.id, command, id=f"test:{command}")
        assert done.refusal is None

    async def now(self) -> Loaded:
        return await self.house.keeper.look(self.record.id)


@asynccontextmanager
async def housed(folder: Path, cast: str = "wood") -> AsyncIterator[Housed]:
    """A house on a database in a folder, with a wood in channel 10 of server 1."""
    async with open_house(Settings(data=folder)) as house:
        record = await house.keeper.found_wood(
            house.casts[cast], house.rules, guild=1, channel=10, schedule=ByHand(), settings={}
        )
        yield Housed(house, record)
