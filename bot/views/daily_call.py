"""The daily call: one tap under a turn's post says whether one good will be dearer or cheaper after the next turn."""

from __future__ import annotations

import re
from typing import Any, cast

from discord import ui

from bot.acts.actor import Actor
from bot.acts.perform import perform
from bot.client.errors import Refused, whisper
from bot.client.host import Asked, host_of
from bot.present.errors import refusal_line
from bot.views.base import press
from bot.views.pieces import PLACE, call_button
from bot.words.localiser import good_name
from data.reading.texts import Voice
from engine import accounts
from engine.commands.calls import PlaceCall
from engine.content.cast import Ware
from engine.wood import Direction


class CallButton(
    ui.DynamicItem[ui.Button[Any]],
    template=rf"call:{PLACE}:(?P<good>[a-z0-9-]{{1,32}}):(?P<direction>dearer|cheaper)",
):
    """Dearer, or cheaper."""

    def __init__(self, wood: str, turn: int, good: str, direction: Direction, label: str = "") -> None:
        """`turn` is the turn to come, which decides."""
        super().__init__(call_button(wood, turn, good, direction, label))
        self._wood, self._turn, self._good, self._direction = wood, turn, good, direction

    @classmethod
    async def from_custom_id(
        cls, _interaction: Asked, _item: ui.Item[Any], match: re.Match[str], /
    ) -> CallButton:
        return cls(match["wood"], int(match["turn"]), match["good"], cast(Direction, match["direction"]))

    async def callback(self, interaction: Asked) -> None:
        await press(interaction, "call", lambda: self._place(interaction))

    async def _place(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        app = host_of(interaction).app
        voice = app.texts.voice(interaction.locale.value)
        now = await app.keeper.look(self._wood)
        if now.record.state == "deleted":
            raise Refused("no_such_wood")
        good = now.wood.cast.good.get(self._good)
        if good is None:
            raise Refused("too_late")
        patron = await app.store.people.patron(self._wood, interaction.user.id, app.now())
        before = await app.store.people.calls(self._wood, patron, 1)
        account = accounts.patron(patron)
        result = await perform(
            app.keeper,
            self._wood,
            app.settings_of(now.record),
            Actor(account),
            PlaceCall(account, self._turn, self._good, self._direction),
            id=str(interaction.id),
            now=app.now(),
        )
        if result.refusal is not None:
            await whisper(interaction, refusal_line(voice, result.refusal))
            return
        score = await app.store.people.score(self._wood, patron)
        changed = any(c.turn == self._turn and c.direction != self._direction for c in before)
        said = placed_line(voice, good, self._turn, self._direction, changed=changed)
        streak = score.streak if score else 0
        await whisper(interaction, f"{said} {voice.count('discord.call.streak', streak)}" if streak else said)


def placed_line(voice: Voice, good: Ware, turn: int, direction: Direction, *, changed: bool) -> str:
    """What a caller reads."""
    key = f"discord.call.{'changed' if changed else 'placed'}_{direction}"
    return voice(key, good=good_name(voice, good), turn=turn)
