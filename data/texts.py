"""What people read on Discord, in every language: the files `data/texts/<language>.toml`.

A text is named by its path in the file (`answers.no_wood`) and holds placeholders of plain names in braces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import RootModel

from data.content import CONTENT, ContentError, read
from data.placeholders import placeholders

ENGLISH = "en"
"""The language whose file is complete, and that stands in for every other."""

Value = int | str


class _File(RootModel[dict[str, object]]):
    """One language's file: tables in tables, with texts and lists of texts at their ends."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of all languages."""

    tables: Mapping[str, Mapping[str, str]]
    """Language -> path -> text."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Known languages, English first."""
        return (ENGLISH, *sorted(set(self.tables) - {ENGLISH}))

    def voice(self, language: str) -> Voice:
        """The voice for a language or a locale (`de`, `de-AT`); English where there is none."""
        known = language if language in self.tables else language.split("-", maxsplit=1)[0].lower()
        return Voice(known if known in self.tables else ENGLISH, self)


@dataclass(frozen=True, slots=True)
class Voice:
    """All texts in one language."""

    language: str
    texts: Texts

    def __call__(self, key: str, /, **params: Value) -> str:
        """A text with its placeholders filled. Where a file lacks it, English; where that does, the key itself."""
        text = self.find(key)
        if text is None:
            text = self.texts.tables[ENGLISH].get(key)
        return key if text is None else text.format_map(params)

    def count(self, key: str, n: int, /, **params: Value) -> str:
        """The text `<key>.one` for 1 and `<key>.other` for every other number, which is its placeholder `{n}`."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=n, **params)

    def either(self, key: str, instead: str) -> str:
        """A text without placeholders in this very language, or what stands instead, for instance a good's own name."""
        return self.find(key) or instead

    def find(self, key: str) -> str | None:
        """A text of this very language, unfilled; None where its file has none."""
        return self.texts.tables[self.language].get(key)


def load_texts(folder: Path = CONTENT) -> Texts:
    """Every language in a content folder. Raises ContentError naming file and text."""
    files = sorted((folder / "texts").glob("*.toml"))
    tables = {path.stem: dict(_texts(path)) for path in files}
    if ENGLISH not in tables:
        raise ContentError("missing_file", str(folder / "texts" / f"{ENGLISH}.toml"), "there is no such file")
    return Texts(tables)


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    for key, value in _flat("", read(path, _File).root):
        if not isinstance(value, str):
            raise ContentError("bad_field", str(path), "this must be text", field=key)
        try:
            placeholders(value)
        except ValueError as error:
            raise ContentError("bad_text", str(path), str(error), field=key) from error
        yield key, value


def _flat(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _flat(f"{path}.{index}", inner)
    else:
        yield path, value
