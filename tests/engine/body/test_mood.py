"""Mood: it leans back to its base, whatever happened, and never reaches zero."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.wood import Wood
from tests.engine.builders import IDLE, PLAIN, barren, new, quiet, tuned, turn


def moody(mood: int, wood: Wood | None = None) -> Wood:
    wood = wood or quiet()
    return replace(wood, souls={**wood.souls, "pip": replace(wood.souls["pip"], mood=mood)})


@pytest.mark.parametrize(("mood", "after"), [(650, 650), (250, 310), (950, 905), (649, 649), (50, 140)])
def test_a_share_of_the_gap_to_the_base_closes(mood: int, after: int) -> None:
    assert turn(moody(mood)).wood.souls["pip"].mood == after


@given(st.integers(PLAIN.mood.low, PLAIN.mood.high))
def test_left_alone_a_mood_comes_home(mood: int) -> None:
    wood = moody(mood)
    gap = abs(mood - 650)
    for _ in range(40):
        wood = turn(wood).wood
        now = abs(wood.souls["pip"].mood - 650)
        assert now <= gap
        gap = now
    assert gap < 1000 / PLAIN.mood.pull + 1


def test_starving_and_freezing_for_ever_a_mood_stays_above_zero() -> None:
    harsh = tuned(
        IDLE, scarcity={"diet": True, "hearth": True}, mood={"missing": 1000, "cold": 1000}, opening=50
    )
    wood = new(barren(), harsh)
    lowest = 650
    for _ in range(30):
        wood = turn(wood).wood
        lowest = min(lowest, *(soul.mood for soul in wood.souls.values()))
    assert lowest == PLAIN.mood.low + 600 * PLAIN.mood.pull // 1000
    assert lowest > 0


def test_moods_recover_after_shortage() -> None:
    wood = moody(PLAIN.mood.low)
    for _ in range(5):
        wood = turn(wood).wood
    assert wood.souls["pip"].mood > (PLAIN.mood.low + PLAIN.mood.base) // 2
