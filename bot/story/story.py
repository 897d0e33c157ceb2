"""Scene that a story is told from; the story as plain text, and its rendering as markdown and as tables for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.story.record import TurnRecord, whole
from bot.words.escape import cell, escape
from data.reading.narrator import Narrator, SeasonWords
from engine.accounts import ROAD
from engine.content.cast import Cast
from engine.content.rules import Rules

COLUMNS = 34
"""Characters that a table may be wide on a phone."""


def season_words(narrator: Narrator, season: str) -> SeasonWords:
    """A season's words; its id where the narrator's file has none."""
    return narrator.seasons.get(season, SeasonWords(name=season, emoji="·"))


@dataclass(frozen=True, slots=True)
class Scene:
    """What the narrator looks at: one turn, and the content that gives it words."""

    record: TurnRecord
    cast: Cast
    rules: Rules
    narrator: Narrator
    leader: str = ""
    """Who was richest at the last telling; empty where there was none."""
    gini: float = 1.0
    """The Gini at the last telling."""

    def number(self, n: int) -> str:
        """A whole number in words up to twelve, in digits above."""
        words = self.narrator.words.numbers
        return words[n] if 0 <= n < len(words) else str(n)

    def money(self, n: int) -> str:
        """An amount with the cast's name for it; in digits, as sums are."""
        return f"{n} {self.cast.pebble if n == 1 else self.cast.pebbles}"

    def lots(self, n: int) -> str:
        words = self.narrator.words
        return f"{self.number(n)} {words.lot if n == 1 else words.lots}"

    def turns(self, n: int) -> str:
        words = self.narrator.words
        return f"{self.number(n)} {words.turn if n == 1 else words.turns}"

    def trades(self, n: int) -> str:
        words = self.narrator.words
        return f"{self.number(n)} {words.trade if n == 1 else words.trades}"

    def who(self, party: str) -> str:
        """A creature's name; a stranger from the road, or a patron, who is never named here."""
        if party in self.cast.creature:
            return self.cast.creature[party].name
        return self.narrator.words.stranger if party == ROAD else self.narrator.words.patron

    def whom(self, parties: Sequence[str]) -> str:
        """Several names in a row, or the word for everyone."""
        names = [self.who(party) for party in dict.fromkeys(parties)]
        if len(names) == len(self.cast.creatures) > 1:
            return self.narrator.words.everyone
        return f" {self.narrator.words.and_} ".join(
            [", ".join(names[:-1]), names[-1]] if names[1:] else names
        )

    def good(self, good: str) -> str:
        return self.cast.good[good].name

    def maker(self, good: str) -> str:
        return self.cast.creature[self.cast.maker[good]].name

    def title(self, tale: str) -> str:
        return self.rules.tale[tale].title.format_map(self.cast.words)

    def prices(self, good: str) -> tuple[int, int]:
        """Whole prices of a good before and after the turn, as every text of it shows them."""
        return whole(self.record.before[good]), whole(self.record.prices[good])


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that happened, the words to tell it with, and the goods and creatures it is about."""

    beat: str
    words: dict[str, str] = field(default_factory=dict)
    about: frozenset[str] = frozenset()
    tale: str = ""
    """A shock or legend whose own text opens the telling."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What was said in public, or told on the wind, as it was said: escape it where it is shown."""

    emoji: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One good in the table: whole pebbles before and after, and notes of which the first that fits is shown."""

    good: str
    before: int
    after: int
    notes: tuple[str, ...]

    @property
    def arrow(self) -> str:
        return "▲" if self.after > self.before else "▼" if self.after < self.before else "·"


@dataclass(frozen=True, slots=True)
class Rank:
    """One place in a chapter's final ranking; wealth and gain in pebbles."""

    place: int
    name: str
    wealth: int
    gain: int


@dataclass(frozen=True, slots=True)
class NarratorMemory:
    """What the narrator keeps from one story to the next; public, like the stories."""

    told: tuple[str, ...] = ()
    """Sentences told, as `<situation>.<list>.<number>`, latest last."""
    beats: tuple[str, ...] = ()
    """Situations of the last story."""
    leader: str = ""
    gini: float = 1.0


@dataclass(frozen=True, slots=True)
class Story:
    """A turn's story in plain text: whoever shows it escapes it (`bot.words.escape`)."""

    turn: int
    title: str
    headline: str
    sentences: tuple[str, ...]
    quotes: tuple[Saying, ...]
    rows: tuple[PriceLine, ...]
    ranking: tuple[Rank, ...]
    """At a chapter's end, first place first; else empty."""
    ranking_title: str
    patrons: tuple[str, ...]
    """What patrons caused, apart from what creatures and legends did."""
    notes: tuple[str, ...]
    """What a legend retells, when it is drawn; its true history, when it has ended."""
    footer: str
    memory: NarratorMemory = field(default_factory=NarratorMemory)


def to_markdown(story: Story) -> str:
    """The story as a section of `chronicle.md`."""
    quotes = "\n>\n".join(f'> {q.emoji} {escape(q.speaker)}: "{escape(q.text)}"' for q in story.quotes)
    blocks = [
        f"## {escape(story.title)}",
        f"**{escape(story.headline)}**",
        escape(" ".join(story.sentences), 2000),
        quotes,
        *(f"*{escape(line, 600)}*" for line in story.patrons),
        *([f"**{escape(story.ranking_title)}**", _block(ranking(story))] if story.ranking else []),
        _block(table(story)),
        escape(story.footer),
        *(f"*{escape(note, 800)}*" for note in story.notes),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def table(story: Story) -> list[str]:
    """Lines of the price table, at most 34 columns wide: good, before, after, direction, and a note where one fits."""
    names = max((len(row.good) for row in story.rows), default=0)
    digits = max((len(str(max(row.before, row.after))) for row in story.rows), default=1)
    return [_line(row, min(names, 14), max(2, digits)) for row in story.rows]


def ranking(story: Story) -> list[str]:
    """Lines of the chapter's ranking, at most 34 columns wide: place, name, wealth, gain."""
    names = min(14, max((len(rank.name) for rank in story.ranking), default=0))
    return [f"{r.place} {cell(r.name, 14):<{names}} {r.wealth:>5} {r.gain:>+6}" for r in story.ranking]


def _line(row: PriceLine, names: int, digits: int) -> str:
    start = f"{cell(row.good, 14):<{names}} {row.before:>{digits}} → {row.after:>{digits}} {row.arrow}"
    note = next((note for note in row.notes if len(start) + 2 + len(note) <= COLUMNS), "")
    return f"{start}  {note}".rstrip().replace("`", "'")


def _block(lines: Sequence[str]) -> str:
    return "\n".join(["```", *lines, "```"])
