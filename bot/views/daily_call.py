"""The daily call: one tap under a turn's post says how the next price paid will stand to the broker's range."""

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
from engine.wood import CallAnswer, Question

GOOD = r"(?P<good>[a-z0-9-]{1,32})"
RANGE = r"(?P<low>\d{1,6})-(?P<high>\d{1,6})"


class CallButton(
    ui.DynamicItem[ui.Button[Any]],
    template=rf"call:{PLACE}:{GOOD}:{RANGE}:(?P<answer>dearer|within|cheaper)",
):
    """Dearer, within, or cheaper."""

    def __init__(self, wood: str, asked: Question, answer: CallAnswer, label: str = "") -> None:
        super().__init__(call_button(wood, asked, answer, label))
        self._wood, self._asked, self._answer = wood, asked, answer

    @classmethod
    async def from_custom_id(
        cls, _interaction: Asked, _item: ui.Item[Any], match: re.Match[str], /
    ) -> CallButton:
        asked = Question(int(match["turn"]), match["good"], int(match["low"]), int(match["high"]))
        return cls(match["wood"], asked, cast(CallAnswer, match["answer"]))

    async def callback(self, interaction: Asked) -> None:
        await press(interaction, "call", lambda: self._place(interaction))

    async def _place(self, interaction: Asked) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        app = host_of(interaction).app
        voice = app.texts.voice(interaction.locale.value)
        now = await app.keeper.look(self._wood)
        if now.record.state == "deleted":
            raise Refused("no_such_wood")
        good = now.wood.cast.good.get(self._asked.good)
        if good is None:
            raise Refused("too_late")
        patron = await app.store.people.patron(self._wood, interaction.user.id, app.now())
        before = await app.store.people.calls(self._wood, patron, 1)
        account, asked = accounts.patron(patron), self._asked
        result = await perform(
            app.keeper,
            self._wood,
            app.settings_of(now.record),
            Actor(account),
            PlaceCall(account, asked, self._answer),
            id=str(interaction.id),
        )
        if result.refusal is not None:
            await whisper(interaction, refusal_line(voice, result.refusal))
            return
        score = await app.store.people.score(self._wood, patron)
        changed = any(c.turn == asked.turn and c.answer != self._answer for c in before)
        said = placed_line(voice, good, asked, self._answer, changed=changed)
        streak = score.streak if score else 0
        await whisper(interaction, f"{said} {voice.count('discord.call.streak', streak)}" if streak else said)


class TwoWayCallButton(
    ui.DynamicItem[ui.Button[Any]], template=rf"call:{PLACE}:{GOOD}:(?P<answer>dearer|cheaper)"
):
    """A button under a post of an earlier release, which knew no range: it is always too late for it."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(ui.Button(custom_id=custom_id, emoji="⌛"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Asked, _item: ui.Item[Any], match: re.Match[str], /
    ) -> TwoWayCallButton:
        return cls(match.string)

    async def callback(self, interaction: Asked) -> None:
        await press(interaction, "call", self._refuse)

    async def _refuse(self) -> None:
        raise Refused("too_late")


def placed_line(voice: Voice, good: Ware, asked: Question, answer: CallAnswer, *, changed: bool) -> str:
    """What a caller reads."""
    key = f"discord.call.{'changed' if changed else 'placed'}_{answer}"
    return voice(key, good=good_name(voice, good), turn=asked.turn, low=asked.low, high=asked.high)
