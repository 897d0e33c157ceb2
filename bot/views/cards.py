"""Layout of a card for Discord, with a picture where there is one."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.pictures.worker import Drawn
from bot.present.card import Card
from bot.views.base import WoodLayout
from bot.views.pieces import gallery

MOST_TEXT = 3900
"""Characters of one card; all texts of a message together may have 4,000."""


def card_layout(card: Card, drawn: Drawn | None = None) -> WoodLayout:
    """Lay out a card with its picture beneath; send it with `picture_file` where there is one."""
    frame = ui.Container[Any](accent_colour=discord.Colour.from_str(card.colour) if card.colour else None)
    footer = f"\n-# {card.footer}" if card.footer else ""
    room = MOST_TEXT - len(card.title) - len(footer)
    frame.add_item(ui.TextDisplay(f"### {card.title}\n{cut(card.body, room)}{footer}"))
    if drawn is not None:
        frame.add_item(gallery(drawn))
    layout = WoodLayout(timeout=None)
    layout.add_item(frame)
    return layout


def cut(text: str, room: int) -> str:
    """Cut a text at the end of a line so that it fits; a table that loses its end is closed again."""
    if len(text) <= room:
        return text
    kept = text[: room - 8].rpartition("\n")[0] or text[: room - 8]
    return f"{kept}\n```\n…" if kept.count("```") % 2 else f"{kept}\n…"
