"""The rule policy's orders: sell what one makes, buy what one needs, trade on what one expects, within the purse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.chance import Chance
from engine.content.cast import Cast
from engine.content.season import fuel_rate
from engine.founding import found
from engine.perception import Bank, Perception, perceive
from engine.wood import Gossip, Quote
from inference.policies.nature import Nature
from inference.policies.trading import Intent, day_cost, fuel_wanted, intents
from tests.inference.policies.policy_woods import CASTS, DIRECT, EVEN, NATURE, PEN, RULES, leaning, view

CHANCE = Chance("5eed", 1, "mind")
STORES = dict.fromkeys(PEN.made, EVEN.lot)
"""What leaves nothing to buy, and nothing to spare."""


def plan(
    p: Perception, nature: Nature = EVEN, purse: int | None = None, chance: Chance = CHANCE
) -> list[Intent]:
    return intents(p, view(p, nature), nature, chance.derive("plan"), p.pebbles if purse is None else purse)


def order(p: Perception, side: str, good: str, nature: Nature = EVEN) -> Intent | None:
    return next((i for i in plan(p, nature) if (i.order.side, i.order.good) == (side, good)), None)


def limit(p: Perception, side: str, good: str, nature: Nature = EVEN) -> int:
    found_order = order(p, side, good, nature)
    assert found_order is not None
    return found_order.order.limit


def bought(p: Perception, nature: Nature = EVEN, chance: Chance = CHANCE) -> dict[str, int]:
    return {i.order.good: i.order.quantity for i in plan(p, nature, chance=chance) if i.order.side == "buy"}


def stocked(p: Perception, **units: int) -> Perception:
    return replace(p, stock={**dict.fromkeys(p.stock, 0), **units})


def quoted(p: Perception, **references: int) -> Perception:
    """The perception with these references, in pebbles."""
    quotes = {good: replace(p.quotes[good], reference=value * 1000) for good, value in references.items()}
    return replace(p, quotes={**p.quotes, **quotes})


def told(p: Perception, about: str, stance: str = "rise") -> Perception:
    """The perception with the wind's word on a price, which is worth 200 thousandths to who trusts nobody."""
    return replace(p, gossip=(*p.gossip, Gossip("wind", "x", about, stance)))


def rich(creature: str, **habits: int) -> Perception:
    """One with pebbles for anything, nothing left of its own good but for its table, and every price at a hundred."""
    p = replace(leaning(creature, **habits), pebbles=10_000, fuel=(1, 1, 1), harvest=4)
    return stocked(quoted(p, **dict.fromkeys(PEN.good, 100)), **{p.me.makes: 1})


@pytest.mark.parametrize(
    ("creature", "hoard", "kept"),
    [("hazel", 0, 1), ("hazel", 1, 1), ("hazel", 2, 2), ("bodkin", 0, 0), ("bodkin", 1, 3), ("bodkin", 3, 6)],
)
def test_a_maker_offers_what_is_beyond_its_own_table_or_hearth(creature: str, hoard: int, kept: int) -> None:
    p = replace(leaning(creature, hoard=hoard), fuel=(3, 2, 1), harvest=5)
    sale = order(stocked(p, **{p.me.makes: 6}), "sell", p.me.makes)
    assert sale is not None
    assert sale.order.quantity == 11 - kept
    assert sale == plan(stocked(p, **{p.me.makes: 6}))[0]
    assert order(replace(stocked(p, **{p.me.makes: kept}), harvest=0), "sell", p.me.makes) is None


def test_no_more_is_offered_at_once_than_an_order_may_hold() -> None:
    sale = order(stocked(leaning("hazel"), acorns=500), "sell", "acorns")
    assert sale is not None
    assert sale.order.quantity == DIRECT.market.quantity


@pytest.mark.parametrize(
    ("turns", "patience", "asked"),
    [(0, 0, 103), (1, 0, 88), (2, 0, 73), (4, 0, 43), (9, 0, 43), (2, 500, 88), (4, 500, 73), (9, 1000, 103)],
)
def test_a_glut_is_offered_cheaper_but_by_the_patient_less_so(turns: int, patience: int, asked: int) -> None:
    """So many turns of harvest are left of what was on offer before; each takes off its share, up to a bound."""
    p = replace(rich("hazel", patience=patience, hoard=0), harvest=5)
    assert limit(replace(p, stock={**p.stock, "acorns": 1 + 5 * turns}), "sell", "acorns") == asked


@pytest.mark.parametrize(
    ("habits", "asked"),
    [({}, 21), ({"least": 400}, 40), ({"least": 100}, 21), ({"reserve": 50}, 50), ({"reserve": 5}, 21)],
)
def test_no_maker_sells_below_its_least_of_what_its_good_has_cost_of_late_nor_below_its_reserve(
    habits: dict[str, int], asked: int
) -> None:
    p = rich("pip", **habits)
    fallen = Quote(20_000, history=(100_000,) * 9)
    assert limit(replace(p, quotes={**p.quotes, "mushrooms": fallen}), "sell", "mushrooms") == asked


def test_a_maker_asks_by_its_markup() -> None:
    assert [limit(rich("pip", markup=markup), "sell", "mushrooms") for markup in (-80, 0, 50)] == [
        95,
        103,
        108,
    ]


def test_a_price_that_is_expected_to_rise_is_held_back() -> None:
    p = rich("fenn", trust=0)
    asked = [limit(told(p, "berries", stance), "sell", "berries") for stance in ("fall", "none", "rise")]
    assert asked == [93, 103, 113]


def test_a_limit_leans_toward_the_price_at_the_founding() -> None:
    anchored = EVEN.changed(anchor=500)
    assert PEN.good["berries"].price == 5
    assert limit(rich("fenn"), "sell", "berries", anchored) == 54
    assert limit(quoted(rich("fenn"), berries=5), "sell", "berries", anchored) == 5


def test_fancy_moves_limits_up_and_down_and_no_farther_than_it_reaches() -> None:
    fanciful = EVEN.changed(fancy=200, sold_out=0)
    asked = [
        intent.order.limit
        for n in range(300)
        for intent in plan(rich("fenn"), fanciful, chance=Chance(str(n), 1, "mind"))
        if intent.order.good == "berries"
    ]
    assert (min(asked), max(asked)) == (80, 120)
    assert len(set(asked)) > 30


def test_a_days_cost_is_that_of_a_whole_meal_and_a_warm_hearth() -> None:
    """At 8 for honey, 6 for firewood and 5 for the rest: two kinds beside its own, or three where it makes no food."""
    costs = {c: day_cost(replace(leaning(c), fuel=(2, 1, 1))) for c in PEN.creature}
    assert costs == {"oona": 22, "bodkin": 17, "hazel": 24, "fenn": 24, "pip": 24}
    idle = DIRECT.changed(scarcity=DIRECT.scarcity.changed(diet=False))
    assert day_cost(replace(leaning("pip", idle), fuel=(2, 1, 1))) == 12


def test_a_cold_creature_bids_for_fuel_before_anything_else() -> None:
    p = replace(leaning("pip"), fuel=(2, 2, 2), cold=2)
    first = next(i for i in plan(stocked(p, mushrooms=1)) if i.order.side == "buy")
    assert (first.order.good, first.situation) == ("firewood", "cold")


def test_the_colder_the_higher_the_bid_and_who_has_enough_bids_nothing() -> None:
    p = replace(rich("pip"), fuel=(2, 2, 2))
    assert [limit(replace(p, cold=cold), "buy", "firewood") for cold in (0, 1, 2)] == [150, 170, 190]
    assert order(stocked(p, firewood=20), "buy", "firewood") is None


def test_stores_are_laid_in_below_the_price_and_who_haggles_bids_less() -> None:
    p = replace(rich("pip"), fuel=(1, 3, 3))
    stores = replace(p, stock={**p.stock, "firewood": 1})
    assert limit(p, "buy", "firewood") == 150
    assert limit(stores, "buy", "firewood") == 95
    haggling = replace(stores, me=stores.me.changed(habits=stores.me.habits.changed(haggle=80)))
    assert limit(haggling, "buy", "firewood") == 87


def test_fuel_is_wanted_for_the_turns_that_a_creature_hoards_for_as_far_as_the_calendar_shows() -> None:
    for hoard, units in ((0, 3), (1, 5), (2, 6), (9, 6)):
        assert fuel_wanted(replace(leaning("pip", hoard=hoard), fuel=(3, 2, 1))) == units


def test_who_provides_lays_in_fuel_for_turns_that_the_calendar_does_not_show_yet() -> None:
    """Winter begins with turn 4, beyond the three turns that a creature sees from turn 1."""
    plain, provident = (leaning("hazel", hoard=2, provide=provide) for provide in (0, 5))
    winter = sum(fuel_rate(DIRECT, turn) for turn in range(4, 9)) // 1000
    assert winter > 4
    assert fuel_wanted(provident) == fuel_wanted(plain) + winter
    without = DIRECT.changed(scarcity=DIRECT.scarcity.changed(hearth=False))
    assert fuel_wanted(leaning("hazel", without, provide=5)) == 0


def test_the_rich_bid_more_than_the_poor_and_what_they_have_in_the_vault_counts() -> None:
    by_means = EVEN.changed(means=500)
    p = replace(rich("pip"), fuel=(2, 2, 2))
    bids = [limit(replace(p, pebbles=n), "buy", "firewood", by_means) for n in (200, 1000, 5000)]
    assert bids[0] < bids[1] < bids[2]
    saver = replace(p, pebbles=500, bank=Bank(False, 500))
    assert limit(saver, "buy", "firewood", by_means) == bids[1]
    assert {limit(replace(p, pebbles=n), "buy", "firewood") for n in (200, 1000, 5000)} == {150}


def test_the_cheapest_foods_that_make_a_meal_whole_are_wanted() -> None:
    p = quoted(rich("bodkin"), honey=40, acorns=10, berries=30, mushrooms=20)
    assert set(bought(p)) == {"acorns", "mushrooms", "berries"}
    assert set(bought(quoted(rich("pip"), honey=10, acorns=30, berries=20))) - {"firewood"} == {
        "honey",
        "berries",
    }


def test_who_has_tastes_does_not_always_want_the_cheapest() -> None:
    p = quoted(replace(rich("pip"), fuel=(0, 0, 0)), honey=90, acorns=100, berries=110)
    by_price, by_taste = (
        {tuple(sorted(set(bought(p, nature, Chance(str(n), 1, "mind"))) - {"amber"})) for n in range(60)}
        for nature in (EVEN.changed(fancy=300), EVEN.changed(fancy=300, taste=1000))
    )
    assert by_price == {("acorns", "honey")}
    assert len(by_taste) == 3


def test_a_food_in_store_is_filled_up_to_what_a_creature_hoards() -> None:
    for hoard, wanted in ((0, {}), (1, {"acorns": 1}), (2, {"acorns": 2}), (9, {"acorns": 2})):
        p = stocked(rich("pip", hoard=hoard), **{**STORES, "mushrooms": 1, "acorns": 1, "firewood": 40})
        assert bought(p) == wanted


def test_the_hungry_say_so_and_want_it_more() -> None:
    p = replace(rich("pip"), fuel=(0, 0, 0))
    calm, hungry = (order(replace(p, hunger=hunger), "buy", "honey") for hunger in (0, 2))
    assert calm is not None
    assert hungry is not None
    assert (calm.situation, hungry.situation) == ("buy", "hungry")
    assert (calm.order.limit, hungry.order.limit) == (150, 190)
    assert hungry.weight > calm.weight


def test_a_penniless_creature_bids_nothing() -> None:
    assert bought(stocked(replace(leaning("pip"), pebbles=0))) == {}


def test_what_it_fetches_from_the_vault_can_be_bid() -> None:
    p = stocked(replace(leaning("pip"), pebbles=0, fuel=(2, 2, 2)))
    assert {i.order.good for i in plan(p, purse=200)} == {"firewood", "acorns", "berries"}


def test_a_small_purse_is_shared_out_so_that_no_need_takes_all_of_it() -> None:
    """Ten units of firewood are wanted, and it could pay for them: then nothing would be left for food."""
    p = replace(rich("pip"), fuel=(10, 0, 0), cold=3)
    short = bought(replace(p, pebbles=700))
    assert short["firewood"] == 1
    assert set(short) == {"firewood", "honey", "acorns"}
    assert bought(replace(p, pebbles=12_000))["firewood"] == 10


@given(
    purse=st.integers(0, 3000), cold=st.integers(0, 4), hunger=st.integers(0, 3), spare=st.integers(0, 1000)
)
def test_bids_lock_no_more_than_the_purse(purse: int, cold: int, hunger: int, spare: int) -> None:
    p = told(replace(rich("fenn", trend=900, trust=1000), fuel=(4, 4, 4), cold=cold, hunger=hunger), "amber")
    orders = [i.order for i in plan(p, EVEN.changed(invest=spare), purse)]
    assert sum(o.quantity * o.limit for o in orders if o.side == "buy") <= purse


def test_the_bold_buy_what_they_expect_to_rise_and_the_timid_do_not() -> None:
    for trend, speculated in ((EVEN.bold, True), (EVEN.bold - 1, False)):
        p = told(stocked(rich("fenn", trend=trend), **STORES), "honey")
        intent = order(p, "buy", "honey")
        assert (intent is not None and intent.situation == "speculate") is speculated


def test_what_is_bought_on_speculation_is_a_share_of_the_purse_and_a_few_units_at_most() -> None:
    p = told(stocked(rich("fenn", trend=900), **STORES), "honey")
    assert bought(p) == {"honey": EVEN.stake}
    assert bought(replace(p, pebbles=1000)) == {"honey": 2}
    assert bought(replace(p, pebbles=100)) == {}


def test_what_is_held_beyond_need_is_sold_unless_it_is_expected_to_rise() -> None:
    p = stocked(rich("fenn", trust=0), **{**STORES, "honey": 15})
    sold = order(p, "sell", "honey")
    assert sold is not None
    assert (sold.situation, sold.order.quantity, sold.order.limit) == ("dump", 12, 100)
    assert limit(told(p, "honey", "fall"), "sell", "honey") == 80
    assert order(told(p, "honey"), "sell", "honey") is None


def test_a_whole_meal_and_a_warm_hearth_come_before_a_chance_to_gain() -> None:
    """Beside its own good, three orders are left: for firewood and for two kinds of food."""
    hungry = told(replace(rich("fenn", trend=900, trust=0), cold=1, hunger=1), "amber")
    assert [i.order.good for i in plan(hungry)] == ["berries", "firewood", "honey", "acorns"]
    fed = told(stocked(rich("fenn", trend=900, trust=0), **STORES), "amber")
    assert "amber" in bought(fed)


def test_no_good_has_two_orders_and_no_turn_more_than_the_rules_allow() -> None:
    for most in (1, 2, 4, 6):
        p = told(replace(rich("fenn", trend=900), cold=2), "amber")
        rules = DIRECT.changed(market=DIRECT.market.changed(orders=most))
        goods = [intent.order.good for intent in plan(replace(p, rules=rules))]
        assert goods[0] == "berries"
        assert len(goods) == len(set(goods)) == min(most, 5)


def keepsake(p: Perception) -> Intent | None:
    return next((intent for intent in plan(p) if intent.order.good == "amber"), None)


def test_the_asset_is_bought_where_it_is_expected_to_rise_and_sold_where_to_fall() -> None:
    p = stocked(rich("fenn", trust=0), **STORES, amber=9)
    assert keepsake(p) is None
    kept, sold = keepsake(told(p, "amber")), keepsake(told(p, "amber", "fall"))
    assert kept is not None
    assert sold is not None
    assert (kept.order.side, kept.situation, kept.order.limit) == ("buy", "speculate", 110)
    assert (sold.order.side, sold.situation, sold.order.limit) == ("sell", "dump", 90)
    assert kept.order.quantity == sold.order.quantity == EVEN.stake
    assert keepsake(told(replace(p, stock={**p.stock, "amber": 0}), "amber", "fall")) is None


def test_an_asset_is_given_away_piece_by_piece_where_pebbles_lack_for_the_day() -> None:
    p = told(stocked(rich("fenn"), **STORES, amber=9), "amber")
    poor = replace(p, pebbles=day_cost(p) - 1)
    sold = keepsake(poor)
    assert sold is not None
    assert (sold.order.side, sold.order.quantity, sold.order.limit) == ("sell", 1, 95)
    assert keepsake(replace(poor, stock={**poor.stock, "amber": 0})) is None


def test_without_scarcity_nobody_needs_anything() -> None:
    bare = DIRECT.changed(scarcity=DIRECT.scarcity.changed(diet=False, hearth=False))
    for creature in PEN.creature:
        assert bought(replace(leaning(creature, bare), fuel=(0, 0, 0))) == {}


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_a_creature_perceives_its_orders_are_legal(cast: Cast, data: st.DataObject) -> None:
    p = perceive(found(cast, RULES, "5eed").open())[data.draw(st.sampled_from(list(cast.creature)))]
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
    purse = data.draw(units)
    plans = plan(p, NATURE, purse)
    market, goods = p.rules.market, [i.order.good for i in plans]
    assert len(plans) <= market.orders
    assert len(set(goods)) == len(goods)
    for intent in plans:
        wish = intent.order
        assert wish.side in ("buy", "sell")
        assert wish.side == "sell" or wish.good != p.me.makes
        assert 1 <= wish.quantity <= market.quantity
        assert market.floor <= wish.limit <= market.cap
        if wish.side == "sell":
            assert wish.quantity <= p.stock[wish.good] + p.harvest * (wish.good == p.me.makes)
    assert sum(i.order.quantity * i.order.limit for i in plans if i.order.side == "buy") <= purse
