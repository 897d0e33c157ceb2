"""Amounts of money in content: written in units of the owner's choice, and whole pebbles once they are loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

PebblesPerUnit = Annotated[int, Field(ge=1, le=100)]


@dataclass(frozen=True, slots=True)
class Money:
    """A mark on a field that holds an amount of money.

    A reader of content multiplies what is written there by `Rules.money`; content that is stored with a wood holds
    pebbles already.
    """

    most: int = 1_000_000
    """The highest amount that may be written, before it is multiplied."""
