"""A bot of a few lines on discord.py's real client, by which the stand-in itself is tested.

As a process (``python -m tests.e2e.loopback.tiny_bot``) it is pointed at the stand-in by ``wood run``'s environment.
"""

import asyncio
import io
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.ext import commands

from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.world import Channel

CREATURES = ("oona", "bodkin", "hazel", "fenn", "pip")


class LeafButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=r"leaf:(?P<turn>\d+)"
):
    """A button that outlives a restart: all it knows is in its custom id."""

    def __init__(self, turn: int) -> None:
        super().__init__(discord.ui.Button(label="What happened", custom_id=f"leaf:{turn}"))
        self.turn = turn

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction,
        _item: discord.ui.Item[discord.ui.LayoutView],
        match: re.Match[str],
    ) -> "LeafButton":
        return cls(int(match["turn"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"turn {self.turn}, {interaction.locale}", ephemeral=True)


class StakeModal(discord.ui.Modal, title="Stake"):
    def __init__(self) -> None:
        super().__init__()
        self.amount = discord.ui.TextInput[Any](custom_id="amount", max_length=5)
        self.side = discord.ui.RadioGroup[Any](
            custom_id="side",
            options=[discord.RadioGroupOption(label=side, value=side) for side in ("dearer", "cheaper")],
        )
        self.add_item(discord.ui.Label[Any](text="Pebbles", component=self.amount))
        self.add_item(discord.ui.Label[Any](text="Side", component=self.side))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{self.amount.value} on {self.side.value}")


def post(turn: int, creature: str = "oona") -> discord.ui.LayoutView:
    """A turn's post in small: text, a chart, a button and a select."""
    view = discord.ui.LayoutView(timeout=None)
    gallery = discord.ui.MediaGallery[Any](
        discord.MediaGalleryItem("attachment://chart.png", description="prices")
    )
    goods = discord.ui.Select[Any](
        custom_id="goods", options=[discord.SelectOption(label=good) for good in ("honey", "firewood")]
    )
    row = discord.ui.ActionRow[Any]()
    row.add_item(LeafButton(turn))
    choice = discord.ui.ActionRow[Any]()
    choice.add_item(goods)
    view.add_item(
        discord.ui.Container(discord.ui.TextDisplay(f"Turn {turn}: {creature}"), gallery, row, choice)
    )
    return view


def chart() -> discord.File:
    return discord.File(io.BytesIO(b"\x89PNG chart"), "chart.png")


@app_commands.guild_only()
class Wood(app_commands.Group, name="wood", description="Look at the wood"):
    @app_commands.command(description="Draws a chart")
    @app_commands.describe(creature="Whose chart", turn="Of which turn")
    async def chart(
        self, interaction: discord.Interaction, creature: str, turn: app_commands.Range[int, 1, 60] = 1
    ) -> None:
        await interaction.response.defer()
        await interaction.followup.send(view=post(turn, creature), file=chart())

    @chart.autocomplete("creature")
    async def creatures(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=name.title(), value=name)
            for name in CREATURES
            if name.startswith(current)
        ]

    @app_commands.command(description="Says hello")
    async def hello(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"hello {interaction.user.name} @everyone", ephemeral=True)

    @app_commands.command(description="Blocks the loop before it answers")
    async def block(self, interaction: discord.Interaction) -> None:
        time.sleep(3.05)
        await interaction.response.send_message("too late")

    @app_commands.command(description="Asks for a stake")
    async def stake(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(StakeModal())


@app_commands.default_permissions(manage_guild=True)
class Forester(app_commands.Group, name="forester", description="Keep the wood"):
    @app_commands.command(description="Posts a turn in this channel")
    async def turn(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        assert isinstance(interaction.channel, discord.abc.Messageable)
        await interaction.channel.send(view=post(7), file=chart(), nonce="turn-7")
        await interaction.followup.send("posted")


class TinyBot(commands.AutoShardedBot):
    def __init__(self) -> None:
        super().__init__(
            (),
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
        )
        self.errors: list[BaseException] = []
        self.tree.error(self.keep_error)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(LeafButton)
        self.tree.add_command(Wood())
        self.tree.add_command(Forester())
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the real Discord's five seconds between shards."""

    async def keep_error(
        self, _interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        self.errors.append(getattr(error, "original", error))


@asynccontextmanager
async def running(loopback: Loopback) -> AsyncIterator[TinyBot]:
    """The bot in this loop, ready."""
    with loopback.redirected():
        async with TinyBot() as bot:
            task = asyncio.create_task(bot.start(loopback.token))
            await asyncio.wait_for(bot.wait_for("ready"), 10)
            yield bot
        await task


def place(bot: TinyBot, channel: Channel) -> discord.TextChannel:
    """The channel as the client knows it."""
    found = bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["WOOD_DISCORD_API"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["WOOD_DISCORD_GATEWAY"])
    asyncio.run(TinyBot().start(os.environ["DISCORD_TOKEN"]))
