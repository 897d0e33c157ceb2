"""`/shock`: changes of the world."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.app import App
from bot.client.client import WoodClient
from bot.client.host import Asked
from cogs.drawing import draw_tale, tales
from cogs.edge import offer_choices


@app_commands.guild_only()
class ShockCog(commands.GroupCog, group_name="shock"):
    """Shocks."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command()
    async def fire(self, asked: Asked, shock: str) -> None:
        """Let a shock strike."""
        await draw_tale(self._app, asked, "shock", shock)

    @fire.autocomplete("shock")
    async def _shocks(self, asked: Asked, current: str) -> list[Choice[str]]:
        return await offer_choices(current, lambda: tales(self._app, asked, "shock"))


async def setup(bot: WoodClient) -> None:
    """Called by discord.py when the client loads this file."""
    await bot.add_cog(ShockCog(bot.app))
