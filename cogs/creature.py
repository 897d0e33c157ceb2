"""`/creature`: meet the creatures."""

from __future__ import annotations

from collections.abc import Iterable

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import WoodClient
from bot.house import House
from bot.present.creature import creature_card
from bot.present.names import species
from bot.refused import Refused
from cogs.edge import Asked, defer, offered, show, voice_of, wood_here


@app_commands.guild_only()
class CreatureCog(commands.GroupCog, group_name="creature"):
    """Meet the creatures."""

    def __init__(self, house: House) -> None:
        self._house = house

    @app_commands.command()
    async def card(self, asked: Asked, creature: str) -> None:
        """One creature's card."""
        await defer(asked)
        wood = (await wood_here(self._house, asked)).wood
        if creature not in wood.cast.creature:
            raise Refused("unknown_creature", id=creature[:64])
        await show(asked, creature_card(voice_of(self._house, asked), wood, creature))

    @card.autocomplete("creature")
    async def _creatures(self, asked: Asked, current: str) -> list[Choice[str]]:
        async def source() -> Iterable[tuple[str, str]]:
            voice, wood = voice_of(self._house, asked), (await wood_here(self._house, asked)).wood
            return [(c.id, f"{c.emoji} {c.name} · {species(voice, c)}") for c in wood.cast.creatures]

        return await offered(current, source)


async def setup(bot: WoodClient) -> None:
    """Called by discord.py when the client loads this file."""
    await bot.add_cog(CreatureCog(bot.house))
