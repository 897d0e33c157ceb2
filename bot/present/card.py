"""A card: what one answer shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.words.escape import cell

WIDTH = 34
"""Columns that a table has on a phone."""


@dataclass(frozen=True, slots=True)
class Card:
    """A heading, a body in Discord's markup, and the colour at its side."""

    title: str
    body: str
    colour: str | None = None
    """`#rrggbb`."""
    footer: str = ""


def table(lines: Iterable[str]) -> str:
    """Lines in a code block, each cut to a phone's width."""
    shown = (cell_line(line) for line in lines)
    return "\n".join(("```", *shown, "```"))


def cell_line(line: str) -> str:
    """One line of a table: spaces stay, nothing ends the block, nothing runs over the edge."""
    return line.rstrip().replace("`", "'")[:WIDTH]


def pad(text: str, width: int) -> str:
    """A cell's text in exactly `width` columns."""
    return cell(text, width).ljust(width)


def bar(share: float, length: int = 10) -> str:
    """A share of 1 as a bar."""
    full = max(0, min(length, round(share * length)))
    return "▰" * full + "▱" * (length - full)


def relative(instant: datetime) -> str:
    """An instant as Discord shows it to each reader: `in 3 hours`."""
    return f"<t:{int(instant.timestamp())}:R>"


def moment(instant: datetime) -> str:
    """An instant as Discord shows it to each reader: date and time in their own zone."""
    return f"<t:{int(instant.timestamp())}:f>"
