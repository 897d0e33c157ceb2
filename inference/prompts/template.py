"""Templates of prompts, and their numbers: `data/content/prompts/decide.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from engine.content.cast import Content
from engine.deals.desk import SIDES
from engine.deals.table import DEALS
from engine.events.facts import ENTRIES

PromptText = Annotated[str, Field(max_length=4_000)]
TokenCount = Annotated[int, Field(ge=1, le=100_000)]
LineKind = Literal[
    "thought",
    "line",
    "mood",
    "news",
    "contract",
    "ahead",
    "memory",
    "gossip",
    "suffered",
    "character",
    "wind",
]
"""Kinds of lines that a prompt can do without."""

_OFFER = frozenset({"alias", "maker", "quantity", "good", "turns", "price", "pebbles"})
_CONTRACT = frozenset({"other", "quantity", "good", "price", "pebbles", "due"})
TEXTS: Mapping[str, frozenset[str]] = {
    "shared": frozenset(
        {"wood", "makers", "diet", "hearth", "rot", "asset", "orders", "pebbles", "keeper", "own", "example"}
    ),
    "diet": frozenset({"kinds"}),
    "asset": frozenset({"asset"}),
    "hearth": frozenset({"fuel"}),
    "rot": frozenset(),
    "example_thought": frozenset({"own"}),
    "example_say": frozenset({"own"}),
    "card": frozenset({"me", "species", "own"}),
    "character": frozenset({"character"}),
    "now": frozenset({"turn", "phase", "season"}),
    "store": frozenset({"purse", "pebbles", "stock", "harvest", "own"}),
    "store_empty": frozenset(),
    "short": frozenset({"short"}),
    "short_none": frozenset(),
    "short_fuel": frozenset({"missing", "fuel"}),
    "short_food": frozenset({"missing", "foods"}),
    "ahead": frozenset({"fuel", "needs"}),
    "suffered": frozenset({"lacked"}),
    "mood": frozenset({"mood"}),
    "prices": frozenset(),
    "sold": frozenset({"good", "price", "trend", "volume", "wanted", "offered"}),
    "unsold": frozenset({"good", "price", "trend", "wanted", "offered"}),
    "vault": frozenset({"claim"}),
    "vault_shut": frozenset({"claim"}),
    "vault_keeper": frozenset({"cash", "owed"}),
    "vault_bound": frozenset({"cash", "owed"}),
    "wind": frozenset({"text", "stance"}),
    "gossip": frozenset({"speaker", "text", "stance"}),
    "stance": frozenset({"about", "stance"}),
    "memory": frozenset({"felt"}),
    "line": frozenset({"text"}),
    "thought": frozenset({"text"}),
    **{f"offer_{kind}_{side}": _OFFER for kind, row in DEALS.items() for side in row.asked},
    **{f"{kind}_{side}": _CONTRACT for kind in DEALS for side in SIDES},
    "end": frozenset({"me"}),
}
"""Text -> the words that it may use."""
NEWS: Mapping[str, frozenset[str]] = {
    entry.kind: frozenset({*entry.fields, "pebbles", *(["title"] if "tale" in entry.fields.values() else [])})
    for entry in ENTRIES.values()
    if entry.news
}
"""Kind of event that is news -> the words that its line may use: what its fields hold, and a tale's title."""


class Tokens(Content):
    """How many tokens a call may cost."""

    total: TokenCount
    prompt: TokenCount
    reply: TokenCount
    text: TokenCount
    """Most tokens of a thought and of gossip each, and the least characters where no engine counts tokens."""

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.prompt + self.reply > self.total:
            raise ValueError("prompt and reply together are above total")
        return self


class Feeling(Content):
    """The word for sentiments from `least` thousandths on; an empty one is not worth mentioning."""

    least: Annotated[int, Field(ge=-1000, le=1000, alias="from")]
    word: PromptText


class PromptWords(Content):
    """Words that stand inside lines."""

    up: PromptText
    down: PromptText
    steady: PromptText
    patron: PromptText
    moods: Annotated[tuple[PromptText, ...], Field(min_length=1, max_length=20)]
    """From worst to best, each an equal share of the scale."""


class Recall(Content):
    """How far a prompt looks back."""

    thoughts: Annotated[int, Field(ge=0, le=20)]
    lines: Annotated[int, Field(ge=0, le=20)]
    trend: TokenCount
    """Turns."""


class Importance(Content):
    """What a prompt can do without, the least important first."""

    dropped: tuple[LineKind, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if sorted(self.dropped) != sorted(get_args(LineKind)):
            raise ValueError(f"dropped must name each of {', '.join(get_args(LineKind))} once")
        return self


class PromptTemplate(Content):
    """The whole file."""

    tokens: Tokens
    texts: dict[str, PromptText]
    news: dict[str, PromptText]
    words: PromptWords
    feelings: Annotated[tuple[Feeling, ...], Field(min_length=1)]
    recall: Recall
    importance: Importance

    @model_validator(mode="after")
    def _complete(self) -> Self:
        valid_texts("texts", self.texts, TEXTS)
        valid_texts("news", self.news, NEWS)
        least = [feeling.least for feeling in self.feelings]
        if least != sorted(least) or least[0] != -1000:
            raise ValueError("feelings must begin with -1000 and rise")
        return self

    def feeling(self, sentiment: int) -> str:
        """The word for a sentiment in thousandths."""
        return next(one.word for one in reversed(self.feelings) if sentiment >= one.least)

    def mood(self, mood: int) -> str:
        """The word for a mood in thousandths."""
        words = self.words.moods
        return words[min(len(words) - 1, mood * len(words) // 1000)]


def valid_texts(table: str, texts: Mapping[str, str], known: Mapping[str, frozenset[str]]) -> None:
    """Check that a table has the texts it should, each of one line (but `shared`) and with known words.

    Raises ValueError with what is wrong.
    """
    wrong = sorted(set(texts) ^ set(known))
    if wrong:
        raise ValueError(f"{table}.{wrong[0]} is missing or unknown")
    for key, text in texts.items():
        unknown = [word for word in re.findall(r"\$([a-z]*)", text) if word not in known[key]]
        if unknown:
            raise ValueError(f"{table}.{key} uses ${unknown[0]}, which is not known there")
        if "\n" in text and key != "shared":
            raise ValueError(f"{table}.{key} is more than one line")


_OUTSIDE = re.compile(r"[^\w .,!?;:'()-]+|_+")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": "'", "”": "'", '"': "'", "…": "...", "–": "-", "—": "-"})


@lru_cache(maxsize=4_096)
def quotable(text: str) -> str:
    """A text from minds or people as it may stand between double quotes: one line of letters, digits and plain
    punctuation, in which no delimiter, markup or special token survives.
    """
    return " ".join(_OUTSIDE.sub(" ", text.translate(_ALIKE)).split())
