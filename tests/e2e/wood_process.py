"""The real `wood run` in a process of its own, against the stand-in; and woods put into its database beforehand."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import discord

from bot.process.startup import open_app
from bot.settings import Settings
from data.reading.content import CONTENT
from data.store.records import ByHand, Schedule, WoodRecord
from tests.e2e.loopback.interactions import Interaction
from tests.e2e.loopback.messages import Message
from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.world import Channel, User

MANAGER = discord.Permissions(manage_guild=True, view_channel=True, send_messages=True)
QUICK = {"asking = 2": "asking = 0.2", "asking = 5": "asking = 0.2", "first_wait = 2": "first_wait = 0.2"}
"""The pace of `data/content/running.toml` made quick, so that tests need not wait."""


@dataclass(slots=True)
class Bot:
    """One process of `wood run`, its log, and what people ask of it."""

    loopback: Loopback
    process: asyncio.subprocess.Process
    log: Path
    seen: list[Interaction] = field(default_factory=list)

    def kill(self) -> None:
        """As when the power goes."""
        self.process.send_signal(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end, and wait until it has. Returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 30)

    def forester(
        self, user: User, channel: Channel, command: str, **options: str | int | bool
    ) -> Interaction:
        """A command of somebody who may manage the server."""
        asked = self.loopback.people.slash(
            user, channel, f"forester {command}", dict(options), permissions=MANAGER
        )
        self.seen.append(asked)
        return asked


def content(folder: Path, changes: dict[str, str] | None = None) -> Path:
    """A copy of the content with a quick pace."""
    copy = folder / "content"
    if not copy.exists():
        shutil.copytree(CONTENT, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "sqlite"))
        file = copy / "running.toml"
        text = file.read_text(encoding="utf-8")
        for old, new in {**QUICK, **(changes or {})}.items():
            assert old in text, old
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    return copy


@asynccontextmanager
async def running(loopback: Loopback, folder: Path, *options: str, **env: str) -> AsyncIterator[Bot]:
    """`wood run` with its database in a folder, connected to the gateway; killed at the end if it still runs."""
    log = folder / "wood.log"
    begun = loopback.gateway.times("identify")
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--sync", *options,
            env={**os.environ, **loopback.env, **settings_env(folder), **env}, stderr=out,
        )  # fmt: skip
    bot = Bot(loopback, process, log)
    try:
        await loopback.until(
            lambda: loopback.gateway.times("identify") > begun or process.returncode is not None,
            30,
            "the bot",
        )
        assert process.returncode is None, log.read_text()
        await loopback.gateway.connected()
        yield bot
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def settings_env(folder: Path) -> dict[str, str]:
    """The environment by which a process keeps its data in a folder."""
    return {"WOOD_DATA": str(folder), "WOOD_CONTENT": str(content(folder)), "WOOD_HEALTH_PORT": "0"}


def settings(folder: Path) -> Settings:
    """The same, for this process."""
    return Settings(data=folder, content=content(folder), health_port=0)


async def plant(
    folder: Path, channels: list[Channel], schedule: Schedule | None = None, due: datetime | None = None
) -> list[WoodRecord]:
    """Woods in channels, put into the database while no process runs; `due` overrides the first tick."""
    planted = []
    async with open_app(settings(folder)) as app:
        for channel in channels:
            assert channel.guild_id is not None
            record = await app.keeper.found_wood(
                app.casts["wood"], app.rules, guild=channel.guild_id, channel=channel.id,
                schedule=schedule or ByHand(), settings=app.beginnings.settings.as_settings(),
            )  # fmt: skip
            if due is not None:
                record = await app.store.woods.set_schedule(
                    record.id, schedule or ByHand(), due, datetime.now(UTC)
                )
            planted.append(record)
    return planted


def posts(loopback: Loopback, channel: Channel) -> dict[int, list[Message]]:
    """Posts of turns in a channel, by turn; a turn with two messages was posted twice."""
    found: dict[int, list[Message]] = {}
    for message in loopback.messages.in_channel(channel):
        for custom_id in message.custom_ids:
            if custom_id.startswith("why:"):
                found.setdefault(int(custom_id.rpartition(":")[2]), []).append(message)
    return found
