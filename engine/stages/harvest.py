"""What the season brings in: every maker's harvest, out of the field."""

from __future__ import annotations

from engine.accounts import FIELD
from engine.content.cast import Good
from engine.content.season import Day, day, whole
from engine.draft import Draft
from engine.events.facts import Harvested, SeasonBegan
from engine.stages.spells import harvest_factor, working
from engine.wood import Weather


def seasonal(good: Good, today: Day) -> int:
    """Harvest of a good on a day, in thousandths of a unit per turn, before shocks."""
    return good.harvest * good.seasons.get(today.season.id, 1000) // 1000


def expected(good: Good, today: Day, weather: Weather, vigour: int) -> int:
    """Harvest of a good as its maker sees it coming: the season's, by the weather and its maker's vigour."""
    return seasonal(good, today) * weather.harvest.get(good.id, 1000) // 1000 * vigour // 1000


def season(draft: Draft) -> None:
    """Say so when a season begins."""
    today = day(draft.rules, draft.turn)
    if today.part == 1:
        draft.emit(SeasonBegan, season=today.season.id, year=today.year)


def harvest(draft: Draft) -> None:
    """Each maker takes in its own good."""
    today, at_work = day(draft.rules, draft.turn), working(draft)
    for creature in draft.cast.creatures:
        factor, cause = harvest_factor(draft, at_work, creature.makes)
        units = whole(
            expected(draft.cast.made[creature.makes], today, draft.weather, draft.vigour[creature.id])
            * factor
            // 1000,
            draft.turn,
        )
        draft.ledger.move(FIELD, draft.cast.account[creature.id], creature.makes, units, "harvest")
        draft.follow(
            cause or draft.cause,
            Harvested,
            creature=creature.id,
            good=creature.makes,
            quantity=units,
            factor=factor,
        )
