"""The call auction as a specification: every rule against a naive reading of it, on books of all shapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.chance import Chance
from engine.exchange.auction import Clearing, SealedOrder, Trade, clear
from engine.ledger import LedgerBroken

BIG = 10**12


def book_side(names: str, quantity: int, limit: int) -> st.SearchStrategy[list[SealedOrder]]:
    order = st.builds(SealedOrder, st.sampled_from(names), st.integers(1, quantity), st.integers(1, limit))
    return st.lists(order, max_size=6)


def books(quantity: int, limit: int) -> st.SearchStrategy[tuple[list[SealedOrder], list[SealedOrder], int]]:
    """Bids, asks and a reference. The order of the traders' names says nothing of their side."""
    return st.tuples(
        book_side("acegik", quantity, limit), book_side("bdfhjl", quantity, limit), st.integers(1, limit + 2)
    )


THIN = books(quantity=6, limit=9)
WIDE = books(quantity=BIG, limit=BIG)
Book = tuple[Sequence[SealedOrder], Sequence[SealedOrder], int]


def cleared(book: Book, seed: str = "5eed") -> Clearing:
    return clear(*book, Chance(seed, 1, "auction", "honey"))


def orders(*rows: tuple[str, int, int]) -> list[SealedOrder]:
    return [SealedOrder(*row) for row in rows]


def demand_at(bids: Sequence[SealedOrder], price: int) -> int:
    return sum(quantity for _, quantity, limit in bids if limit >= price)


def supply_at(asks: Sequence[SealedOrder], price: int) -> int:
    return sum(quantity for _, quantity, limit in asks if limit <= price)


def naive(bids: Sequence[SealedOrder], asks: Sequence[SealedOrder], reference: int) -> tuple[int | None, int]:
    """The rule read aloud over every whole price, with no cleverness: price and volume."""
    highest = max([limit for _, _, limit in (*bids, *asks)], default=0) + 1
    curve = {p: (demand_at(bids, p), supply_at(asks, p)) for p in range(1, highest + 1)}
    volume = max([min(d, s) for d, s in curve.values()], default=0)
    if volume == 0:
        return None, 0
    most = [p for p, (d, s) in curve.items() if min(d, s) == volume]
    least_over = min(abs(curve[p][0] - curve[p][1]) for p in most)
    chosen = [p for p in most if abs(curve[p][0] - curve[p][1]) == least_over]
    if all(curve[p][0] > curve[p][1] for p in chosen):
        return max(chosen), volume
    if all(curve[p][0] < curve[p][1] for p in chosen):
        return min(chosen), volume
    return min(chosen, key=lambda p: abs(p - reference)), volume


# The price and the volume


@settings(max_examples=5_000, deadline=None)
@given(THIN)
def test_price_and_volume_are_those_of_brute_force_over_all_prices(book: Book) -> None:
    outcome = cleared(book)
    assert (outcome.price, outcome.volume) == naive(*book)


@settings(max_examples=300, deadline=None)
@given(books(quantity=BIG, limit=60))
def test_price_and_volume_are_those_of_brute_force_for_huge_quantities(book: Book) -> None:
    outcome = cleared(book)
    assert (outcome.price, outcome.volume) == naive(*book)


@settings(deadline=None)
@given(WIDE)
def test_no_price_at_or_beside_a_limit_would_trade_more_however_wide_the_book(book: Book) -> None:
    bids, asks, reference = book
    outcome = cleared(book)
    limits = {limit for _, _, limit in (*bids, *asks)} | {reference}
    beside = [p for limit in limits for p in (limit - 1, limit, limit + 1)]
    assert outcome.volume == max(min(demand_at(bids, p), supply_at(asks, p)) for p in beside)


@given(THIN)
def test_demand_and_supply_are_told_at_the_reference_traded_or_not(book: Book) -> None:
    bids, asks, reference = book
    outcome = cleared(book)
    assert (outcome.demand, outcome.supply) == (demand_at(bids, reference), supply_at(asks, reference))


@pytest.mark.parametrize(
    ("bids", "asks", "reference", "price"),
    [
        pytest.param([("a", 5, 9)], [("b", 2, 4)], 6, 9, id="buyers left over: highest"),
        pytest.param([("a", 2, 9)], [("b", 5, 4)], 6, 4, id="sellers left over: lowest"),
        pytest.param([("a", 2, 9)], [("b", 2, 4)], 6, 6, id="balanced: the reference"),
        pytest.param([("a", 2, 9)], [("b", 2, 4)], 20, 9, id="balanced: never above a bid"),
        pytest.param([("a", 2, 9)], [("b", 2, 4)], 1, 4, id="balanced: never below an ask"),
        pytest.param(
            [("a", 3, 9), ("c", 1, 6)],
            [("b", 3, 4), ("d", 1, 7)],
            5,
            5,
            id="over on either side: the reference",
        ),
        pytest.param(
            [("a", 3, 9), ("c", 1, 6)], [("b", 3, 4), ("d", 1, 7)], 20, 9, id="over on either side: no higher"
        ),
        pytest.param([("a", 1, 9), ("c", 9, 8)], [("b", 1, 4)], 5, 9, id="least left over before pressure"),
    ],
)
def test_the_rule_by_example(
    bids: list[tuple[str, int, int]], asks: list[tuple[str, int, int]], reference: int, price: int
) -> None:
    assert cleared((orders(*bids), orders(*asks), reference)).price == price


@pytest.mark.parametrize(
    ("bids", "asks"),
    [([], []), ([("a", 2, 9)], []), ([], [("b", 2, 4)]), ([("a", 2, 3)], [("b", 2, 4)])],
)
def test_nothing_trades_without_two_sides_that_meet(
    bids: list[tuple[str, int, int]], asks: list[tuple[str, int, int]]
) -> None:
    outcome = cleared((orders(*bids), orders(*asks), 5))
    assert (outcome.price, outcome.volume, outcome.trades) == (None, 0, ())
    assert (outcome.bought, outcome.sold) == ({}, {})
    assert outcome.best_bid == (bids[0][2] if bids else None)
    assert outcome.best_ask == (asks[0][2] if asks else None)


# Who gets what


def test_a_whole_market_by_example() -> None:
    bids = orders(("hazel", 4, 8), ("fenn", 3, 6), ("pip", 1, 2))
    asks = orders(("oona", 2, 3), ("bodkin", 3, 6))
    outcome = cleared((bids, asks, 5))
    assert outcome == Clearing(
        price=6,
        volume=5,
        demand=7,
        supply=2,
        bought={"fenn": 1, "hazel": 4},
        sold={"bodkin": 3, "oona": 2},
        trades=(Trade("hazel", "bodkin", 3), Trade("hazel", "oona", 1), Trade("fenn", "oona", 1)),
        best_bid=6,
        best_ask=None,
    )


def filled_of(
    side: Sequence[SealedOrder], fills: Counter[str], best_first: int
) -> list[tuple[int, int, int]]:
    """Limit, quantity and filled units of each order, a trader's own better limit being filled first."""
    left = Counter(fills)
    rows = []
    for trader, quantity, limit in sorted(side, key=lambda order: order.limit * best_first):
        filled = min(quantity, left[trader])
        left[trader] -= filled
        rows.append((limit, quantity, filled))
    assert not any(left.values()), "a trader was filled beyond its orders"
    return rows


@settings(max_examples=500, deadline=None)
@given(THIN | WIDE)
def test_units_are_conserved_and_nobody_is_over_filled_or_made_to_pay_beyond_the_limit(book: Book) -> None:
    bids, asks, _ = book
    outcome = cleared(book)
    assert sum(outcome.bought.values()) == sum(outcome.sold.values()) == outcome.volume
    assert min([*outcome.bought.values(), *outcome.sold.values()], default=1) >= 1
    if outcome.price is not None:
        price = outcome.price
        willing_to_buy = [order for order in bids if order.limit >= price]
        willing_to_sell = [order for order in asks if order.limit <= price]
        filled_of(willing_to_buy, Counter(outcome.bought), -1)
        filled_of(willing_to_sell, Counter(outcome.sold), 1)


@settings(max_examples=500, deadline=None)
@given(THIN | WIDE)
def test_better_limits_first_and_nobody_left_over_could_still_have_traded(book: Book) -> None:
    bids, asks, _ = book
    outcome = cleared(book)
    buys = filled_of(bids, Counter(outcome.bought), -1)
    sells = filled_of(asks, Counter(outcome.sold), 1)
    for rows, toward, best in ((buys, -1, outcome.best_bid), (sells, 1, outcome.best_ask)):
        unfilled = [limit * toward for limit, quantity, filled in rows if filled < quantity]
        touched = [limit * toward for limit, _, filled in rows if filled]
        assert (best is None) == (not unfilled)
        if best is not None:
            assert best * toward == min(unfilled)
            assert max(touched, default=min(unfilled)) <= min(unfilled)
    if outcome.best_bid is not None and outcome.best_ask is not None:
        assert outcome.best_bid < outcome.best_ask


@settings(max_examples=500, deadline=None)
@given(THIN | WIDE, st.text("0123456789abcdef", max_size=8))
def test_at_the_margin_nobody_is_a_whole_unit_from_the_exact_share(book: Book, seed: str) -> None:
    bids, asks, _ = book
    outcome = cleared(book, seed)
    for side, fills, margin, better in (
        (bids, outcome.bought, outcome.best_bid, lambda limit, margin: limit > margin),
        (asks, outcome.sold, outcome.best_ask, lambda limit, margin: limit < margin),
    ):
        if margin is None:
            continue
        before: Counter[str] = Counter()
        at_margin: Counter[str] = Counter()
        for trader, quantity, limit in side:
            if better(limit, margin):
                before[trader] += quantity
            elif limit == margin:
                at_margin[trader] += quantity
        room = outcome.volume - before.total()
        for trader, wanted in at_margin.items():
            exact = Fraction(wanted * room, at_margin.total())
            assert abs(fills.get(trader, 0) - before[trader] - exact) < 1


@settings(max_examples=300, deadline=None)
@given(THIN | WIDE, st.randoms(use_true_random=False))
def test_arrival_changes_nothing(book: Book, random: Random) -> None:
    bids, asks, reference = book
    shuffled_bids, shuffled_asks = list(bids), list(asks)
    random.shuffle(shuffled_bids)
    random.shuffle(shuffled_asks)
    other = cleared((shuffled_bids, shuffled_asks, reference))
    outcome = cleared(book)
    assert other == outcome
    assert [*other.bought.items(), *other.sold.items()] == [*outcome.bought.items(), *outcome.sold.items()]


@given(THIN)
def test_splitting_an_order_gains_nothing(book: Book) -> None:
    bids, asks, reference = book
    singles = [SealedOrder(trader, 1, limit) for trader, quantity, limit in bids for _ in range(quantity)]
    assert cleared((singles, asks, reference)) == cleared(book)


def test_equal_claims_to_the_last_unit_are_drawn_by_lot_evenly_and_by_the_seed_alone() -> None:
    bids = orders(("a", 1, 5), ("c", 1, 5), ("e", 1, 5))
    asks = orders(("b", 1, 5))
    winners = Counter(next(iter(cleared((bids, asks, 5), str(seed)).bought)) for seed in range(900))
    assert set(winners) == {"a", "c", "e"}
    assert sum((n - 300) ** 2 for n in winners.values()) / 300 < 13.82  # chi-square, one in a thousand
    assert cleared((bids, asks, 5), "1") == cleared((bids, asks, 5), "1")


@pytest.mark.parametrize("seed", ["0", "1", "2", "3"])
def test_the_lot_does_not_see_who_came_first(seed: str) -> None:
    equals = orders(("a", 1, 5), ("c", 1, 5), ("e", 1, 5), ("g", 1, 5))
    few = orders(("b", 2, 5))
    outcomes = [cleared((list(arrival), few, 5), seed) for arrival in permutations(equals)]
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_the_largest_remainders_take_the_units_left_over() -> None:
    bids = orders(("a", 7, 5), ("c", 2, 5), ("e", 1, 5))
    outcome = cleared((bids, orders(("b", 4, 5)), 5))
    assert outcome.bought == {"a": 3, "c": 1}  # exact shares 2.8, 0.8 and 0.4


# Allocations


@settings(max_examples=500, deadline=None)
@given(THIN | WIDE)
def test_allocations_add_up_to_the_fills_with_no_self_trade_and_fewer_than_traders(book: Book) -> None:
    outcome = cleared(book)
    bought: Counter[str] = Counter()
    sold: Counter[str] = Counter()
    for buyer, seller, quantity in outcome.trades:
        assert buyer != seller
        assert quantity >= 1
        bought[buyer] += quantity
        sold[seller] += quantity
    assert (bought, sold) == (outcome.bought, outcome.sold)
    assert len({(trade.buyer, trade.seller) for trade in outcome.trades}) == len(outcome.trades)
    assert len(outcome.trades) <= max(0, len(bought) + len(sold) - 1)


# Orders that nobody checked


@pytest.mark.parametrize(
    ("bids", "asks", "code"),
    [
        ([("a", 1, 5)], [("b", 1, 5), ("a", 1, 9)], "trader_on_both_sides"),
        ([("a", 0, 5)], [], "order_below_one"),
        ([], [("a", -3, 5)], "order_below_one"),
        ([("a", 1, 0)], [], "order_below_one"),
    ],
)
def test_unchecked_orders_stop_the_wood(
    bids: list[tuple[str, int, int]], asks: list[tuple[str, int, int]], code: str
) -> None:
    with pytest.raises(LedgerBroken) as broken:
        cleared((orders(*bids), orders(*asks), 5))
    assert broken.value.code == code
    assert broken.value.params["trader"] == "a"
