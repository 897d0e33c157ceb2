"""Weather: how cold a day and a year's season are, and what the wind lets out of a season to come.

All of it is drawn from the wood's seed alone, so that nothing stands in the wood before its turn.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.chance import Chance
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.content.season import Day, day


class Hint(NamedTuple):
    """What the wind says of the fuel's price, for the sake of the season to come."""

    about: str
    """Id of the cast's fuel."""
    stance: str
    text: str


def cold_of(rules: Rules, seed: str, turn: int) -> int:
    """Return what share of the calendar's fuel a turn needs, in thousandths: its season's and the day's."""
    today = day(rules, turn)
    drawn = Chance(seed, turn, "cold").between(*rules.weather.cold)
    return harshness(seed, today) * drawn // 1000


def harshness(seed: str, today: Day) -> int:
    """Return what share of the calendar's fuel a season needs in its year, in thousandths: secret at first."""
    low, high = _range(today)
    if low == high:
        return low
    return Chance.keyed((seed, "harsh", today.season.id, str(today.year))).between(low, high)


def _range(today: Day) -> tuple[int, int]:
    """What a season's harshness is drawn between: a wood's first such season may be another."""
    season = today.season
    return season.first if season.first and today.year == 1 else season.harsh


def hint_of(rules: Rules, cast: Cast, seed: str, turn: int) -> Hint | None:
    """Return what the wind says of the next season before a turn; None where it says nothing.

    It is as true as the rules' `truth` has it. Of a season that is the same every year there is nothing to say.
    """
    today = day(rules, turn)
    if not today.season.hints:
        return None
    following = day(rules, turn + today.season.turns - today.part + 1)
    low, high = _range(following)
    chance = Chance(seed, turn, "hint")
    if low == high or not chance.happens(today.season.hints):
        return None
    harsh = (harshness(seed, following) > 1000) is chance.happens(rules.weather.truth)
    sentences = rules.weather.told.harsh if harsh else rules.weather.told.mild
    if not sentences:
        return None
    return Hint(cast.fuel, "rise" if harsh else "fall", chance.pick(sentences).format_map(cast.words))
