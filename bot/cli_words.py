"""The words of the command line: the table `[cli]` of `data/texts/<language>.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from data.content import CONTENT, read
from engine.cast import Content

Text = Annotated[str, Field(min_length=1, max_length=2000)]


class CliWords(Content):
    """Sentences and labels that a terminal shows."""

    problems: dict[str, Text]
    """Code of a Problem, a refusal or a broken save -> one sentence; its parameters stand in braces."""
    labels: dict[str, Text]
    """Heads and rows of tables."""
    lines: dict[str, Text]
    """Everything else that a command says."""

    def problem(self, code: str, params: Mapping[str, int | str]) -> str:
        """The sentence for a code; the bare code where the file has none, so that an error never hides another."""
        text = self.problems.get(code)
        return text.format_map(params) if text else f"{code}: {', '.join(map(str, params.values()))}"

    def line(self, name: str, /, **params: int | float | str) -> str:
        """A line with its words in place."""
        return self.lines[name].format_map(params)

    def label(self, name: str) -> str:
        """A label; the name itself, spaced, where the file has none."""
        return self.labels.get(name, name.replace("_", " "))


class _Texts(BaseModel):
    """The one table of the file that the command line needs."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    cli: CliWords


def cli_words(language: str = "en", folder: Path = CONTENT) -> CliWords:
    """The command line's words in a language. Raises ContentError."""
    return read(folder / "texts" / f"{language}.toml", _Texts).cli
