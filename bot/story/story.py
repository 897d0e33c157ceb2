"""Story of a turn as plain text, and its rendering as markdown and as tables for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.words.escape import cell, escape

COLUMNS = 34
"""Characters that a table may be wide on a phone."""


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
