"""Arithmetic of chapters: which turns belong to one, in turns from 1; `length` is how many turns a chapter has."""

from __future__ import annotations

from typing import NamedTuple


class Chapter(NamedTuple):
    """A chapter's number, from 1, and its first and last turn."""

    number: int
    first: int
    last: int


def chapter_of(turn: int, length: int) -> Chapter:
    """The chapter of a turn; a wood that has played none is in its first."""
    return _chapter(max(0, turn - 1) // length + 1, length)


def ends_chapter(turn: int, length: int) -> bool:
    """Whether a turn that was played is the last one of its chapter."""
    return turn % length == 0


def last_ended(turn: int, length: int) -> Chapter | None:
    """The last chapter all of whose turns have been played once `turn` has; None in a wood's first."""
    number = turn // length
    return _chapter(number, length) if number else None


def before(chapter: Chapter, length: int, chapters: int) -> Chapter:
    """The chapter so many chapters earlier; what lies before turn 1 has numbers below 1."""
    return _chapter(chapter.number - chapters, length)


def _chapter(number: int, length: int) -> Chapter:
    return Chapter(number, (number - 1) * length + 1, number * length)
