"""`/help`: a tutorial in a minute, and more by topic."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.app import App
from bot.client.client import WoodClient
from bot.client.host import Asked
from bot.present.card import Card
from cogs.edge import defer, show, voice_of

TOPICS = ("start", "watch", "call", "meddle", "economy", "manage")


class HelpCog(commands.Cog):
    """Help."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command(name="help")
    @app_commands.choices(topic=[app_commands.Choice(name=topic, value=topic) for topic in TOPICS])
    async def help_(self, asked: Asked, topic: str = TOPICS[0]) -> None:
        """How to watch, call and meddle."""
        await defer(asked)
        voice = voice_of(self._app, asked)
        words = {"chapter": self._app.rules.chapter} if topic == "economy" else {}
        await show(asked, Card(voice("discord.help.title"), voice(f"discord.help.{topic}", **words)))


async def setup(bot: WoodClient) -> None:
    """Called by discord.py when the client loads this file."""
    await bot.add_cog(HelpCog(bot.app))
