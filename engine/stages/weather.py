"""The stage that makes the weather of the next turn."""

from __future__ import annotations

from engine.climate.weather import cold_of
from engine.draft import Draft
from engine.wood import Weather


def weather(draft: Draft) -> None:
    """Let each good's stretch of weather go on or end, and the day be as cold as it is."""
    rules, turn = draft.rules, draft.turn + 1
    harvest = dict(draft.weather.harvest)
    if rules.weather.change:
        chance = draft.chance("weather")
        for good in draft.cast.made:
            if chance.happens(rules.weather.change):
                harvest[good] = chance.between(*rules.weather.harvest)
    draft.weather = Weather(harvest, cold_of(rules, draft.old.seed, turn))
