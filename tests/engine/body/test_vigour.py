"""Vigour: who goes hungry or cold brings in less, never less than a share, and recovers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.content.season import day
from engine.decision import Decision
from engine.perception import perceive
from engine.stages.harvest import expected, seasonal
from engine.wood import CALM, Wood
from tests.engine.builders import IDLE, PLAIN, WOOD, barren, holding, new, quiet, tuned, turn

HUNGER = tuned(
    IDLE, scarcity={"diet": True, "hearth": True}, opening=50, vigour={"low": 600, "loss": 50, "gain": 134}
)
LARDER = dict.fromkeys(WOOD.made, 60)


def vigorous(wood: Wood, vigour: int, name: str = "pip") -> Wood:
    return replace(wood, souls={**wood.souls, name: replace(wood.souls[name], vigour=vigour)})


def fed(vigour: int) -> Wood:
    """A wood in which Pip lacks nothing for a long time."""
    return vigorous(holding(quiet(HUNGER), "pip", **LARDER), vigour)


def test_it_begins_whole_and_stays_so_without_the_rule() -> None:
    wood = new(barren(), PLAIN)
    assert {soul.vigour for soul in wood.souls.values()} == {1000}
    for _ in range(10):
        wood = turn(wood).wood
    assert any(soul.hunger for soul in wood.souls.values())
    assert {soul.vigour for soul in wood.souls.values()} == {1000}


def test_each_kind_of_food_and_each_log_that_is_missing_costs_some() -> None:
    wood = holding(quiet(HUNGER), "pip", **{**dict.fromkeys(WOOD.made, 0), "mushrooms": 4})
    after = turn(wood).wood.souls["pip"]
    missing = after.hunger + after.cold
    assert missing >= 3
    assert after.vigour == 1000 - 50 * missing


def test_three_good_turns_give_it_all_back() -> None:
    wood, seen = fed(600), []
    for _ in range(4):
        wood = turn(wood).wood
        seen.append(wood.souls["pip"].vigour)
    assert seen == [734, 868, 1000, 1000]


def test_it_never_falls_below_the_least() -> None:
    wood = holding(quiet(HUNGER), "pip", **dict.fromkeys(WOOD.made, 0))
    for _ in range(20):
        wood = turn(wood).wood
    assert wood.souls["pip"].vigour == 600


@given(st.lists(st.booleans(), max_size=12), st.integers(600, 1000))
def test_whatever_comes_it_stays_between_the_least_and_the_whole(meals: list[bool], vigour: int) -> None:
    wood = vigorous(quiet(HUNGER), vigour)
    for good in meals:
        wood = turn(holding(wood, "pip", **(LARDER if good else dict.fromkeys(WOOD.made, 0)))).wood
        assert 600 <= wood.souls["pip"].vigour <= 1000
        lacked = bool(wood.souls["pip"].hunger + wood.souls["pip"].cold)
        assert lacked != good


@pytest.mark.parametrize("vigour", [600, 850, 1000])
def test_a_harvest_is_brought_in_with_the_vigour_that_the_turn_before_left(vigour: int) -> None:
    rules = tuned(IDLE, opening=15, vigour={"low": 600})
    wood, brought = new(rules=rules), 0
    for _ in range(10):
        outcome = turn(vigorous(wood, vigour), pip=Decision())
        brought += sum(
            t.amount for t in outcome.transfers if (t.reason, t.target) == ("harvest", "creature:pip")
        )
        wood = outcome.wood
    made = WOOD.made[WOOD.creature["pip"].makes]
    assert brought == pytest.approx(seasonal(made, day(rules, 1)) * vigour / 1000 / 1000 * 10, abs=1)


def test_a_creature_knows_its_own_vigour_and_its_harvest_by_it() -> None:
    wood = new(rules=tuned(IDLE, opening=15, vigour={"low": 500}))
    weak = perceive(vigorous(wood, 500).open())
    assert [p.vigour for p in weak.values()] == [1000, 1000, 1000, 1000, 500]
    good = WOOD.made[WOOD.creature["pip"].makes]
    today = day(wood.rules, 1)
    assert expected(good, today, CALM, 500) == expected(good, today, CALM, 1000) // 2
    assert weak["pip"].harvest <= perceive(wood.open())["pip"].harvest
