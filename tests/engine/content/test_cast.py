"""A cast is whole or it is refused: its engine finds in it all that is special."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from engine.content.cast import Cast
from tests.engine.builders import CASTS, ROOM, WOOD


def spoilt(**update: object) -> Cast:
    return WOOD.changed(**update)


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
def test_each_good_has_one_maker_and_the_institution_keeps_the_vault(cast: Cast) -> None:
    assert set(cast.maker) == set(cast.made)
    assert sorted(cast.maker.values()) == sorted(cast.creature)
    assert cast.creature[cast.keeper].temperament == "institution"
    assert {*cast.foods, cast.fuel} == set(cast.made)
    assert len(cast.foods) == 4


def test_the_two_casts_share_no_name() -> None:
    assert not {*WOOD.good, *WOOD.creature} & {*ROOM.good, *ROOM.creature}
    assert WOOD.digest != ROOM.digest


@pytest.mark.parametrize(
    ("update", "problem"),
    [
        ({"goods": (*WOOD.goods, WOOD.goods[0])}, "id used twice: honey"),
        ({"goods": WOOD.goods[:-1]}, "creatures make goods that the cast lacks: mushrooms"),
        ({"creatures": WOOD.creatures[:-1]}, "each good must be made by exactly one creature"),
        (
            {"goods": (WOOD.goods[0].changed(kind="fuel"), *WOOD.goods[1:])},
            "exactly one good must be of kind 'fuel'",
        ),
        (
            {"creatures": (WOOD.creatures[0].changed(temperament="analyst"), *WOOD.creatures[1:])},
            "each temperament may stand once",
        ),
        (
            {"creatures": (WOOD.creatures[0].changed(id="vault"), *WOOD.creatures[1:])},
            "id is a name of the ledger's own: vault",
        ),
        ({"magistrate": WOOD.magistrate.changed(id="oona")}, "id used twice: oona"),
        (
            {"creatures": (WOOD.creatures[0].changed(makes="acorns"), *WOOD.creatures[1:])},
            "exactly one creature",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cast_that_cannot_be_played_is_refused(update: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        spoilt(**update)


def test_an_unknown_field_is_a_fault() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        spoilt(colour="red")


@pytest.mark.parametrize("id", ["Oona", "", "a b", "1st", "x" * 33, "creature:oona", "ünï"])
def test_an_id_is_lower_case_letters_digits_and_dashes(id: str) -> None:
    with pytest.raises(ValidationError):
        spoilt(creatures=(WOOD.creatures[0].model_copy(update={"id": id}).model_dump(), *WOOD.creatures[1:]))


def test_targets_name_goods_by_id_by_group_and_by_temperament() -> None:
    assert WOOD.goods_at("honey") == ("honey",)
    assert WOOD.goods_at("@institution") == ("honey",)
    assert WOOD.goods_at("@foods") == WOOD.foods
    assert WOOD.goods_at("@all") == tuple(WOOD.made)
    assert WOOD.goods_at("bonds") == WOOD.goods_at("@nobody") == ()
    assert ROOM.goods_at("@institution") == ("bonds",)


def test_targets_name_creatures_by_id_and_by_temperament() -> None:
    assert WOOD.creature_at("pip") == WOOD.creature_at("@disruptor") == "pip"
    assert WOOD.creature_at("honey") is None
    assert WOOD.creature_at("@nobody") is None


def test_words_for_the_texts_of_legends() -> None:
    assert WOOD.words["institution"] == "Oona"
    assert WOOD.words["institution_good"] == "honey"
    assert ROOM.words["institution"] == "Augusta"
    assert WOOD.words["magistrate"] == "Brock"


def test_for_a_temperament_that_a_cast_lacks_the_keeper_stands_in() -> None:
    small = WOOD.changed(goods=WOOD.goods[:2], creatures=WOOD.creatures[:2])
    assert small.words["disruptor"] == "Oona"
    assert small.words["disruptor_good"] == "honey"
    assert small.words["supplier"] == "Bodkin"


def test_changed_content_is_another_content() -> None:
    digest = WOOD.digest
    other = WOOD.changed(name="Another wood")
    assert other.digest != digest
    assert other.changed(name=WOOD.name).digest == digest
    assert "Another wood" not in WOOD.name


def test_content_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        WOOD.name = "Mine"


def test_relative_prices_have_a_mean_of_one() -> None:
    for cast in CASTS:
        assert abs(sum(cast.relative[good] for good in cast.made) - 1000 * len(cast.goods)) < len(cast.goods)
