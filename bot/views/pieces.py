"""Pieces of messages as Discord shows them: a picture, and the buttons and selects under a turn's post.

Who presses one is answered by the items beside this file. A message keeps the custom ids for ever, so no shape of one
may change.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import discord
from discord import ui

from bot.pictures.worker import Drawn
from bot.words.localiser import good_name, species
from data.reading.texts import Voice
from engine.content.cast import Cast
from engine.wood import CallAnswer, Question

PLACE = r"(?P<wood>[a-z0-9-]{1,32}):(?P<turn>\d{1,9})"
"""Wood and turn, as they stand in a custom id."""
PICTURE = "chart.png"
SIGNS: dict[CallAnswer, str] = {"dearer": "▲", "within": "⏺", "cheaper": "▼"}


def gallery(drawn: Drawn) -> ui.MediaGallery[Any]:
    """A picture with its alt text."""
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{PICTURE}", description=drawn.alt or None))


def picture_file(drawn: Drawn) -> discord.File:
    """The picture as a file to go with its layout."""
    return discord.File(BytesIO(drawn.png), PICTURE, description=drawn.alt or None)


def call_button(wood: str, asked: Question, answer: CallAnswer, label: str = "") -> ui.Button[Any]:
    """A button that answers the daily call's question, whose range it holds as it was printed."""
    return ui.Button(
        label=label or None,
        emoji=None if label else SIGNS[answer],
        style=discord.ButtonStyle.secondary,
        custom_id=f"call:{wood}:{asked.turn}:{asked.good}:{asked.low}-{asked.high}:{answer}",
    )


def why_button(wood: str, turn: int, label: str = "?") -> ui.Button[Any]:
    """A button that asks what happened in a turn and why."""
    return ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id=why_id(wood, turn))


def why_id(wood: str, turn: int) -> str:
    """The custom id of a turn's why button, by which a post of this turn is known again."""
    return f"why:{wood}:{turn}"


def good_select(
    wood: str, turn: int, goods: list[discord.SelectOption], placeholder: str = ""
) -> ui.Select[Any]:
    """A select that asks for a good's chart."""
    return _select(f"goods:{wood}:{turn}", goods, placeholder)


def creature_select(
    wood: str, turn: int, creatures: list[discord.SelectOption], placeholder: str = ""
) -> ui.Select[Any]:
    """A select that asks for a creature's card."""
    return _select(f"creatures:{wood}:{turn}", creatures, placeholder)


def good_options(voice: Voice, cast: Cast) -> list[discord.SelectOption]:
    """What has an auction, its id as value."""
    return [
        discord.SelectOption(label=good_name(voice, good)[:100], value=good.id, emoji=_emoji(good.emoji))
        for good in cast.traded
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
