"""The calendar: which season a turn falls in, and how much fuel it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from engine.content.rules import Rules, SeasonRules


@dataclass(frozen=True, slots=True)
class Day:
    """Where a turn stands in the year."""

    season: SeasonRules
    part: int
    """Turn of the season, from 1."""
    year: int
    """Years since founding, from 1."""

    @property
    def phase(self) -> str:
        """`early`, `mid` or `late`: the third of the season."""
        return ("early", "mid", "late")[min(2, (self.part - 1) * 3 // self.season.turns)]


def day(rules: Rules, turn: int) -> Day:
    """The day of a turn; turn 1 is the first played."""
    year, left = divmod(rules.opening + turn - 1, rules.year)
    season, part = rules.calendar[left]
    return Day(season, part, year + 1)


def fuel_rate(rules: Rules, turn: int) -> int:
    """Fuel that each creature needs in a turn, in thousandths of a unit, before shocks.

    Linear between the season's first and last turn, so that winter's need rises as it goes on.
    """
    season, part = rules.calendar[(rules.opening + turn - 1) % rules.year]
    first, last = season.fuel
    return first + (last - first) * (part - 1) // max(1, season.turns - 1)


def whole(rate: int, turn: int) -> int:
    """Whole units due in a turn at a rate in thousandths per turn, so that n turns bring n * rate / 1000 units."""
    return rate * turn // 1000 - rate * (turn - 1) // 1000
