"""What of the spells is at work in a turn: acts in force, and what the wind tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from engine.content.cast import Cast
from engine.content.legend import Caravan, Freeze, Harvest, NeedSettlement, Price, Spoil, Tell
from engine.spells.course import Course
from engine.spells.spell import Spell

A = TypeVar("A", Harvest, NeedSettlement, Caravan, Price, Spoil, Freeze)


@dataclass(frozen=True, slots=True)
class Told:
    """What the wind tells of one spell in one turn."""

    spell: Spell
    about: str
    """Id of a good or creature."""
    stance: str
    text: str


def in_force(courses: Iterable[Course], turn: int, act: type[A]) -> Iterator[tuple[Spell, A]]:
    """Yield acts of one kind that are at work in a turn, oldest spell first."""
    for course in courses:
        for timed in course.acts:
            if isinstance(timed.act, act) and timed.first <= turn < timed.after:
                yield course.spell, timed.act


def extra_need(courses: Iterable[Course], turn: int) -> int:
    """Return the fuel that shocks add to every creature's need in a turn, in thousandths of a unit."""
    return sum(act.extra for _, act in in_force(courses, turn, NeedSettlement))


def told(courses: Iterable[Course], cast: Cast, turn: int) -> Iterator[Told]:
    """Yield what the wind tells in a turn, before minds decide; of what a cast lacks it tells nothing."""
    for course in courses:
        for when, tell in course.tells:
            about = _about(cast, tell) if when == turn else ""
            if about:
                yield Told(course.spell, about, tell.stance, tell.text.format_map(cast.words))


def _about(cast: Cast, tell: Tell) -> str:
    if tell.stance in ("praise", "warn"):
        return cast.creature_at(tell.about) or ""
    return next(iter(cast.goods_at(tell.about)), "")
