"""What tales and the wind say in other languages: the files `tales.<language>.toml` and `weather.<language>.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, RootModel, model_validator

from data.reading.content import CONTENT, TEMPERAMENTS, read
from data.reading.placeholders import placeholders
from engine.content.cast import Content, Identifier
from engine.content.hints import Hints

WORDS = frozenset({*TEMPERAMENTS, *(f"{kind}_good" for kind in TEMPERAMENTS), "pebbles", "magistrate"})
"""Placeholders that a tale's text may hold: what `Cast.words` fills."""


class Retelling(Content):
    """A tale's own text, its rumours, and a legend's line of true history, in another language."""

    text: Annotated[str, Field(min_length=1, max_length=300)]
    tells: tuple[Annotated[str, Field(min_length=1, max_length=140)], ...] = ()
    """Its rumours in the tale's order; of another number than the tale has, none is used."""
    truth: Annotated[str, Field(max_length=300)] = ""
    """Empty for shocks, which retell nothing."""


class _TalesFile(RootModel[dict[Identifier, Retelling]]):
    """One language's file, by the tales' ids."""

    @model_validator(mode="after")
    def _filled(self) -> Self:
        for tale, told in self.root.items():
            for text in (told.text, *told.tells):
                strange = sorted(placeholders(text) - WORDS)
                if strange:
                    raise ValueError(f"{tale}: no word for {{{strange[0]}}} in '{text}'")
        return self


class _HintsFile(Hints):
    """One language's hints of a season to come, sentence for sentence those of `weather.toml`."""

    @model_validator(mode="after")
    def _filled(self) -> Self:
        for text in (*self.harsh, *self.mild):
            strange = sorted(placeholders(text) - WORDS)
            if strange:
                raise ValueError(f"no word for {{{strange[0]}}} in '{text}'")
        return self


Retellings = Mapping[str, Mapping[str, Retelling]]
"""Language -> tale's id -> how it is told there."""


RetoldHints = Mapping[str, Hints]
"""Language -> what hints say there."""


def load_retellings(folder: Path = CONTENT) -> Retellings:
    """Every language in a content folder; none need be there. Raises ContentError naming file and field."""
    return {path.suffixes[0][1:]: read(path, _TalesFile).root for path in sorted(folder.glob("tales.*.toml"))}


def load_hints(folder: Path = CONTENT) -> RetoldHints:
    """Every language in a content folder; none need be there. Raises ContentError naming file and field."""
    return {path.suffixes[0][1:]: read(path, _HintsFile) for path in sorted(folder.glob("weather.*.toml"))}
