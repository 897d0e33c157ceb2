"""The button that says what happened in a turn and why."""

from __future__ import annotations

import re
from typing import Any

from discord import ui

from bot.client.errors import Refused
from bot.client.host import Asked, host_of
from bot.present.why import why_card
from bot.views.base import press
from bot.views.cards import card_layout
from bot.views.pieces import PLACE, why_button
from bot.words.localiser import retell


class WhyButton(ui.DynamicItem[ui.Button[Any]], template=rf"why:{PLACE}"):
    """What happened and why, with the creatures', the legends' and the patrons' causes apart."""

    def __init__(self, wood: str, turn: int, label: str = "?") -> None:
        super().__init__(why_button(wood, turn, label))
        self._wood, self._turn = wood, turn

    @classmethod
    async def from_custom_id(
        cls, _interaction: Asked, _item: ui.Item[Any], match: re.Match[str], /
    ) -> WhyButton:
        return cls(match["wood"], int(match["turn"]))

    async def callback(self, interaction: Asked) -> None:
        await press(interaction, "why", lambda: self._say(interaction))

    async def _say(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        app = host_of(interaction).app
        events = await app.store.history.events_of_turn(self._wood, self._turn)
        if not events:
            raise Refused("no_such_wood")
        wood = (await app.keeper.look(self._wood)).wood
        voice = app.texts.voice(interaction.locale.value)
        heard = retell(events, app.wording.rumours(wood.cast, wood.rules, voice.language))
        card = why_card(voice, wood.cast, wood.rules, self._turn, heard)
        await interaction.followup.send(view=card_layout(card), ephemeral=True)
