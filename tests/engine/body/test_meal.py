"""The meal: at most one unit of each food, three kinds wanted, and nobody feeds itself alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts import TABLE
from tests.engine.builders import IDLE, RULES, WOOD, barren, holding, new, of_kind, purse, quiet, tuned, turn

DIET = tuned(IDLE, scarcity={"diet": True}, mood={"pull": 0})
FOODS = WOOD.foods


@pytest.mark.parametrize(
    ("larder", "left", "missing"),
    [
        ((5, 0, 0, 0), (4, 0, 0, 0), 2),
        ((1, 1, 0, 0), (0, 0, 0, 0), 1),
        ((1, 1, 1, 0), (0, 0, 0, 0), 0),
        ((4, 3, 2, 1), (3, 2, 1, 1), 0),
        ((1, 2, 3, 4), (1, 1, 2, 3), 0),
        ((1, 1, 1, 1), (0, 0, 0, 1), 0),
        ((0, 0, 0, 0), (0, 0, 0, 0), 3),
    ],
)
def test_a_meal_takes_one_of_the_kinds_there_is_most_of(
    larder: tuple[int, ...], left: tuple[int, ...], missing: int
) -> None:
    wood = holding(quiet(DIET), "bodkin", **dict(zip(FOODS, larder, strict=True)))
    outcome = turn(wood)
    assert tuple(purse(outcome.wood, "bodkin", food) for food in FOODS) == left
    assert outcome.wood.souls["bodkin"].hunger == missing


@pytest.mark.parametrize(("kinds", "change"), [(0, -180), (1, -120), (2, -60), (3, 0), (4, 20)])
def test_what_is_missing_costs_mood_and_a_feast_lifts_it(kinds: int, change: int) -> None:
    wood = holding(quiet(DIET), "bodkin", **{food: int(n < kinds) for n, food in enumerate(FOODS)})
    assert turn(wood).wood.souls["bodkin"].mood == 650 + change


def test_going_hungry_is_public_from_two_kinds_on() -> None:
    wood = quiet(DIET)
    wood = holding(holding(wood, "bodkin", honey=1), "pip", honey=1, acorns=1, mushrooms=0)
    hungry = {event.data["creature"]: event.data["missing"] for event in of_kind(turn(wood), "hungry")}
    assert hungry["bodkin"] == 2
    assert "pip" not in hungry


def test_without_the_diet_nothing_is_eaten_and_nobody_hungers() -> None:
    outcome = turn(new(barren(), tuned(RULES, scarcity={"diet": False})))
    assert not [t for t in outcome.transfers if t.target == TABLE]
    assert all(soul.hunger == 0 for soul in outcome.wood.souls.values())


def test_nobody_can_feed_itself_alone() -> None:
    for creature in WOOD.creatures:
        wood = holding(quiet(DIET), creature.id, **{creature.makes: 1000})
        assert turn(wood).wood.souls[creature.id].hunger >= 2


@given(st.tuples(*[st.integers(0, 9)] * 4))
def test_a_meal_is_one_unit_a_kind_and_no_more_than_wanted(larder: tuple[int, ...]) -> None:
    wood = holding(quiet(DIET), "pip", **dict(zip(FOODS, larder, strict=True)))
    eaten = [t for t in turn(wood).transfers if t.target == TABLE and t.source == "creature:pip"]
    assert len({t.asset for t in eaten}) == len(eaten) == min(3, sum(n > 0 for n in larder))
    assert {t.amount for t in eaten} <= {1}
