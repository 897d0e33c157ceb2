"""What stands under a post holds ids only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.daily_call import CallButton, TwoWayCallButton
from bot.views.items import ITEMS
from bot.views.pieces import creature_options, good_options, why_id
from bot.views.selects import CreatureSelect, GoodSelect
from bot.views.why import WhyButton
from data.reading.texts import load_texts
from engine.wood import CallAnswer, Question
from tests.bot.lived_woods import content

TEXTS = load_texts(strict=True)
CAST, _, _ = content()
PEBBLES = st.tuples(st.integers(1, 99_999), st.integers(1, 99_999))
ANSWERS: st.SearchStrategy[CallAnswer] = st.sampled_from(["dearer", "within", "cheaper"])
IDS = st.from_regex(r"w[0-9a-f]{1,31}", fullmatch=True)


@given(IDS, st.integers(1, 999_999_999), st.sampled_from([good.id for good in CAST.goods]), PEBBLES, ANSWERS)
def test_every_item_is_found_again_by_its_id_alone(
    wood: str, turn: int, good: str, range_: tuple[int, int], answer: CallAnswer
) -> None:
    voice = TEXTS.voice("en")
    made = (
        CallButton(wood, Question(turn, good, *range_), answer),
        WhyButton(wood, turn),
        GoodSelect(wood, turn, good_options(voice, CAST)),
        CreatureSelect(wood, turn, creature_options(voice, CAST)),
    )
    for item in made:
        custom_id = item.custom_id
        assert len(custom_id) <= 100
        matching = [kind for kind in ITEMS if kind.__discord_ui_compiled_template__.fullmatch(custom_id)]
        assert matching == [type(item)]


@pytest.mark.parametrize("direction", ["dearer", "cheaper"])
def test_a_button_of_an_earlier_release_is_one_for_which_it_is_too_late(direction: str) -> None:
    custom_id = f"call:w1:23:honey:{direction}"
    matching = [kind for kind in ITEMS if kind.__discord_ui_compiled_template__.fullmatch(custom_id)]
    assert matching == [TwoWayCallButton]


def test_a_post_is_known_by_wood_and_turn() -> None:
    assert why_id("w1", 23) != why_id("w1", 2)
    assert why_id("w12", 3) != why_id("w1", 23)


@pytest.mark.parametrize(
    "custom_id",
    [
        "call:w1:2:honey:sideways",
        "call:w1:2:honey:within",
        "why:w1:x",
        "goods:w1",
        "call:w1:2:HONEY:7-9:dearer",
    ],
)
def test_what_is_none_of_ours_is_left_alone(custom_id: str) -> None:
    assert not any(kind.__discord_ui_compiled_template__.fullmatch(custom_id) for kind in ITEMS)


def test_selects_have_ids_as_values() -> None:
    voice = TEXTS.voice("de")
    assert [o.value for o in good_options(voice, CAST)] == [good.id for good in CAST.traded]
    assert [o.value for o in creature_options(voice, CAST)] == [c.id for c in CAST.creatures]
    assert good_options(voice, CAST)[0].label == "Honig"
