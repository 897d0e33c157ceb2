"""Hints: what the wind says of how harsh the next season will be. Content, read from `data/content/weather.toml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine.content.cast import Content

Sentence = Annotated[str, Field(min_length=1, max_length=140)]


class Hints(Content):
    """What is said in a turn with a hint; with none of a kind, nothing."""

    harsh: tuple[Sentence, ...] = ()
    """Of a season that will need more fuel than the calendar has it."""
    mild: tuple[Sentence, ...] = ()
    """Of one that will need less."""
