"""Which good the daily call asks for: each in its turn, none that nobody trades, never the asset."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.calls.figure import expected
from engine.calls.question import called_good, question
from engine.turn import advance
from engine.wood import Wood
from tests.engine.builders import CASTS, WOOD, decided, instinct, new

IDS = st.from_regex(r"w[0-9a-f]{1,31}", fullmatch=True)
PAID = dict.fromkeys(WOOD.made, (7, 0, 0))


def asked(id: str, turn: int, prices: dict[str, tuple[int, ...]]) -> str:
    """What is asked for a turn where these prices were paid."""
    wood = new(id=id)
    quotes = {good: replace(quote, prices=prices.get(good, ())) for good, quote in wood.quotes.items()}
    return called_good(replace(wood, turn=turn - 1, quotes=quotes).open(), id).id


@given(IDS, st.integers(0, 1000))
def test_each_good_is_asked_for_once_in_a_round_and_none_twice_running(wood: str, turn: int) -> None:
    size = len(WOOD.goods)
    start = turn // size * size + 1
    once = Counter(asked(wood, t, PAID) for t in range(start, start + size))
    assert once == Counter(WOOD.made.keys())
    assert asked(wood, turn + 1, PAID) != asked(wood, turn + 2, PAID)


def test_woods_ask_in_orders_of_their_own() -> None:
    orders = {tuple(asked(f"w{n}", turn, PAID) for turn in range(1, 6)) for n in range(40)}
    assert len(orders) > 20


@given(IDS, st.integers(1, 1000), st.sampled_from(sorted(WOOD.made)))
def test_another_good_is_asked_for_in_place_of_one_that_nobody_pays_for(
    id: str, turn: int, idle: str
) -> None:
    frozen = {**PAID, idle: (9, 0, 0, 0)}
    here, next_ = asked(id, turn, PAID), asked(id, turn + 1, PAID)
    stands_in = asked(id, turn, frozen)
    assert stands_in != idle
    if here != idle:
        assert stands_in == here
    elif turn % len(WOOD.goods):
        assert stands_in != next_


@given(IDS, st.integers(1, 1000))
def test_where_nothing_was_paid_for_the_good_whose_turn_it_is_stays(id: str, turn: int) -> None:
    assert asked(id, turn, {}) == asked(id, turn, PAID)


def test_the_asset_is_never_asked_for() -> None:
    for cast in CASTS:
        wood: Wood = new(cast)
        for turn in range(30):
            assert question(replace(wood, turn=turn).open()).good in cast.made


def test_the_question_holds_the_brokers_range_for_the_next_turn() -> None:
    wood = new(id="w1").open()
    asked = question(wood)
    range_ = expected(wood, asked.good, 1)
    assert (asked.turn, asked.low, asked.high) == (1, range_.low, range_.high)


def test_what_was_asked_stays_asked_until_the_next_turn_whatever_people_do_to_prices() -> None:
    before = new(id="w1")
    wood = advance(before, decided(before, instinct())).wood
    asked = question(wood.open())
    assert wood.asked == asked
    dearer = {good: replace(quote, reference=quote.reference * 2) for good, quote in wood.quotes.items()}
    assert question(replace(wood, quotes=dearer).open()) == asked
    assert question(replace(wood, quotes=dearer, asked=None).open()) != asked
    assert question(advance(wood, {}).wood.open()).turn == asked.turn + 1
