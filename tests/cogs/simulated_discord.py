"""A village for tests: a simulated Discord, the real client, and the real store, keeper and minds behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import discord
import simcord
from discord import app_commands
from simcord.components import walk_components

from bot.app import App
from bot.client.client import WoodClient
from bot.pictures.worker import ChartWorker
from bot.process.startup import open_app
from bot.settings import Settings
from bot.views.items import ITEMS
from data.reading.texts import load_texts
from data.store.records import WoodRecord
from tests.engine.builders import punctual

TEXTS = load_texts(strict=True)


@dataclass
class Village:
    """Everything that a test acts on."""

    env: simcord.Env
    open: AsyncExitStack
    build: Callable[[], Any]
    app: App
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    fern: simcord.MemberActor
    """May manage the server."""
    anna: simcord.MemberActor
    """May not."""
    ben: simcord.MemberActor
    known: list[BaseException] = field(default_factory=list)

    @property
    def tree(self) -> app_commands.CommandTree[Any]:
        """The bot's slash commands."""
        assert isinstance(self.env.bot, WoodClient)
        return self.env.bot.tree

    async def restart(self) -> None:
        """Everything anew on the same database file, as after the process has ended."""
        await self.env.settle()
        await self.open.aclose()
        self.app = await self.open.enter_async_context(self.build())
        await self.env.restart_bot(client(self.app))

    async def found(self, **options: Any) -> WoodRecord:
        """A wood in the channel."""
        await self.fern.slash(self.channel, "forester found", **options)
        return await self.record()

    async def play(self, turns: int = 1) -> None:
        """Turns played by the keeper."""
        record = await self.record()
        for _ in range(turns):
            result = await self.app.keeper.play_turn(record.id)
            assert result.turn is not None, result.code

    async def record(self) -> WoodRecord:
        """The record of the channel's wood."""
        record = await self.app.store.woods.in_channel(self.channel.id)
        assert record is not None
        return record

    def refused(self) -> list[str]:
        """Codes of what was refused since last asked; any other error is raised."""
        new = [error for error in self.env.errors if error not in self.known]
        self.known += new
        for error in new:
            if not hasattr(original(error), "code"):
                raise error
        return [str(getattr(original(error), "code", "")) for error in new]


@asynccontextmanager
async def village(data: Path, charts: ChartWorker) -> AsyncIterator[Village]:
    """A server with a channel, a forester and two players, and the bot in it."""
    clock: list[Callable[[], datetime]] = [discord.utils.utcnow]

    def now() -> datetime:
        return clock[0]()

    @asynccontextmanager
    async def build() -> AsyncIterator[App]:
        async with open_app(Settings(data=data), now=now) as opened:
            gallery = replace(opened.gallery, worker=charts)
            yield replace(opened, texts=TEXTS, gallery=gallery, rules=punctual(opened.rules))

    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(build())
        env = simcord.Env(client(app), shard_count=1, settle_timeout=60)
        clock[0] = env.now
        await env.start()
        guild = env.create_guild()
        channel = guild.create_text_channel("glade")
        foresters = guild.create_role("Foresters", permissions=discord.Permissions(manage_guild=True))
        fern = guild.add_member(env.create_user("fern"), roles=[foresters])
        anna, ben = (guild.add_member(env.create_user(name)) for name in ("anna", "ben"))
        here = Village(env, stack, build, app, guild, channel, fern, anna, ben)
        try:
            yield here
            unforeseen = here.refused()
            assert not unforeseen, f"refused, and no test asked why: {unforeseen}"
        finally:
            await env.shutdown()


def client(app: App) -> WoodClient:
    """The client as the process makes it, its commands sent at once."""

    async def begin(made: WoodClient) -> None:
        await made.tree.sync()

    return WoodClient(
        app, app.running.interactions, items=ITEMS, begin=begin, clock=lambda: app.now().timestamp()
    )


def original(error: BaseException) -> BaseException:
    """An error out of what discord.py wrapped it in."""
    return getattr(error, "original", error)


def words(result: simcord.InteractionResult) -> str:
    """Everything that an answer says, its public parts included."""
    return "\n".join(text for message in messages(result) for text in texts(message))


def messages(result: simcord.InteractionResult) -> list[simcord.ResponseMessage]:
    """The answer and what followed it, each once."""
    found = [message for message in (result.response, *result.followups) if message is not None]
    return list({message.id: message for message in found}.values())


def texts(message: simcord.ResponseMessage) -> Iterator[str]:
    """Content and text displays of one message."""
    if message.content:
        yield message.content
    for component in walk_components(message.components):
        if component.get("content"):
            yield str(component["content"])


def private(result: simcord.InteractionResult) -> bool:
    """Whether the asker alone sees the whole answer."""
    return bool(messages(result)) and all(message.ephemeral for message in messages(result))


__all__ = ["Village", "messages", "private", "texts", "village", "words"]
