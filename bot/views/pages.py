"""Pagination of the chronicle; its buttons outlive a restart."""

from __future__ import annotations

import re
from typing import Any, Self

from discord import ui

from bot.client.host import Asked, host_of
from bot.present.chronicle import chronicle_card
from bot.views.base import press
from bot.views.cards import card_layout
from bot.views.pieces import PLACE
from data.reading.texts import Voice


class ChroniclePage(ui.DynamicItem[ui.Button[Any]], template=rf"page:{PLACE}"):
    """A button that shows one turn's page in place of the one that it stands under."""

    def __init__(self, wood: str, turn: int, label: str = "?", *, disabled: bool = False) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"page:{wood}:{turn}", disabled=disabled))
        self._wood, self._turn = wood, turn

    @classmethod
    async def from_custom_id(cls, _interaction: Asked, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        return cls(match["wood"], int(match["turn"]))

    async def callback(self, interaction: Asked) -> None:
        await press(interaction, "page", lambda: self._open(interaction))

    async def _open(self, interaction: Asked) -> None:
        await interaction.response.defer()
        app = host_of(interaction).app
        voice = app.texts.voice(interaction.locale.value)
        wood = (await app.keeper.look(self._wood)).wood
        page = max(1, min(self._turn, wood.turn))
        story = await app.tales.story(self._wood, wood, page, voice.language)
        layout = card_layout(chronicle_card(story))
        layout.add_item(pages(voice, self._wood, page, wood.turn))
        await interaction.edit_original_response(view=layout)


def pages(voice: Voice, wood: str, page: int, last: int) -> ui.ActionRow[Any]:
    """Buttons to the page before and to the page after."""
    return ui.ActionRow(
        ChroniclePage(wood, page - 1, voice("discord.chronicle.older"), disabled=page <= 1),
        ChroniclePage(wood, page + 1, voice("discord.chronicle.newer"), disabled=page >= last),
    )
