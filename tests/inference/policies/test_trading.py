"""The rule policy's orders: it sells what it makes, buys what it needs, chases or dumps what moves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.chance import Chance
from engine.content.cast import Cast
from engine.founding import found
from engine.perception import Perception, perceive
from engine.wood import Gossip, Quote
from inference.policies.outlook import outlook
from inference.policies.trading import Intent, intents
from tests.inference.policies.policy_woods import CASTS, NATURE, RULES, WOOD

CHANCE = Chance("5eed", 1, "mind")


def perception(creature: str, cast: Cast = WOOD, **known: object) -> Perception:
    p = perceive(found(cast, RULES, "5eed").open())[creature]
    return replace(p, **known)


def plan(p: Perception) -> list[Intent]:
    return intents(p, outlook(p, NATURE), NATURE, CHANCE.derive("plan"))


def order(p: Perception, side: str, good: str) -> Intent | None:
    return next((i for i in plan(p) if (i.order.side, i.order.good) == (side, good)), None)


def stocked(p: Perception, **units: int) -> Perception:
    return replace(p, stock={**dict.fromkeys(p.stock, 0), **units})


def quoted(p: Perception, **references: int) -> Perception:
    quotes = {good: replace(p.quotes[good], reference=value) for good, value in references.items()}
    return replace(p, quotes={**p.quotes, **quotes})


def test_a_maker_offers_its_surplus_and_keeps_what_its_own_table_needs() -> None:
    sale = order(stocked(perception("hazel", harvest=5), acorns=6), "sell", "acorns")
    assert sale is not None
    assert 0 < sale.order.quantity < 11
    assert order(stocked(perception("hazel", harvest=0), acorns=1), "sell", "acorns") is None


def test_a_glut_is_offered_cheaper_and_never_below_the_makers_reserve() -> None:
    limits = []
    for stock in (8, 30, 60, 500):
        sale = order(stocked(perception("pip", harvest=5), mushrooms=stock), "sell", "mushrooms")
        assert sale is not None
        limits.append(sale.order.limit)
    assert limits == sorted(limits, reverse=True)
    assert limits[0] > limits[-1] >= WOOD.creature["pip"].habits.reserve


def test_a_rising_price_is_held_back() -> None:
    calm = order(stocked(perception("fenn", harvest=5), berries=9), "sell", "berries")
    told = (Gossip("wind", "x", "berries", "rise"),)
    eager = order(stocked(perception("fenn", harvest=5, gossip=told), berries=9), "sell", "berries")
    assert calm is not None
    assert eager is not None
    assert eager.order.limit > calm.order.limit


def test_a_cold_creature_bids_for_fuel_before_anything_else() -> None:
    p = stocked(perception("pip", fuel=(2, 2, 2), cold=2), mushrooms=1, honey=1, acorns=1, berries=1)
    first = next(i for i in plan(p) if i.order.side == "buy")
    assert (first.order.good, first.situation) == ("firewood", "cold")


def test_the_colder_the_higher_the_bid_and_who_has_enough_bids_nothing() -> None:
    limits = [
        order(stocked(perception("pip", fuel=(2, 2, 2), cold=cold)), "buy", "firewood") for cold in (0, 1, 2)
    ]
    assert all(limits)
    assert [i.order.limit for i in limits if i] == sorted(i.order.limit for i in limits if i)
    assert order(stocked(perception("pip", fuel=(2, 2, 2)), firewood=20), "buy", "firewood") is None


def test_the_rich_bid_more_than_the_poor() -> None:
    bids = [
        order(stocked(perception("pip", fuel=(2, 2, 2), pebbles=n)), "buy", "firewood")
        for n in (20, 100, 2000)
    ]
    limits = [i.order.limit for i in bids if i]
    assert len(limits) == 3
    assert limits == sorted(limits)
    assert limits[0] < limits[-1]


def test_a_penniless_creature_bids_nothing() -> None:
    assert not [i for i in plan(stocked(perception("pip", pebbles=0))) if i.order.side == "buy"]


def test_the_cheaper_foods_are_wanted_first() -> None:
    p = quoted(stocked(perception("bodkin")), honey=100_000, acorns=2000, berries=2000, mushrooms=2000)
    assert order(p, "buy", "honey") is None


def test_a_speculator_buys_what_rises_and_dumps_what_falls() -> None:
    rising = {"honey": Quote(12_000, history=(8000,))}
    p = perception("fenn")
    bought = order(stocked(replace(p, quotes={**p.quotes, **rising}), firewood=9, berries=1), "buy", "honey")
    assert bought is not None
    assert bought.situation == "speculate"
    sold = order(stocked(p, honey=15, firewood=9), "sell", "honey")
    assert sold is not None
    assert sold.situation == "dump"


def test_the_institution_does_not_chase_a_trend() -> None:
    p = stocked(perception("oona"), honey=4, firewood=9, acorns=3, berries=3, mushrooms=3)
    quotes = {**p.quotes, "acorns": Quote(12_000, history=(8000,))}
    assert not [i for i in plan(replace(p, quotes=quotes)) if i.situation == "speculate"]


def test_without_scarcity_nobody_needs_anything() -> None:
    bare = RULES.changed(scarcity=RULES.scarcity.changed(diet=False, hearth=False))
    for creature in WOOD.creature:
        p = replace(perceive(found(WOOD, bare, "5eed").open())[creature], fuel=(0, 0, 0))
        assert not [i for i in plan(p) if i.order.side == "buy"]


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_a_creature_perceives_its_orders_are_legal(cast: Cast, data: st.DataObject) -> None:
    p = perception(data.draw(st.sampled_from(list(cast.creature))), cast)
    units = st.integers(0, 60) | st.just(10**9)
    references = st.integers(1000, RULES.market.cap * 1000)
    p = replace(
        p,
        pebbles=data.draw(units),
        stock={good: data.draw(units) for good in cast.good},
        harvest=data.draw(st.integers(0, 20)),
        fuel=tuple(data.draw(st.integers(0, 6)) for _ in p.fuel),
        hunger=data.draw(st.integers(0, 3)),
        cold=data.draw(st.integers(0, 6)),
        quotes={
            good: Quote(data.draw(references), history=tuple(data.draw(st.lists(references, max_size=3))))
            for good in cast.good
        },
    )
    plans = plan(p)
    market, goods = p.rules.market, [i.order.good for i in plans]
    assert len(plans) <= market.orders
    assert len(set(goods)) == len(goods)
    for intent in plans:
        wish = intent.order
        assert wish.side in ("buy", "sell")
        assert wish.side == "sell" or wish.good != p.me.makes
        assert 1 <= wish.quantity <= market.quantity
        assert market.floor <= wish.limit <= market.cap
        if wish.side == "buy":
            assert wish.quantity * wish.limit <= p.pebbles
        else:
            assert wish.quantity <= p.stock[wish.good] + p.harvest * (wish.good == p.me.makes)
