"""Weather: spells that raise or lower each harvest, and how cold a day and a year's winter are."""

from __future__ import annotations

from engine.chance import Chance
from engine.content.rules import Rules
from engine.content.season import Day, day
from engine.draft import Draft
from engine.wood import Weather


def weather(draft: Draft) -> None:
    """Make the weather of the next turn: each good's spell goes on or ends, and the day is as cold as it is."""
    rules, turn = draft.rules, draft.turn + 1
    spells = dict(draft.weather.harvest)
    if rules.weather.change:
        chance = draft.chance("weather")
        for good in draft.cast.made:
            if chance.happens(rules.weather.change):
                spells[good] = chance.between(*rules.weather.harvest)
    draft.weather = Weather(spells, cold_of(rules, draft.old.seed, turn))


def cold_of(rules: Rules, seed: str, turn: int) -> int:
    """Return what share of the calendar's fuel a turn needs, in thousandths: its season's and the day's."""
    today = day(rules, turn)
    drawn = Chance(seed, turn, "cold").between(*rules.weather.cold)
    return harshness(seed, today) * drawn // 1000


def harshness(seed: str, today: Day) -> int:
    """Return what share of the calendar's fuel a season needs in its year, in thousandths: secret at first.

    Drawn from the wood's seed alone, so that nothing of it stands in the wood.
    """
    low, high = today.season.harsh
    if low == high:
        return low
    return Chance.keyed((seed, "harsh", today.season.id, str(today.year))).between(low, high)
