"""The market of a turn: what an order needs is locked, one price clears a good, the rest goes back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.accounts import ESCROW, ROAD
from engine.decision import Decision, Order
from engine.ledger import PEBBLE
from engine.turn import advance
from tests.engine.builders import (
    IDLE,
    RULES,
    WOOD,
    barren,
    buy,
    codes,
    decided,
    felt,
    holding,
    instinct,
    new,
    of_kind,
    played,
    priced,
    purse,
    quiet,
    sell,
    shock,
    struck,
    tuned,
    turn,
    with_tales,
)
from tests.engine.strategies import decisions


def test_a_buyer_and_a_seller_meet_at_one_price() -> None:
    wood = quiet()
    outcome = turn(wood, oona=sell("honey", 3, 8), pip=buy("honey", 2, 8))
    assert [event.data for event in of_kind(outcome, "traded")] == [
        {"good": "honey", "buyer": "pip", "seller": "oona", "quantity": 2, "price": 8}
    ]
    assert (purse(outcome.wood, "pip"), purse(outcome.wood, "oona")) == (84, 116)
    assert (purse(outcome.wood, "pip", "honey"), purse(outcome.wood, "oona", "honey")) == (2, 2)


def test_a_buyer_pays_the_price_and_not_its_limit() -> None:
    outcome = turn(quiet(), oona=sell("honey", 2, 6), pip=buy("honey", 2, 12))
    price = of_kind(outcome, "traded")[0].data["price"]
    assert 6 <= price <= 12
    assert purse(outcome.wood, "pip") == 100 - 2 * price


def test_what_does_not_trade_comes_back_whole() -> None:
    wood = quiet()
    outcome = turn(wood, oona=sell("honey", 3, 20), pip=buy("honey", 2, 8))
    assert not of_kind(outcome, "traded")
    assert outcome.wood.balances["creature:oona"] == wood.balances["creature:oona"]
    assert purse(outcome.wood, "pip") == 100
    assert [t.reason for t in outcome.transfers] == ["order", "order", "refund", "refund"]


def test_a_bid_locks_its_limit_so_that_one_pebble_is_never_spent_twice() -> None:
    wood = holding(quiet(), "pip", pebble=10)
    wish = Decision(
        orders=(Order("buy", "honey", 1, 8), Order("buy", "acorns", 2, 2), Order("buy", "berries", 1, 2))
    )
    outcome = turn(wood, pip=wish)
    assert outcome.applied["pip"].applied.orders == (
        Order("buy", "honey", 1, 8),
        Order("buy", "acorns", 1, 2),
    )
    assert codes(outcome, "pip") == [("orders[1]", "trimmed"), ("orders[2]", "no_pebbles")]


def test_nobody_sells_what_it_has_not() -> None:
    outcome = turn(
        quiet(), pip=Decision(orders=(Order("sell", "honey", 1, 5), Order("sell", "mushrooms", 9, 5)))
    )
    assert codes(outcome, "pip") == [("orders[0]", "no_stock"), ("orders[1]", "trimmed")]


def test_both_sides_of_a_trade_warm_to_each_other() -> None:
    outcome = turn(quiet(tuned(IDLE, memory={"fade": 0})), oona=sell("honey", 1, 8), pip=buy("honey", 1, 8))
    assert felt(outcome.wood, "pip") == {"oona": 14}
    assert felt(outcome.wood, "oona") == {"pip": 14}


def test_the_reference_follows_the_trade_and_remembers() -> None:
    wood = quiet()
    outcome = turn(wood, oona=sell("honey", 1, 9), pip=buy("honey", 2, 9))
    quote = outcome.wood.quotes["honey"]
    assert (quote.price, quote.volume, quote.demand, quote.supply) == (9, 1, 2, 0)
    assert quote.reference == 8250
    assert quote.history == (8000,)
    assert of_kind(outcome, "priced")[0].data == {
        "good": "honey", "before": 8000, "after": 8250, "price": 9, "volume": 1, "demand": 2, "supply": 0
    }  # fmt: skip
    later = turn(outcome.wood).wood.quotes["honey"]
    assert (later.price, later.volume, later.reference, later.history) == (0, 0, 8250, (8000, 8250))


def test_the_lot_at_the_margin_is_drawn_for_each_good_alone() -> None:
    winners = set()
    for seed in range(40):
        wood = new(barren(), IDLE, str(seed))
        wish = Decision(orders=(Order("buy", "honey", 1, 8), Order("buy", "acorns", 1, 5)))
        outcome = turn(wood, oona=sell("honey", 1, 8), hazel=sell("acorns", 1, 5), pip=wish, fenn=wish)
        winners.add(tuple(event.data["buyer"] for event in of_kind(outcome, "traded")))
    assert winners == {(one, other) for one in ("fenn", "pip") for other in ("fenn", "pip")}


def test_unfilled_need_raises_a_price_and_a_glut_lowers_it() -> None:
    wood = turn(quiet(), pip=buy("honey", 1, 8), fenn=sell("berries", 1, 5)).wood
    assert wood.quotes["honey"].reference == 8800
    assert wood.quotes["berries"].reference == 4500
    assert wood.quotes["acorns"].reference == 5000


def test_history_is_bounded() -> None:
    wood = quiet(tuned(IDLE, market={"history": 3}))
    for limit in (8, 9, 9, 10, 11):
        wood = turn(wood, pip=buy("honey", 1, limit)).wood
    assert len(wood.quotes["honey"].history) == 3


def caravan(side: str, quantity: int, limit: int, name: str = "thing") -> object:
    act = {"act": "caravan", "side": side, "good": "honey", "quantity": quantity, "limit": limit, "turns": 2}
    return shock(act, name=name)


def test_a_caravan_buys_at_the_same_auction_and_brings_its_own_pebbles() -> None:
    wood = struck(quiet(with_tales(caravan("buy", 3, 1250))), "thing")
    outcome = turn(wood, oona=sell("honey", 4, 8), pip=buy("honey", 1, 9))
    trades = {event.data["buyer"]: event.data["quantity"] for event in of_kind(outcome, "traded")}
    assert trades == {"road": 3, "pip": 1}
    assert len({event.data["price"] for event in of_kind(outcome, "traded")}) == 1
    assert outcome.wood.balances[ROAD]["honey"] == 3
    assert outcome.wood.balances[ROAD][PEBBLE] == -3 * of_kind(outcome, "traded")[0].data["price"]


def test_a_caravan_has_no_privileged_price() -> None:
    wood = struck(quiet(with_tales(caravan("buy", 3, 500))), "thing")
    outcome = turn(wood, oona=sell("honey", 4, 8))
    assert not of_kind(outcome, "traded")
    assert outcome.wood.balances[ROAD].get(PEBBLE, 0) == 0


def test_a_caravan_sells_what_it_brought() -> None:
    wood = struck(quiet(with_tales(caravan("sell", 5, 500))), "thing")
    outcome = turn(wood, pip=buy("honey", 3, 8))
    assert purse(outcome.wood, "pip", "honey") == 3
    assert outcome.wood.balances[ROAD]["honey"] == -3
    assert (
        turn(turn(outcome.wood, pip=buy("honey", 3, 8)).wood, pip=buy("honey", 3, 8))
        .wood.quotes["honey"]
        .volume
        == 0
    )


def test_two_caravans_never_deal_with_each_other() -> None:
    rules = with_tales(caravan("buy", 3, 2000, "buyers"), caravan("sell", 3, 500, "sellers"))
    outcome = turn(struck(quiet(rules), "buyers", "sellers"), oona=sell("honey", 2, 8))
    assert [event.data["seller"] for event in of_kind(outcome, "traded")] == ["oona"]


def test_two_caravans_on_one_side_keep_each_its_own_quantity_and_limit() -> None:
    rules = with_tales(caravan("buy", 3, 1500, "rich"), caravan("buy", 2, 750, "poor"))
    wood = struck(holding(quiet(rules), "oona", honey=9), "rich", "poor")
    dear = turn(wood, oona=sell("honey", 9, 8))
    assert [event.data["quantity"] for event in of_kind(dear, "traded")] == [3]
    assert [t.amount for t in dear.transfers if t.reason == "caravan"] == [36, 12]
    cheap = turn(wood, oona=sell("honey", 9, 6))
    assert [event.data["quantity"] for event in of_kind(cheap, "traded")] == [5]
    assert cheap.wood.balances[ROAD][PEBBLE] == -5 * of_kind(cheap, "traded")[0].data["price"]
    assert not any(cheap.wood.balances[ESCROW].values())


def test_two_caravans_on_one_side_trade_as_one() -> None:
    rules = with_tales(caravan("buy", 3, 1500, "first"), caravan("buy", 2, 1500, "second"))
    outcome = turn(
        struck(holding(quiet(rules), "oona", honey=9), "first", "second"), oona=sell("honey", 9, 8)
    )
    assert [event.data["quantity"] for event in of_kind(outcome, "traded")] == [5]


def test_nobody_feels_for_the_road() -> None:
    wood = struck(quiet(with_tales(caravan("buy", 3, 1250))), "thing")
    assert felt(turn(wood, oona=sell("honey", 3, 8)).wood, "oona") == {}


def test_a_caravans_limit_stays_within_floor_and_cap() -> None:
    rules = tuned(with_tales(caravan("buy", 3, 5000)), market={"cap": 10})
    outcome = turn(struck(quiet(rules), "thing"), oona=sell("honey", 1, 8))
    locked = next(t for t in outcome.transfers if t.reason == "caravan")
    assert locked.amount == 30


@given(
    st.fixed_dictionaries({name: decisions(WOOD, []) for name in WOOD.creature}), st.integers(1000, 200_000)
)
@settings(max_examples=150, deadline=None)
def test_nobody_pays_more_than_its_limit_takes_less_or_gets_more_than_it_asked(
    wishes: dict[str, Decision], reference: int
) -> None:
    wood = priced(new(rules=IDLE), honey=reference, acorns=reference // 3 + 1000)
    outcome = advance(wood, wishes)
    bought: dict[tuple[str, str], int] = {}
    for event in of_kind(outcome, "traded"):
        good, price, quantity = event.data["good"], event.data["price"], event.data["quantity"]
        for side, name in (("buy", event.data["buyer"]), ("sell", event.data["seller"])):
            order = next(o for o in outcome.applied[name].applied.orders if (o.side, o.good) == (side, good))
            assert price <= order.limit if side == "buy" else price >= order.limit
            bought[name, good] = bought.get((name, good), 0) + quantity
            assert bought[name, good] <= order.quantity
        assert event.data["buyer"] != event.data["seller"]
        assert wood.cast.maker.get(good) != event.data["buyer"]
    assert not any(outcome.wood.balances[ESCROW].values())


def test_instinct_never_buys_what_it_makes_nor_trades_with_itself() -> None:
    for outcome in played(new(), 120):
        for applied in outcome.applied.values():
            for order in applied.requested.orders:
                assert order.side == "sell" or WOOD.creature[_who(outcome, applied)].makes != order.good
        for event in of_kind(outcome, "traded"):
            assert WOOD.maker.get(event.data["good"]) != event.data["buyer"] != event.data["seller"]


def _who(outcome: object, applied: object) -> str:
    return next(name for name, other in outcome.applied.items() if other is applied)


@pytest.mark.parametrize("good", list(WOOD.good))
def test_the_order_in_which_decisions_arrive_changes_nothing(good: str) -> None:
    wood = priced(new(rules=RULES), **{good: 9000})
    wishes = decided(wood, instinct())
    backward = dict(reversed(wishes.items()))
    assert advance(wood, wishes) == advance(wood, backward)
