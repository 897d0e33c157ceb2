"""The founding: everything that exists comes out of the spring and the field."""

from __future__ import annotations

import pytest

from engine import accounts
from engine.accounts import FIELD, SPRING
from engine.content.cast import Cast
from engine.founding import found, founding
from engine.ledger import PEBBLE, check
from engine.wealth import wealth
from tests.engine.builders import CASTS, PLAIN, RULES, new, purse


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
def test_everything_comes_out_of_the_spring_and_the_field(cast: Cast) -> None:
    outcome = founding(cast, RULES, "5eed")
    wood = outcome.wood
    check(wood.balances)
    assert {t.source for t in outcome.transfers} == {SPRING, FIELD}
    assert wood.balances[SPRING] == {PEBBLE: -RULES.start.pebbles * len(cast.creatures)}
    assert (wood.number, wood.turn, wood.open().chapter) == (0, 0, 1)
    assert wood.opening == wealth(wood.open())
    assert not outcome.events


def test_each_begins_alike() -> None:
    wood = new(rules=PLAIN)
    for creature in wood.cast.creatures:
        stock = {good: purse(wood, creature.id, good) for good in wood.cast.good}
        expected = dict.fromkeys(wood.cast.foods, 0) | {wood.cast.fuel: 1, creature.makes: 4}
        if wood.cast.asset:
            expected[wood.cast.asset.id] = wood.cast.asset.units
        assert stock == expected
        assert purse(wood, creature.id) == 100
        assert wood.souls[creature.id].mood == PLAIN.mood.base


def test_reference_prices_are_the_casts() -> None:
    wood = new()
    assert {good: quote.reference for good, quote in wood.quotes.items()} == {
        good.id: good.price * 1000 for good in wood.cast.traded
    }


def test_every_creature_has_an_account_and_every_name_is_one() -> None:
    wood = new()
    assert {accounts.creature(name) for name in wood.cast.creature} < set(wood.balances)
    assert found(wood.cast, wood.rules, wood.seed) == wood


def test_a_seed_is_any_text() -> None:
    assert new(seed="").seed == ""
    assert new(seed="\ud800") != new(seed="")
