"""Localised texts: the files `data/content/texts/<language>.toml`.

A text is named by its path in the file (`answers.no_wood`) and holds placeholders of plain names in braces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import RootModel

from data.reading.content import CONTENT, ContentError, read
from data.reading.placeholders import placeholders
from engine.errors import Coded

ENGLISH = "en"
"""The language whose file is complete, and that stands in for every other."""

TextValue = int | str


class TextMissing(Coded):
    """A text that a strict voice was asked for and cannot give: `key`, and what it lacks.

    Where players read, a voice is not strict: it shows the key instead of failing.
    """

    code = "text_missing"

    def __str__(self) -> str:
        return f"{self.params['key']}: {self.params['lacks']}."


class _TextsFile(RootModel[dict[str, object]]):
    """One language's file: tables in tables, with texts and lists of texts at their ends."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of all languages."""

    tables: Mapping[str, Mapping[str, str]]
    """Language -> path -> text."""
    strict: bool = False
    """Whether a missing text or word raises TextMissing, as tests want it."""

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

    def __call__(self, key: str, /, **params: TextValue) -> str:
        """A text with its placeholders filled. Where a file lacks it, English; where that does, the key itself.

        Raises TextMissing where the texts are strict and the text, or a word that it holds, is missing.
        """
        text = self.find(key)
        if text is None:
            text = self.texts.tables[ENGLISH].get(key)
        if text is None:
            return self._missing(key, "there is no such text in English")
        try:
            return text.format_map(params)
        except KeyError as error:
            return self._missing(key, f"nothing was given for {{{error.args[0]}}}")

    def count(self, key: str, n: int, /, **params: TextValue) -> str:
        """The text `<key>.one` for 1 and `<key>.other` for every other number, which is its placeholder `{n}`."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=n, **params)

    def either(self, key: str, instead: str) -> str:
        """A text without placeholders in this very language, or what stands instead, for instance a good's own name."""
        return self.find(key) or instead

    def knows(self, key: str) -> bool:
        """Whether there is a text, in this language or in English."""
        return self.find(key) is not None or key in self.texts.tables[ENGLISH]

    def find(self, key: str) -> str | None:
        """A text of this very language, unfilled; None where its file has none."""
        return self.texts.tables[self.language].get(key)

    def _missing(self, key: str, lacks: str) -> str:
        if self.texts.strict:
            raise TextMissing(key=key, lacks=lacks)
        return key


def load_texts(folder: Path = CONTENT, *, strict: bool = False) -> Texts:
    """Every language in a content folder. Raises ContentError naming file and text."""
    files = sorted((folder / "texts").glob("*.toml"))
    tables = {path.stem: dict(_texts(path)) for path in files}
    if ENGLISH not in tables:
        raise ContentError("missing_file", str(folder / "texts" / f"{ENGLISH}.toml"), "there is no such file")
    for language, table in tables.items():
        for key, text in table.items():
            problem = _unfit(key, text, tables[ENGLISH])
            if problem:
                raise ContentError("bad_text", str(folder / "texts" / f"{language}.toml"), problem, field=key)
    return Texts(tables, strict)


def _unfit(key: str, text: str, english: Mapping[str, str]) -> str:
    """Why a text cannot stand beside the English ones, or an empty string.

    A text that English lacks renames what the cast's own file names, and has no placeholders.
    """
    extra = sorted(placeholders(text) - placeholders(english.get(key, "")))
    if extra:
        return f"the English text gives no word for {{{extra[0]}}}"
    stem, _, form = key.rpartition(".")
    if form == "one" and f"{stem}.other" not in english:
        return "the form 'other' is missing beside 'one'"
    if form == "other" and "n" in placeholders(text) and f"{stem}.one" not in english:
        return "the form 'one' is missing beside 'other'"
    return ""


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    for key, value in _flat("", read(path, _TextsFile).root):
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


def sentence_key(voice: Voice, where: str, code: str) -> str:
    """The key of the sentence for a code at a place such as `orders[0]`.

    The same code can mean different things in an order and at the vault: `refusals.<part>.<code>` comes before
    `refusals.<code>`.
    """
    special = f"refusals.{where.partition('[')[0]}.{code}"
    return special if voice.knows(special) else f"refusals.{code}"
