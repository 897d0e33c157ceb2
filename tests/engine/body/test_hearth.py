"""The hearth: fuel against the cold, which one creature makes."""

from __future__ import annotations

import pytest

from engine.accounts import HEARTH
from engine.body.hearth import fuel_need
from engine.perception import perceive
from engine.wood import Wood
from tests.engine.builders import IDLE, PLAIN, RULES, WOOD, barren, holding, new, of_kind, purse, tuned, turn

COLD = tuned(IDLE, scarcity={"hearth": True}, mood={"pull": 0}, opening=59, seasons=(
    *PLAIN.seasons[:3], PLAIN.seasons[3].changed(fuel=(2000, 2000)),
))  # fmt: skip
"""The first turn is the last of a winter in which everyone needs two units a turn."""


def winter() -> Wood:
    return new(barren(), COLD)


@pytest.mark.parametrize(("stock", "burnt", "missing"), [(5, 2, 0), (2, 2, 0), (1, 1, 1), (0, 0, 2)])
def test_each_burns_what_it_needs_and_has(stock: int, burnt: int, missing: int) -> None:
    outcome = turn(holding(winter(), "pip", firewood=stock))
    assert purse(outcome.wood, "pip", "firewood") == stock - burnt
    assert outcome.wood.souls["pip"].cold == missing
    assert outcome.wood.souls["pip"].mood == 650 - 50 * missing
    cold = {event.data["creature"]: event.data["missing"] for event in of_kind(outcome, "cold")}
    assert cold.get("pip", 0) == missing


def test_without_the_hearth_nothing_is_burnt_and_nobody_is_cold() -> None:
    outcome = turn(new(barren(), tuned(COLD, scarcity={"hearth": False})))
    assert not [t for t in outcome.transfers if t.target == HEARTH]
    assert all(soul.cold == 0 for soul in outcome.wood.souls.values())


def test_a_winter_asks_what_the_calendar_says_in_whole_units() -> None:
    needs = [fuel_need(PLAIN, turn) for turn in range(4, 16)]
    assert set(needs) == {1, 2}
    assert sum(needs[6:]) > sum(needs[:6])


def test_one_supplier_cannot_warm_everyone_late_in_a_harsh_winter() -> None:
    maker = WOOD.good[WOOD.fuel]
    brought = maker.harvest * maker.seasons.get("winter", 1000) // 1000
    winter = RULES.seasons[3]
    assert len(WOOD.creatures) * winter.fuel[1] * winter.harsh[1] // 1000 > brought


def test_a_creature_foresees_what_it_will_need() -> None:
    wood = new(rules=PLAIN)
    for _ in range(20):
        seen = perceive(wood.open())["pip"].fuel
        assert seen == tuple(fuel_need(PLAIN, wood.turn + 1 + ahead) for ahead in range(PLAIN.foresight))
        wood = turn(wood).wood
