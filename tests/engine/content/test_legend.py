"""Shocks and legends as content."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from engine.content.legend import Legend, lasts
from tests.engine.builders import RULES, shock


@pytest.mark.parametrize(
    ("acts", "tells", "turns"),
    [
        ((), (), 1),
        (({"act": "price", "good": "honey", "factor": 500, "after": 3},), (), 4),
        (({"act": "harvest", "good": "honey", "factor": 500, "after": 1, "turns": 4},), (), 5),
        (({"act": "need", "extra": 1, "turns": 6},), (), 6),
        (({"act": "freeze", "turns": 9},), (), 1),
        (({"act": "caravan", "side": "buy", "good": "honey", "quantity": 1, "limit": 900},), (), 1),
        ((), ({"about": "honey", "stance": "rise", "text": "x", "after": 7},), 8),
    ],
)
def test_a_tale_lasts_until_its_last_act(
    acts: tuple[object, ...], tells: tuple[object, ...], turns: int
) -> None:
    assert lasts(shock(*acts, tells=tells)) == turns


@pytest.mark.parametrize(
    "act",
    [
        {"act": "explode"},
        {"act": "price", "good": "honey", "factor": 49},
        {"act": "price", "good": "honey", "factor": 5001},
        {"act": "spoil", "good": "honey", "share": 1001},
        {"act": "harvest", "good": "honey", "factor": 500},
        {"act": "freeze", "turns": 0},
        {"act": "caravan", "side": "both", "good": "honey", "quantity": 1, "limit": 900},
        {"act": "price", "good": "HONEY", "factor": 500},
        {"act": "price", "good": "honey", "factor": 500, "after": 31},
        {"act": "price", "good": "honey", "factor": 500, "surprise": 1},
    ],
    ids=str,
)
def test_an_act_beyond_its_bounds_is_refused(act: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        shock(act)


@pytest.mark.parametrize("legend", RULES.legends, ids=lambda legend: legend.id)
def test_every_legend_tells_settles_and_names_its_source(legend: Legend) -> None:
    assert legend.tells
    assert legend.settles
    assert 1500 < legend.year < 2100
    assert legend.truth.endswith(".")
    assert len(legend.source) > 10
