"""A spell's course: what is drawn for it in secret lies in its tale's ranges, and without the seed nobody has it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.content.legend import (
    EFFECT,
    Caravan,
    Harvest,
    NeedSettlement,
    Price,
    Shock,
    Spoil,
    lasts,
    longest,
)
from engine.spells.course import awake, course_of, power, sized
from engine.spells.spell import Spell
from tests.engine.builders import RULES, legend, shock, with_tales

TALES = [*RULES.shocks, *RULES.legends]


def drawn(tale: str, id: str = "s9") -> Spell:
    return Spell(id, tale, 0, "forester", "9.0", "authored", drawn=10)


def strike(seed: str, tale: str) -> Spell:
    """The spell in the first turn in which it is awake."""
    spell = drawn(tale)
    return next(s for turn in range(10, 30) if (s := awake(seed, RULES, spell, turn)).start)


@pytest.mark.parametrize("tale", TALES, ids=lambda tale: tale.id)
@given(seed=st.text(st.sampled_from("0123456789abcdef"), min_size=1, max_size=8))
def test_a_course_lies_within_its_tales_ranges(tale: Shock, seed: str) -> None:
    spell = strike(seed, tale.id)
    course = course_of(seed, RULES, spell)
    assert spell.start >= 10
    assert spell.start + lasts(tale) - 3 <= course.over <= 10 + longest(tale)
    for (turn, _), tell in zip(course.tells, tale.tells, strict=True):
        assert turn >= spell.start + tell.after
    for timed in course.acts:
        plain = [act for act in tale.settles if type(act) is type(timed.act)]
        assert timed.first >= spell.start + min(act.after for act in plain)
        assert timed.after - timed.first == (timed.act.turns if isinstance(timed.act, EFFECT) else 1)


def test_every_turn_of_a_fuse_comes_up_and_none_beyond_it() -> None:
    starts = {strike(str(seed), "great-acorn-mania").start for seed in range(60)}
    low, high = RULES.legend["great-acorn-mania"].fuse
    assert starts == set(range(10 + low, 10 + high + 1))


def test_the_draws_of_one_spell_say_nothing_of_anothers() -> None:
    rules = with_tales(legend({"act": "price", "good": "honey", "factor": 500}, size=(500, 1500)))
    factors = {
        course_of("5eed", rules, Spell(f"s{n}", "tale", 10, "forester", "9.0", "authored", 10))
        .acts[0]
        .act.factor
        for n in range(40)
    }
    assert len(factors) > 30


def test_what_was_at_work_before_chance_had_a_part_is_as_its_file_says() -> None:
    tale = RULES.legend["great-acorn-mania"]
    course = course_of("5eed", RULES, Spell("s9", tale.id, 10, "forester", "9.0", "authored"))
    assert [turn - 10 for turn, _ in course.tells] == [tell.after for tell in tale.tells]
    assert [(timed.first - 10, timed.act) for timed in course.acts] == [(a.after, a) for a in tale.settles]
    assert course.over == 10 + lasts(tale)


def test_an_act_with_a_chance_comes_so_often() -> None:
    rules = with_tales(legend({"act": "price", "good": "honey", "factor": 500, "chance": 300}))
    came = sum(
        bool(course_of(str(n), rules, Spell("s9", "tale", 10, "forester", "9.0", "authored", 10)).acts)
        for n in range(1000)
    )
    assert 250 < came < 350


def test_a_moments_delay_puts_off_all_that_comes_after_it() -> None:
    acts = [{"act": "price", "good": "honey", "factor": 500, "after": after} for after in (0, 1, 1, 4)]
    rules = with_tales(legend(*acts, pace=(2, 2)))
    course = course_of("5eed", rules, Spell("s9", "tale", 10, "forester", "9.0", "authored", 10))
    assert [timed.first for timed in course.acts] == [10, 13, 13, 18]


@given(st.integers(1, 5000), st.integers(0, 3000))
def test_a_power_is_exact_to_a_thousandth(factor: int, exponent: int) -> None:
    found = power(factor, exponent)
    wanted = Fraction(factor, 1000) ** exponent
    assert Fraction(found, 1000) ** 1000 <= wanted < Fraction(found + 1, 1000) ** 1000


def test_powers_as_one_knows_them() -> None:
    assert [power(4000, 500), power(250, 500), power(400, 1000), power(500, 2000), power(700, 0)] == [
        2000, 500, 400, 250, 1000,
    ]  # fmt: skip


def test_sizes_as_one_knows_them() -> None:
    tale = shock(
        {"act": "price", "good": "honey", "factor": 4000},
        {"act": "harvest", "good": "honey", "factor": 600, "turns": 3},
        {"act": "need", "extra": 800, "turns": 3},
        {"act": "spoil", "good": "honey", "share": 700},
        {"act": "caravan", "side": "buy", "good": "honey", "quantity": 3, "limit": 900},
        {"act": "freeze", "turns": 2},
    )
    half, double = [[sized(act, size) for act in tale.settles] for size in (500, 2000)]
    for acts, factor, harvest, extra, share, quantity in (
        (half, 2000, 800, 400, 350, 2),
        (double, 16000, 200, 1600, 1000, 6),
    ):
        assert [act.factor for act in acts if isinstance(act, Price)] == [factor]
        assert [act.factor for act in acts if isinstance(act, Harvest)] == [harvest]
        assert [act.extra for act in acts if isinstance(act, NeedSettlement)] == [extra]
        assert [act.share for act in acts if isinstance(act, Spoil)] == [share]
        assert [act.quantity for act in acts if isinstance(act, Caravan)] == [quantity]
        assert acts[-1] == tale.settles[-1]
