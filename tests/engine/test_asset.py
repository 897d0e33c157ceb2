"""The asset: dealt at the founding, traded and owned, never made, eaten, burnt, spoilt, lent against or sold ahead."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import accounts
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.deals.table import DEALS
from engine.means import Means
from engine.moves import legal_moves
from engine.perception import perceive
from engine.turn import advance
from engine.wood import Wood
from tests.engine.builders import (
    AMBER,
    IDLE,
    OWNING,
    PLAIN,
    RULES,
    barren,
    buy,
    codes,
    decided,
    holding,
    instinct,
    new,
    of_kind,
    offering,
    purse,
    sell,
    shock,
    struck,
    tuned,
    turn,
    with_tales,
)
from tests.engine.invariants import Witness
from tests.engine.strategies import dealings, turns

WOOD = OWNING[0]


def owning(rules: Rules = IDLE) -> Wood:
    """A wood with an asset in which nothing happens but what a test does."""
    return new(barren(WOOD, AMBER), rules)


def owned(wood: Wood) -> int:
    return sum(assets.get("amber", 0) for who, assets in wood.balances.items() if who != accounts.FIELD)


@pytest.mark.parametrize("cast", OWNING, ids=lambda cast: cast.id)
def test_each_is_dealt_as_many_at_the_founding(cast: Cast) -> None:
    wood = new(cast)
    assert [purse(wood, name, "amber") for name in cast.creature] == [AMBER.units] * len(cast.creatures)
    assert wood.quotes["amber"].reference == AMBER.price * 1000


def test_it_is_among_what_is_traded_and_not_among_what_is_made() -> None:
    assert list(WOOD.good) == [*WOOD.made, "amber"]
    assert "amber" not in {*WOOD.made, *WOOD.foods, WOOD.fuel, *WOOD.maker, *WOOD.goods_at("@all")}
    assert WOOD.goods_at("amber") == ()


def test_its_id_is_its_own() -> None:
    for taken in ("honey", "pip", "brock", "pebble", "vault"):
        with pytest.raises(ValueError, match=taken):
            WOOD.changed(asset=AMBER.changed(id=taken))


def test_it_has_an_auction_a_price_and_a_history_as_goods_have() -> None:
    outcome = turn(owning(), pip=sell("amber", 2, 24), oona=buy("amber", 1, 24))
    quote = outcome.wood.quotes["amber"]
    assert (quote.price, quote.volume, quote.prices, quote.history) == (24, 1, (24,), (20_000,))
    assert quote.reference == 21_000
    assert [e.data["good"] for e in of_kind(outcome, "traded")] == ["amber"]
    assert [purse(outcome.wood, name, "amber") for name in ("pip", "oona")] == [2, 4]
    assert len(of_kind(outcome, "priced")) == 6


def test_everyone_knows_its_price_and_its_own_units() -> None:
    seen = perceive(holding(owning(), "pip", amber=9).open())
    assert [p.stock["amber"] for p in seen.values()] == [3, 3, 3, 3, 9]
    assert all(p.quotes["amber"].reference == 20_000 for p in seen.values())
    moves = legal_moves(seen["pip"].means)
    assert moves.units("sell", "amber") == 9
    assert moves.units("buy", "amber") > 0


@pytest.mark.parametrize("kind", DEALS)
def test_no_deal_is_about_it(kind: str) -> None:
    assert all("amber" not in one.goods for one in DEALS[kind].terms(Means(WOOD, IDLE, "bodkin")))
    for wish in (offering("pip", kind, "amber", 5, 5, 3), offering("bodkin", kind, "amber", 5, 5, 3)):
        assert codes(turn(owning(), oona=wish), "oona") == [("proposals[0]", "unknown_good")]


def test_it_neither_spoils_nor_feeds_nor_warms_nor_grows() -> None:
    wood = owning(tuned(PLAIN, opening=50))
    for name in WOOD.creature:
        wood = holding(wood, name, amber=40, **dict.fromkeys(WOOD.made, 0))
    outcome = turn(wood)
    assert all(soul.hunger == PLAIN.meal.kinds for soul in outcome.wood.souls.values())
    assert not [t for t in outcome.transfers if t.asset == "amber"]


def test_no_tale_touches_it() -> None:
    tales = [
        shock({"act": "spoil", "good": "@all", "share": 900}, name="fire"),
        shock({"act": "price", "good": "@all", "factor": 3000}, name="mania"),
        shock({"act": "caravan", "side": "buy", "good": "@all", "quantity": 9, "limit": 2000}, name="buyers"),
    ]
    wood = struck(owning(with_tales(*tales)), "fire", "mania", "buyers")
    outcome = turn(wood, pip=sell("amber", 3, 20))
    assert owned(outcome.wood) == 15
    assert not of_kind(outcome, "traded")
    assert outcome.wood.quotes["amber"].reference < 20_000


@pytest.mark.parametrize(("units", "joy"), [(0, 0), (1, 7), (3, 7), (90, 7)])
def test_owning_any_is_a_joy_and_more_is_none_the_more(units: int, joy: int) -> None:
    cast = barren(WOOD, AMBER.changed(joy=7))
    wood = holding(new(cast, IDLE), "pip", amber=units)
    assert turn(wood).wood.souls["pip"].mood == IDLE.mood.base + joy


def test_a_save_of_a_wood_that_owns_nothing_has_no_asset() -> None:
    bare = new(WOOD.changed(asset=None), IDLE)
    assert "amber" not in bare.quotes
    assert owned(bare) == 0
    assert turn(bare).wood.quotes.keys() == set(WOOD.made)


@given(st.data(), st.integers(0, 1))
@settings(max_examples=25, deadline=None)
def test_its_supply_is_constant_whatever_anybody_does(data: st.DataObject, cast: int) -> None:
    wood, witness = new(OWNING[cast], tuned(opening=46, chapter=3)), Witness()
    for _ in range(6):
        standing = [one.id for one in wood.proposals]
        wishes = data.draw(turns(wood.cast, standing))
        if data.draw(st.booleans()):
            wishes = {name: data.draw(dealings(wood.cast, name, standing)) for name in wood.cast.creature}
        outcome = advance(wood, wishes)
        witness.check(wood, outcome)
        wood = outcome.wood
        assert owned(wood) == AMBER.units * 5


def test_its_supply_is_constant_over_a_life_of_instinct() -> None:
    wood, traded = new(WOOD, RULES), Counter[str]()
    for _ in range(120):
        wishes = decided(wood, instinct())
        wishes["pip"] = sell("amber", 1, 15) if wood.turn % 2 else buy("amber", 1, 30)
        wishes["fenn"] = buy("amber", 1, 30) if wood.turn % 2 else sell("amber", 1, 15)
        outcome = advance(wood, wishes)
        traded.update(str(e.data["good"]) for e in of_kind(outcome, "traded"))
        wood = outcome.wood
        assert owned(wood) == 15
    assert traded["amber"] > 20
