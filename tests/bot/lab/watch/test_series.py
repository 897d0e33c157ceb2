"""Series: prices worth, the season's index, halves of a sample."""

from __future__ import annotations

import numpy as np
import pytest

from bot.lab.watch.series import days, gini, halves, season_index, seasons, worth
from data.reading.content import load_rules
from engine.content.season import day
from engine.wealth import gini as gini_of
from tests.bot.lab.made_up import column, made_up

RULES = load_rules()


def test_a_good_is_worth_the_median_of_the_last_three_prices_paid() -> None:
    price, reference = column(0, 10, 0, 30, 20, 0, 50, of=1), column(*[7000] * 7, of=1)
    assert worth(price, reference)[:, 0].tolist() == [7, 10, 10, 20, 20, 20, 30]


def test_days_and_seasons_are_the_calendars() -> None:
    turns = range(1, 121)
    when = days(RULES, 120)
    names = [season.id for season in RULES.seasons]
    assert [names[at] for at in seasons(RULES, 120)[1:]] == [day(RULES, turn).season.id for turn in turns]
    assert when[1] == RULES.opening
    assert len(set(when[1:61].tolist())) == RULES.year


def test_a_seasons_index_is_free_of_the_years_level_and_trend() -> None:
    turn = np.arange(361)
    when = days(RULES, 360)
    season = 0.3 * np.cos(2 * np.pi * when / RULES.year)
    prices = np.exp(np.log(100) - 0.004 * turn + season)
    wood = made_up(360, reference=np.tile(np.rint(prices * 1000).astype(np.int64)[:, None], (1, 5)))
    index = season_index(RULES, [wood])
    assert index[:, 0] == pytest.approx(
        0.3 * np.cos(2 * np.pi * np.arange(RULES.year) / RULES.year), abs=0.02
    )


def test_a_wood_that_lived_no_year_knows_no_season() -> None:
    assert not season_index(RULES, [made_up(20)]).any()


def test_ginis_of_many_turns_are_those_of_each() -> None:
    wealth = np.array([[100, 100, 100], [0, 0, 300], [-50, 10, 90]])
    assert gini(wealth).tolist() == pytest.approx([gini_of(row) for row in wealth.tolist()])


def test_halves_share_no_wood_unless_there_is_but_one() -> None:
    woods = [made_up(1) for _ in range(5)]
    one, other = halves(woods)
    assert (len(one), len(other)) == (3, 2)
    assert halves(woods[:1]) == (woods[:1], woods[:1])
