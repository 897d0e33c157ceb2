"""The selects under a turn's post: the chart of a good, and the card of a creature."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord import ui

from bot.client.errors import Refused
from bot.client.host import Asked, host_of
from bot.present.card import Card
from bot.present.creature import creature_card
from bot.views.base import press
from bot.views.cards import card_layout
from bot.views.pieces import PLACE, creature_select, good_select, picture_file
from bot.words.localiser import good_name


class GoodSelect(ui.DynamicItem[ui.Select[Any]], template=rf"goods:{PLACE}"):
    """The chart of one good, up to the turn last played."""

    def __init__(
        self, wood: str, turn: int, goods: list[discord.SelectOption], placeholder: str = ""
    ) -> None:
        super().__init__(good_select(wood, turn, goods, placeholder))
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


class CreatureSelect(ui.DynamicItem[ui.Select[Any]], template=rf"creatures:{PLACE}"):
    """The card of one creature, as it is now."""

    def __init__(
        self, wood: str, turn: int, creatures: list[discord.SelectOption], placeholder: str = ""
    ) -> None:
        super().__init__(creature_select(wood, turn, creatures, placeholder))
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


def _options(item: ui.Item[Any]) -> list[discord.SelectOption]:
    return item.options if isinstance(item, ui.Select) else []
