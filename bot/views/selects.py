"""The selects under a turn's post: the chart of a good, and the card of a creature."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord import ui

from bot.client.host import Asked, host_of
from bot.client.refused import Refused
from bot.present.card import Card
from bot.present.creature import creature_card
from bot.views.base import press
from bot.views.cards import card_layout, picture_file
from bot.views.daily_call import IDS
from bot.words.names import good_name, species
from data.reading.texts import Voice
from engine.content.cast import Cast


class GoodSelect(ui.DynamicItem[ui.Select[Any]], template=rf"goods:{IDS}"):
    """The chart of one good, up to the turn last played."""

    def __init__(
        self, wood: str, turn: int, goods: list[discord.SelectOption], placeholder: str = ""
    ) -> None:
        super().__init__(_select(f"goods:{wood}:{turn}", goods, placeholder))
        self._wood = wood

    @classmethod
    async def from_custom_id(
        cls, _interaction: Asked, item: ui.Item[Any], match: re.Match[str], /
    ) -> GoodSelect:
        return cls(match["wood"], int(match["turn"]), _options(item))

    async def callback(self, interaction: Asked) -> None:
        await press(interaction, "goods", lambda: self._show(interaction, self.item.values[0]))

    async def _show(self, interaction: Asked, good: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        app = host_of(interaction).app
        loaded = await app.keeper.look(self._wood)
        wood = loaded.wood
        if good not in wood.cast.good:
            raise Refused("unknown_good", id=good)
        voice = app.texts.voice(interaction.locale.value)
        drawn = await app.gallery.draw(loaded, "good", voice.language, good=good)
        title = voice("discord.chart.good_title", good=good_name(voice, wood.cast.good[good]), turn=wood.turn)
        card = Card(title, "", wood.cast.good[good].colour)
        await interaction.followup.send(
            view=card_layout(card, drawn), file=picture_file(drawn), ephemeral=True
        )


class CreatureSelect(ui.DynamicItem[ui.Select[Any]], template=rf"creatures:{IDS}"):
    """The card of one creature, as it is now."""

    def __init__(
        self, wood: str, turn: int, creatures: list[discord.SelectOption], placeholder: str = ""
    ) -> None:
        super().__init__(_select(f"creatures:{wood}:{turn}", creatures, placeholder))
        self._wood = wood

    @classmethod
    async def from_custom_id(
        cls, _interaction: Asked, item: ui.Item[Any], match: re.Match[str], /
    ) -> CreatureSelect:
        return cls(match["wood"], int(match["turn"]), _options(item))

    async def callback(self, interaction: Asked) -> None:
        await press(interaction, "creatures", lambda: self._show(interaction, self.item.values[0]))

    async def _show(self, interaction: Asked, creature: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        app = host_of(interaction).app
        wood = (await app.keeper.look(self._wood)).wood
        if creature not in wood.cast.creature:
            raise Refused("unknown_creature", id=creature)
        card = creature_card(app.texts.voice(interaction.locale.value), wood, creature)
        await interaction.followup.send(view=card_layout(card), ephemeral=True)


def good_options(voice: Voice, cast: Cast) -> list[discord.SelectOption]:
    """Every good of a cast, its id as value."""
    return [
        discord.SelectOption(label=good_name(voice, good)[:100], value=good.id, emoji=_emoji(good.emoji))
        for good in cast.goods
    ]


def creature_options(voice: Voice, cast: Cast) -> list[discord.SelectOption]:
    """Every creature of a cast, its id as value."""
    return [
        discord.SelectOption(
            label=c.name[:100], value=c.id, emoji=_emoji(c.emoji), description=species(voice, c)[:100]
        )
        for c in cast.creatures
    ]


def _emoji(emoji: str) -> str | None:
    """An emoji that Discord takes for one; a cast's file may hold any sign."""
    return emoji if any(ord(character) >= 0x2190 for character in emoji) else None


def _select(custom_id: str, options: list[discord.SelectOption], placeholder: str) -> ui.Select[Any]:
    return ui.Select(custom_id=custom_id, options=options, placeholder=placeholder[:150] or None)


def _options(item: ui.Item[Any]) -> list[discord.SelectOption]:
    return item.options if isinstance(item, ui.Select) else []
