"""Counter-based streams: the same everywhere, even, and independent of each other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Hashable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.chance import Chance

SEED = "00112233445566778899aabbccddeeff"
KEYS = st.tuples(st.text(max_size=6), st.integers(0, 10**6), st.text(max_size=6), st.text(max_size=6))


def chi_square(draw: Callable[[], Hashable], outcomes: list[Hashable], per_outcome: int) -> float:
    """Pearson's statistic of draws against equal likelihood."""
    counts = Counter(draw() for _ in range(per_outcome * len(outcomes)))
    assert set(counts) <= set(outcomes)
    return sum((counts[outcome] - per_outcome) ** 2 for outcome in outcomes) / per_outcome


def test_the_draws_of_a_key_never_change() -> None:
    chance = Chance(SEED, 7, "harvest", "oona")
    assert [chance.below(1000) for _ in range(10)] == [918, 881, 910, 934, 452, 856, 816, 910, 371, 623]
    assert chance.below(10**40) == 1311122467904047691735942033368891544979
    assert "".join(chance.shuffled("abcdefgh")) == "chgbadfe"
    assert chance.derive("rot", "honey").between(-5, 5) == -5
    assert Chance("7", 0, "x").below(2**64) == 9410455898243068899


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_another_process_draws_the_same(hash_seed: str) -> None:
    code = f"from engine.chance import Chance; print(Chance({SEED!r}, 7, 'harvest', 'oona').below(1000))"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    drawn = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert drawn.stdout.strip() == b"918"


def test_draws_go_on_past_the_end_of_a_block_without_repeating() -> None:
    chance = Chance(SEED, 1, "long")
    bytes_drawn = bytes(chance.below(256) for _ in range(64 * 50))
    blocks = {bytes_drawn[start : start + 64] for start in range(0, len(bytes_drawn), 64)}
    assert len(blocks) == 50


@pytest.mark.parametrize(
    ("n", "critical"), [(2, 10.83), (3, 13.82), (6, 20.52), (10, 27.88), (100, 148.23), (1000, 1143.92)]
)
def test_draws_below_n_are_even(n: int, critical: float) -> None:
    """Chi-square at n - 1 degrees of freedom, at one in a thousand."""
    chance = Chance(SEED, 3, "even", str(n))
    assert chi_square(lambda: chance.below(n), list(range(n)), 100) < critical


def test_the_first_draws_of_neighbouring_inputs_are_even() -> None:
    numbers = iter(range(10_000))
    assert chi_square(lambda: Chance(SEED, next(numbers), "first").below(10), list(range(10)), 1000) < 27.88


def test_neighbouring_streams_are_independent() -> None:
    """Every pair of draws from two streams whose keys differ in one part is as likely as any other."""
    streams = [
        Chance(SEED, 1, "price", "honey"),
        Chance(SEED, 2, "price", "honey"),
        Chance(SEED, 1, "rot", "honey"),
        Chance(SEED, 1, "price", "acorns"),
        Chance(SEED[:-1] + "e", 1, "price", "honey"),
        Chance(SEED, 1, "price", "honey").derive("price", "honey"),
    ]
    draws = [[stream.below(10) for _ in range(5000)] for stream in streams]
    pairs: list[Hashable] = [(a, b) for a in range(10) for b in range(10)]
    for other in draws[1:]:
        together = iter(zip(draws[0], other, strict=True))
        assert chi_square(lambda together=together: next(together), pairs, 50) < 148.23


def test_every_order_is_as_likely_as_any_other() -> None:
    chance = Chance(SEED, 5, "order")
    orders: list[Hashable] = list(permutations("abcd"))
    assert chi_square(lambda: tuple(chance.shuffled("abcd")), orders, 200) < 49.73


@given(KEYS, KEYS)
def test_only_equal_keys_draw_the_same(
    one: tuple[str, int, str, str], other: tuple[str, int, str, str]
) -> None:
    assert (Chance(*one).below(2**128) == Chance(*other).below(2**128)) == (one == other)


def test_parts_of_a_key_never_run_into_each_other() -> None:
    keys = [
        ("1", 11, "ab", "c"),
        ("11", 1, "ab", "c"),
        ("1", 11, "a", "bc"),
        ("1", 11, "abc", ""),
        ("1", 11, "", "abc"),
    ]
    assert len({Chance(*key).below(2**128) for key in keys}) == len(keys)
    assert Chance("1", 1, "a").derive("b").below(2**128) != Chance("1", 1, "a", "b").below(2**128)


@given(KEYS, st.integers(0, 200))
def test_a_derived_stream_does_not_depend_on_what_was_drawn(
    key: tuple[str, int, str, str], before: int
) -> None:
    drawn_from, fresh = Chance(*key), Chance(*key)
    for _ in range(before):
        drawn_from.thousandths()
    assert drawn_from.derive("a", "b").below(2**128) == fresh.derive("a", "b").below(2**128)


@given(KEYS, st.integers(1, 10**30))
def test_draws_stay_below_n(key: tuple[str, int, str, str], n: int) -> None:
    chance = Chance(*key)
    assert all(0 <= chance.below(n) < n for _ in range(5))


@given(KEYS, st.integers(-(10**12), 10**12), st.integers(0, 1000))
def test_between_includes_both_ends_and_no_more(key: tuple[str, int, str, str], low: int, width: int) -> None:
    chance = Chance(*key)
    assert all(low <= chance.between(low, low + width) <= low + width for _ in range(5))
    assert {Chance(*key).derive(str(n)).between(low, low + 1) for n in range(60)} == {low, low + 1}


@given(KEYS, st.lists(st.integers(), max_size=20))
def test_shuffling_keeps_every_item_and_the_original(
    key: tuple[str, int, str, str], items: list[int]
) -> None:
    original = list(items)
    assert sorted(Chance(*key).shuffled(items)) == sorted(original)
    assert items == original


def test_pick_reaches_every_item() -> None:
    chance = Chance(SEED, 1, "pick")
    assert {chance.pick("abc") for _ in range(60)} == set("abc")


@given(KEYS)
def test_what_cannot_happen_never_does_and_what_must_always(key: tuple[str, int, str, str]) -> None:
    chance = Chance(*key)
    assert not any(chance.happens(0) or chance.happens(-5) for _ in range(20))
    assert all(chance.happens(1000) and chance.happens(5000) for _ in range(20))


def test_what_is_likely_happens_as_often_as_it_says() -> None:
    chance = Chance(SEED, 1, "often")
    assert 2_310 <= sum(chance.happens(250) for _ in range(10_000)) <= 2_690


def test_a_stream_with_a_key_of_its_own_is_like_any_other() -> None:
    assert Chance.keyed((SEED, "7", "harvest", "oona")).below(1000) == Chance(
        SEED, 7, "harvest", "oona"
    ).below(1000)
    one, other = (Chance.keyed((SEED, "patron:3", f"shown {n}", "fuse", "")).below(2**128) for n in (1, 2))
    assert one != other


def test_a_draw_from_nothing_is_refused() -> None:
    chance = Chance(SEED, 1, "nothing")
    for impossible in (lambda: chance.below(0), lambda: chance.between(2, 1), lambda: chance.pick("")):
        with pytest.raises(ValueError, match="nothing to draw from"):
            impossible()


def test_a_lone_surrogate_in_a_key_is_a_key_like_any_other() -> None:
    assert Chance(SEED, 1, "say", "\ud800").below(2**128) != Chance(SEED, 1, "say", "\ud801").below(2**128)


def test_a_stream_can_be_drawn_from_afresh() -> None:
    chance = Chance("a", 1, "mind", "pip")
    first = [chance.below(1000) for _ in range(40)]
    assert [chance.afresh().below(1000) for _ in range(3)] == [first[0]] * 3
    again = chance.afresh()
    assert [again.below(1000) for _ in range(40)] == first
