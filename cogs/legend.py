"""`/legend`: episodes of market history to read and to draw."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.app import App
from bot.client.client import WoodClient
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.present.tales import legends_card, tale_card
from cogs.drawing import draw_tale, tales
from cogs.edge import defer, offer_choices, show, voice_of, wood_here


@app_commands.guild_only()
class LegendCog(commands.GroupCog, group_name="legend"):
    """Legends of market history."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command(name="list")
    async def list_(self, asked: Asked, legend: str | None = None) -> None:
        """All legends, or one in full."""
        await defer(asked)
        voice = voice_of(self._app, asked)
        loaded = await wood_here(self._app, asked)
        record, wood = loaded.record, loaded.wood
        if legend is None:
            settings = self._app.settings_of(record)
            await show(asked, legends_card(voice, wood, settings))
        elif legend in wood.rules.legend:
            shown = self._app.wording.wood(wood, voice.language)
            await show(asked, tale_card(voice, shown, shown.rules.legend[legend]))
        else:
            raise Refused("unknown_legend", id=legend[:64])

    @app_commands.command()
    async def draw(self, asked: Asked, legend: str) -> None:
        """Draw a legend for the whole channel."""
        await draw_tale(self._app, asked, "legend", legend)

    @list_.autocomplete("legend")
    @draw.autocomplete("legend")
    async def _legends(self, asked: Asked, current: str) -> list[Choice[str]]:
        return await offer_choices(current, lambda: tales(self._app, asked, "legend"))


async def setup(bot: WoodClient) -> None:
    """Called by discord.py when the client loads this file."""
    await bot.add_cog(LegendCog(bot.app))
