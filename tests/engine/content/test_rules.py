"""The numbers that the engine needs, and the tales that can strike."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.engine.builders import RULES, shock, tuned, with_tales


def test_tales_are_found_by_id() -> None:
    assert set(RULES.tale) == set(RULES.shock) | set(RULES.legend)
    assert not set(RULES.shock) & set(RULES.legend)
    assert {"great-acorn-mania", "hollow-log-trading-company", "run-on-oonas-hoard"} <= set(RULES.legend)
    assert {"drought", "winter-rumour"} <= set(RULES.shock)


@pytest.mark.parametrize(
    ("update", "problem"),
    [
        ({"shocks": (shock(), shock())}, "id used twice: thing"),
        ({"fair": {"seasons": ("carnival",)}}, "fair.seasons names unknown seasons: carnival"),
        ({"market": {"floor": 300, "cap": 200}}, "market.floor is above market.cap"),
        ({"seasons": ()}, "at least 1 item"),
        ({"chapter": 0}, "greater than or equal to 1"),
        ({"vault": {"reserve": 1001}}, "less than or equal to 1000"),
    ],
)
def test_rules_that_cannot_be_played_are_refused(update: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        tuned(**update)


def test_changed_rules_forget_what_was_derived_from_the_old() -> None:
    assert RULES.tale
    assert RULES.digest
    bare = with_tales(shock())
    assert list(bare.tale) == ["thing"]
    assert bare.digest != RULES.digest


def test_any_number_changes_the_digest() -> None:
    assert tuned(market={"weight": RULES.market.weight + 1}).digest != RULES.digest
    assert tuned(scarcity={"rot": False}).digest != RULES.digest
