"""Double entry: nothing is made or lost, and nothing but a source falls below zero."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts import SOURCES, SPRING, VAULT
from engine.ledger import PEBBLE, Ledger, LedgerBroken, Transfer, check, check_changes, share_out

NAMES = st.sampled_from(["a", "b", "c", VAULT, SPRING])
MOVES = st.lists(st.tuples(NAMES, NAMES, st.sampled_from([PEBBLE, "honey"]), st.integers(-3, 50)))
WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**12))


def books(**assets: int) -> Ledger:
    ledger = Ledger({})
    for name, amount in assets.items():
        ledger.move(SPRING, name, PEBBLE, amount, "given")
    return ledger


def test_a_transfer_moves_units_and_is_recorded() -> None:
    ledger = books(a=5)
    ledger.move("a", "b", PEBBLE, 3, "gift")
    assert (ledger.has("a", PEBBLE), ledger.has("b", PEBBLE)) == (2, 3)
    assert ledger.transfers[-1] == Transfer("a", "b", PEBBLE, 3, "gift")


def test_moving_nothing_leaves_no_trace() -> None:
    ledger = books(a=5)
    ledger.move("a", "b", PEBBLE, 0, "gift")
    assert len(ledger.transfers) == 1
    assert "b" not in ledger.close()


@pytest.mark.parametrize(("source", "amount"), [("a", 6), ("nobody", 1), ("a", -1), (SPRING, -1), (VAULT, 1)])
def test_what_is_not_there_cannot_be_moved(source: str, amount: int) -> None:
    ledger = books(a=5)
    with pytest.raises(LedgerBroken) as broken:
        ledger.move(source, "b", PEBBLE, amount, "theft")
    assert broken.value.code == "overdrawn"
    assert broken.value.params["account"] == source
    assert ledger.has("a", PEBBLE) == 5
    assert len(ledger.transfers) == 1


def test_the_books_before_are_left_alone() -> None:
    before = books(a=5).close()
    Ledger(before).move("a", "b", PEBBLE, 5, "gift")
    assert before == {SPRING: {PEBBLE: -5}, "a": {PEBBLE: 5}}


def test_accounts_that_nothing_moves_are_shared_and_not_copied() -> None:
    before = books(a=5, b=7, c=9).close()
    ledger = Ledger(before)
    ledger.move("a", "b", PEBBLE, 5, "gift")
    after = ledger.close(whole=False)
    assert after["c"] is before["c"]
    assert after[SPRING] is before[SPRING]
    assert after["a"] is not before["a"]
    assert before["b"] == {PEBBLE: 7}
    assert after["b"] == {PEBBLE: 12}


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ({"a": {PEBBLE: 4}, "b": {PEBBLE: 8}}, None),
        ({"a": {PEBBLE: 4}, "new": {PEBBLE: 1}}, None),
        ({}, None),
        ({"a": {PEBBLE: 4}}, "unbalanced"),
        ({"a": {PEBBLE: 4, "honey": 1}, "b": {PEBBLE: 8}}, "unbalanced"),
        ({"a": {PEBBLE: -1}, "b": {PEBBLE: 13}}, "below_zero"),
    ],
)
def test_changes_are_checked_without_the_accounts_that_did_not_change(
    after: dict[str, dict[str, int]], code: str | None
) -> None:
    before = books(a=5, b=7, c=9).close()
    if code is None:
        check_changes(before, after)
        return
    with pytest.raises(LedgerBroken) as broken:
        check_changes(before, after)
    assert broken.value.code == code


def test_an_account_opened_twice_keeps_what_it_has() -> None:
    ledger = books(a=5)
    ledger.open("a")
    ledger.open("b")
    assert ledger.holdings("a") == {PEBBLE: 5}
    assert ledger.close()["b"] == {}


@given(MOVES)
def test_whatever_is_moved_debits_equal_credits(moves: list[tuple[str, str, str, int]]) -> None:
    ledger = books(a=20, b=20)
    for source, target, asset, amount in moves:
        try:
            ledger.move(source, target, asset, amount, "any")
        except LedgerBroken:
            assert amount < 0 or (source not in SOURCES and ledger.has(source, asset) < amount)
    balances = ledger.close()
    for asset in (PEBBLE, "honey"):
        assert sum(assets.get(asset, 0) for assets in balances.values()) == 0
    assert all(n >= 0 for name, assets in balances.items() if name not in SOURCES for n in assets.values())


@pytest.mark.parametrize(
    ("balances", "code"),
    [
        ({"a": {PEBBLE: 1}}, "unbalanced"),
        ({"a": {PEBBLE: 1}, SPRING: {"honey": -1}}, "unbalanced"),
        ({"a": {PEBBLE: -1}, "b": {PEBBLE: 1}}, "below_zero"),
        ({VAULT: {PEBBLE: -1}, SPRING: {PEBBLE: 1}}, "below_zero"),
    ],
)
def test_broken_books_are_found(balances: dict[str, dict[str, int]], code: str) -> None:
    with pytest.raises(LedgerBroken) as broken:
        check(balances)
    assert broken.value.code == code


@given(st.integers(0, 10**15), WEIGHTS)
def test_a_share_out_gives_all_of_it_and_each_its_due_to_one_unit(
    total: int, weights: dict[str, int]
) -> None:
    shares = share_out(total, weights)
    whole = sum(weights.values())
    if not whole or not total:
        assert shares == {}
        return
    assert sum(shares.values()) == total
    for key, share in shares.items():
        assert abs(share - Fraction(total * weights[key], whole)) < 1
    assert all(weights[key] > 0 for key in shares)


@given(st.integers(0, 10**6), WEIGHTS, st.randoms())
def test_a_share_out_depends_on_the_order_told_and_on_nothing_else(
    total: int, weights: dict[str, int], random
) -> None:
    mixed = list(weights.items())
    random.shuffle(mixed)
    assert share_out(total, weights, sorted(weights)) == share_out(total, dict(mixed), sorted(weights))


def test_the_largest_remainder_gets_the_unit_left_and_ties_go_by_the_order() -> None:
    assert share_out(10, {"a": 5, "b": 3, "c": 3}) == {"a": 4, "b": 3, "c": 3}
    assert share_out(1, {"a": 1, "b": 1}, ["b", "a"]) == {"b": 1, "a": 0}
    assert share_out(1, {"a": 1, "b": 1}, ["a", "b"]) == {"a": 1, "b": 0}


def test_a_share_never_exceeds_its_weight_where_there_is_less_than_is_wanted() -> None:
    assert share_out(7, {"a": 5, "b": 5}, ["a", "b"]) == {"a": 4, "b": 3}
