"""Confirmation of what cannot be undone; its buttons outlive a restart."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self

import discord
from discord import ui

from bot.app import App
from bot.client.errors import Refused
from bot.client.host import Asked, host_of
from bot.present.card import Card
from bot.present.settings import next_words
from bot.views.base import press
from bot.views.cards import card_layout
from data.reading.texts import Voice
from data.store.records import WoodRecord

NOTHING = "-"
"""Stands for the wood where an act concerns none."""
CANCEL = "cancel"


class ConfirmButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"confirm:(?P<act>reset|delete|forget|cancel):(?P<wood>[a-z0-9-]{1,32}):(?P<generation>\d{1,9})",
):
    """Button that does the act if its wood is still as it was when the question was put."""

    def __init__(self, act: str, wood: str, generation: int, label: str = "?") -> None:
        style = discord.ButtonStyle.secondary if act == CANCEL else discord.ButtonStyle.danger
        super().__init__(ui.Button(label=label, style=style, custom_id=f"confirm:{act}:{wood}:{generation}"))
        self._act, self._wood, self._generation = act, wood, generation

    @classmethod
    async def from_custom_id(cls, _interaction: Asked, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        return cls(match["act"], match["wood"], int(match["generation"]))

    async def callback(self, interaction: Asked) -> None:
        await press(interaction, "confirm", lambda: self._carry_out(interaction))

    async def _carry_out(self, interaction: Asked) -> None:
        await interaction.response.defer()
        app = host_of(interaction).app
        voice = app.texts.voice(interaction.locale.value)
        if self._act == CANCEL:
            told = voice("discord.forester.cancelled")
        elif self._act == "forget":
            told = voice.count(
                "discord.privacy.delete_done", await app.store.people.erase(interaction.user.id)
            )
        else:
            record = await self._require_unchanged(app, interaction)
            told = await ACTS[self._act](app, voice, record, str(interaction.id))
        await interaction.edit_original_response(view=card_layout(Card(voice("discord.confirm.done"), told)))

    async def _require_unchanged(self, app: App, interaction: Asked) -> WoodRecord:
        """Return the wood of the question. Raises Refused where the asker may not manage it, or it has changed."""
        record = await app.store.woods.find(self._wood)
        if interaction.guild_id != record.guild or not interaction.permissions.manage_guild:
            raise Refused("need_manage")
        if record.state == "deleted":
            raise Refused("no_such_wood")
        if record.generation != self._generation:
            raise Refused("overtaken")
        return record


async def _reset(app: App, voice: Voice, record: WoodRecord, command: str) -> str:
    cast = (await app.keeper.look(record.id)).wood.cast
    fresh = app.casts.get(cast.id, cast)
    new = await app.keeper.reset(record.id, fresh, app.rules, command=command)
    return voice("discord.forester.reset_done", next=next_words(voice, new))


async def _delete(app: App, voice: Voice, record: WoodRecord, command: str) -> str:
    await app.keeper.delete(record.id, command=command)
    return voice("discord.forester.delete_done")


ACTS: Mapping[str, Callable[[App, Voice, WoodRecord, str], Awaitable[str]]] = {
    "reset": _reset,
    "delete": _delete,
}
"""What may be confirmed of a wood."""


def confirmation(act: str, yes: str, no: str, wood: str = NOTHING, generation: int = 0) -> ui.ActionRow[Any]:
    """The two buttons under the question."""
    return ui.ActionRow(
        ConfirmButton(act, wood, generation, yes), ConfirmButton(CANCEL, wood, generation, no)
    )
