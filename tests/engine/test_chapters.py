"""Chapters partition the turns: each has its length, and one begins where the last ended."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.chapters import Chapter, before, chapter_of, ends_chapter, last_ended

LENGTHS = st.integers(1, 60)
TURNS = st.integers(1, 100_000)


@given(TURNS, LENGTHS)
def test_a_turn_lies_within_its_chapter_which_has_its_length(turn: int, length: int) -> None:
    number, first, last = chapter_of(turn, length)
    assert number >= 1
    assert first <= turn <= last
    assert last - first + 1 == length


@given(TURNS, LENGTHS)
def test_a_chapter_begins_after_the_one_before_has_ended(turn: int, length: int) -> None:
    here, ahead = chapter_of(turn, length), chapter_of(turn + 1, length)
    assert ends_chapter(turn, length) == (here != ahead)
    assert ahead in (here, Chapter(here.number + 1, here.last + 1, here.last + length))


@given(TURNS, LENGTHS)
def test_the_last_chapter_that_ended_is_this_one_or_the_one_before(turn: int, length: int) -> None:
    here, ended = chapter_of(turn, length), last_ended(turn, length)
    if ends_chapter(turn, length):
        assert ended == here
    else:
        assert ended == (before(here, length, 1) if here.number > 1 else None)


@given(LENGTHS)
def test_a_wood_that_has_played_nothing_is_in_its_first_chapter(length: int) -> None:
    assert chapter_of(0, length) == (1, 1, length)
    assert last_ended(0, length) is None
