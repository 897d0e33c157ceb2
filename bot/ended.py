"""The last chapter that has ended: what was private in it may be told."""

from __future__ import annotations

from typing import NamedTuple

from engine.wood import OpenWood


class Chapter(NamedTuple):
    """A chapter's number, from 1, and its first and last turn."""

    number: int
    first: int
    last: int


def last_ended(wood: OpenWood) -> Chapter | None:
    """The last chapter all of whose turns have been played; None in a wood's first."""
    length = wood.rules.chapter
    number = wood.turn // length
    return Chapter(number, (number - 1) * length + 1, number * length) if number else None
