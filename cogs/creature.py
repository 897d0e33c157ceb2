"""`/creature`: meet the creatures."""

from __future__ import annotations

from collections.abc import Iterable

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.app import App
from bot.client.client import WoodClient
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.present.confession import candour_of, confession_card, thoughts_of
from bot.present.creature import creature_card
from bot.words.localiser import species
from cogs.edge import defer, offer_choices, show, voice_of, wood_here
from engine.chapters import last_ended
from engine.content.cast import Creature
from engine.wood import OpenWood


@app_commands.guild_only()
class CreatureCog(commands.GroupCog, group_name="creature"):
    """Meet the creatures."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command()
    async def card(self, asked: Asked, creature: str) -> None:
        """One creature's card."""
        await defer(asked)
        loaded = await wood_here(self._app, asked)
        who = _known(loaded.wood, creature)
        meter = await candour_of(self._app.store.history, loaded, creature)
        await show(asked, creature_card(voice_of(self._app, asked), loaded.wood, who.id, meter))

    @app_commands.command()
    async def thoughts(self, asked: Asked, creature: str) -> None:
        """What a creature thought in the last chapter that has ended."""
        await defer(asked)
        loaded, voice = await wood_here(self._app, asked), voice_of(self._app, asked)
        who, chapter = _known(loaded.wood, creature), last_ended(loaded.wood.turn, loaded.wood.rules.chapter)
        history, wood = self._app.store.history, loaded.record.id
        thoughts = await thoughts_of(history, wood, who.id, chapter) if chapter else []
        await show(asked, confession_card(voice, who, chapter, thoughts))

    @card.autocomplete("creature")
    @thoughts.autocomplete("creature")
    async def _creatures(self, asked: Asked, current: str) -> list[Choice[str]]:
        async def source() -> Iterable[tuple[str, str]]:
            voice, wood = voice_of(self._app, asked), (await wood_here(self._app, asked)).wood
            return [(c.id, f"{c.emoji} {c.name} · {species(voice, c)}") for c in wood.cast.creatures]

        return await offer_choices(current, source)


def _known(wood: OpenWood, creature: str) -> Creature:
    """A creature of a wood. Raises Refused where it has none of this id."""
    if creature not in wood.cast.creature:
        raise Refused("unknown_creature", id=creature[:64])
    return wood.cast.creature[creature]


async def setup(bot: WoodClient) -> None:
    """Called by discord.py when the client loads this file."""
    await bot.add_cog(CreatureCog(bot.app))
