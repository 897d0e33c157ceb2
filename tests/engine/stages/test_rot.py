"""Spoilage: hoards rot by the good's own rate, small ones by chance."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import pytest

from engine.accounts import ROT
from engine.content.cast import Cast
from tests.engine.builders import IDLE, ROOM, WOOD, barren, holding, new, of_kind, purse, tuned, turn

ROTTEN = tuned(IDLE, scarcity={"rot": True})


@pytest.mark.parametrize("cast", [WOOD, ROOM], ids=["wood", "room"])
def test_a_large_stock_loses_its_share_to_a_unit(cast: Cast) -> None:
    for good in cast.goods:
        outcome = turn(holding(new(barren(cast), ROTTEN), cast.keeper, **{good.id: 1010}))
        lost = 1010 - purse(outcome.wood, cast.keeper, good.id)
        assert abs(lost - 1010 * good.rot / 1000) < 1


def test_a_single_unit_rots_now_and_then_at_the_same_rate() -> None:
    lost = [
        1 - purse(turn(holding(new(barren(), ROTTEN, str(seed)), "pip", berries=1)).wood, "pip", "berries")
        for seed in range(400)
    ]
    share = WOOD.good["berries"].rot / 1000
    assert fmean(lost) == pytest.approx(share, abs=4 * (share * (1 - share) / 400) ** 0.5)


def test_what_rots_is_its_owners_secret() -> None:
    outcome = turn(holding(new(barren(), ROTTEN), "pip", berries=100))
    mine = [event for event in of_kind(outcome, "rotted") if event.data["creature"] == "pip"]
    assert {event.audience for event in mine} == {"creature:pip"}
    lost = sum(event.data["quantity"] for event in mine if event.data["good"] == "berries")
    assert lost == 100 - purse(outcome.wood, "pip", "berries") > 0


def test_switched_off_nothing_rots() -> None:
    outcome = turn(holding(new(barren(), IDLE), "pip", berries=100))
    assert not [t for t in outcome.transfers if t.target == ROT]


def test_pebbles_do_not_rot() -> None:
    outcome = turn(new(barren(), ROTTEN))
    assert {t.asset for t in outcome.transfers} <= set(WOOD.good)


@pytest.mark.parametrize(("vigour", "neglected"), [(1000, 0), (600, 200), (400, 300)])
def test_who_is_weak_loses_more_of_its_stores(vigour: int, neglected: int) -> None:
    rules = tuned(ROTTEN, vigour={"low": 400, "gain": 0, "neglect": 500})
    wood = holding(new(barren(), rules), "pip", acorns=1000)
    weak = replace(wood, souls={**wood.souls, "pip": replace(wood.souls["pip"], vigour=vigour)})
    assert 1000 - purse(turn(weak).wood, "pip", "acorns") == WOOD.made["acorns"].rot + neglected


def test_no_neglect_takes_more_than_there_is_nor_anything_of_a_neighbours() -> None:
    rules = tuned(ROTTEN, vigour={"low": 1, "gain": 0, "neglect": 1000})
    wood = holding(holding(new(barren(), rules), "pip", acorns=1000), "fenn", acorns=1000)
    weak = replace(wood, souls={**wood.souls, "pip": replace(wood.souls["pip"], vigour=1)})
    after = turn(weak).wood
    assert purse(after, "pip", "acorns") == 0
    assert purse(after, "fenn", "acorns") == 1000 - WOOD.made["acorns"].rot


def test_where_nothing_is_neglected_the_weak_lose_what_all_do() -> None:
    wood = holding(new(barren(), tuned(ROTTEN, vigour={"low": 1, "gain": 0})), "pip", acorns=1000)
    weak = replace(wood, souls={**wood.souls, "pip": replace(wood.souls["pip"], vigour=400)})
    assert turn(weak).transfers == turn(wood).transfers
