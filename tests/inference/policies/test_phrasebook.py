"""The phrasebook: distinct voices, lines that fit, and no line twice while another could be said."""

from __future__ import annotations

from itertools import combinations
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data.reading.content import CONTENT, casts, load_cast, read
from engine.chance import Chance
from engine.content.cast import TemperamentKind
from inference.policies.phrasebook import ALWAYS, LINE, LONGEST, SITUATIONS, Phrasebook, PhraseKind

BOOK = read(CONTENT / "lines.toml", Phrasebook)
TEMPERAMENTS: tuple[TemperamentKind, ...] = get_args(TemperamentKind)
PLACES = [(kind, situation) for kind, situations in SITUATIONS.items() for situation in situations]
WORDS = {
    "good": "honey", "price": 8, "other": "Pip", "season": "winter", "me": "Oona", "own": "honey", "pebbles": "pebbles",
}  # fmt: skip
SPECIES = {
    "owl",
    "beaver",
    "squirrel",
    "fox",
    "magpie",
    "badger",
    "bird",
    "feather",
    "paw",
    "tail",
    "wing",
    "fur",
}


def pool(book: Phrasebook, kind: str, temperament: TemperamentKind, situation: str) -> tuple[str, ...]:
    return (book.thought if kind == "thought" else book.say)[temperament][situation]


def small(**changed: Any) -> dict[str, Any]:
    """A whole phrasebook of one template everywhere, with one place changed."""
    tables: dict[str, Any] = {
        kind: {t: dict.fromkeys(situations, ("Hm.",)) for t in TEMPERAMENTS}
        for kind, situations in SITUATIONS.items()
    }
    for place, templates in changed.items():
        kind, temperament, situation = place.split("_")
        tables[kind][temperament][situation] = templates
    return tables


@pytest.mark.parametrize(("kind", "situation"), PLACES)
@pytest.mark.parametrize("temperament", TEMPERAMENTS)
def test_every_pool_outlasts_ten_turns(kind: str, situation: str, temperament: TemperamentKind) -> None:
    templates = pool(BOOK, kind, temperament, situation)

    assert len(templates) >= (14 if kind == "say" else 12)
    assert len({t.format_map(WORDS) for t in templates}) == len(templates)


def test_no_two_temperaments_share_a_line() -> None:
    lines = {t: {line for kind, s in PLACES for line in pool(BOOK, kind, t, s)} for t in TEMPERAMENTS}

    assert not [shared for a, b in combinations(lines.values(), 2) for shared in a & b]


def test_every_line_fits_with_the_longest_names_and_names_no_species() -> None:
    for temperament in TEMPERAMENTS:
        for kind, situation in PLACES:
            for template in pool(BOOK, kind, temperament, situation):
                assert len(template.format_map(LONGEST)) <= LINE
                assert not SPECIES & set(template.lower().replace(".", " ").replace(",", " ").split()), (
                    template
                )


def test_the_longest_words_are_as_long_as_those_of_the_shipped_casts() -> None:
    for name in casts():
        cast = load_cast(name)
        assert max(len(c.name) for c in cast.creatures) <= len(LONGEST["other"])
        assert max(len(g.name) for g in cast.traded) <= len(LONGEST["good"])
        assert len(cast.pebbles) <= len(LONGEST["pebbles"])


def test_no_line_shouts() -> None:
    lines = [line for t in TEMPERAMENTS for kind, s in PLACES for line in pool(BOOK, kind, t, s)]

    assert all(line.count("!") <= 1 for line in lines)
    assert sum("!" in line for line in lines) <= len(lines) // 20


@given(
    place=st.sampled_from(PLACES),
    temperament=st.sampled_from(TEMPERAMENTS),
    seed=st.text("0123456789abcdef", min_size=1, max_size=8),
)
def test_in_forty_turns_of_one_situation_no_line_comes_twice_within_ten(
    place: tuple[PhraseKind, str], temperament: TemperamentKind, seed: str
) -> None:
    kind, situation = place
    said: list[str] = []

    for turn in range(40):
        line = BOOK.pick(kind, temperament, situation, Chance(seed, turn, "mind"), said[-10:], **WORDS)
        assert line not in said[-10:]
        assert "{" not in line
        assert line[0] == line[0].upper()
        said.append(line)


def test_the_same_chance_picks_the_same_line() -> None:
    picked = {BOOK.pick("say", "analyst", "rise", Chance("7", 3, "mind"), (), **WORDS) for _ in range(5)}

    assert len(picked) == 1


def test_every_template_is_picked_in_time() -> None:
    templates = pool(BOOK, "say", "disruptor", "none")
    picked = {
        BOOK.pick("say", "disruptor", "none", Chance("7", turn, "mind"), (), **WORDS) for turn in range(400)
    }

    assert len(picked) == len(templates)


def test_where_every_line_was_said_the_one_said_longest_ago_returns() -> None:
    book = Phrasebook.model_validate(small(say_analyst_rise=("One.", "Two.", "Three.")))

    for turn in range(20):
        chance = Chance("7", turn, "mind")
        assert (
            book.pick("say", "analyst", "rise", chance, ("Two.", "Three.", "One.", "Two."), **WORDS)
            == "Three."
        )


def test_lines_that_render_alike_count_as_one() -> None:
    book = Phrasebook.model_validate(small(say_analyst_rise=("{good}!", "Honey!", "At {price}.")))

    picked = {
        book.pick("say", "analyst", "rise", Chance("7", turn, "mind"), ["Honey!"], **WORDS)
        for turn in range(20)
    }

    assert picked == {"At 8."}


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        (small(say_analyst_sideways=("Hm.",)), "say.analyst.sideways is missing or unknown"),
        (small(say_analyst_rise=("{",)), "has braces that do not match"),
        (small(say_analyst_none=("At {price}.",)), "uses {price}, which is not known there"),
        (small(say_analyst_rise=("{good.id}",)), "uses {good.id}, which is not known there"),
        (small(say_analyst_rise=("{price:9}",)), "uses {price}, which is not known there"),
        (small(say_analyst_rise=("x" * 80 + "{good} {good}",)), "is 109 characters long with the longest names"),
        ({**small(), "say": {}}, "say.institution.fall is missing or unknown"),
    ],
)  # fmt: skip
def test_a_faulty_phrasebook_is_refused_with_its_place(tables: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError) as fault:
        Phrasebook.model_validate(tables)

    assert problem in str(fault.value)


def test_an_empty_pool_is_refused() -> None:
    with pytest.raises(ValidationError):
        Phrasebook.model_validate(small(say_analyst_rise=()))


def test_each_situation_knows_its_words() -> None:
    for kind, situation in PLACES:
        words = {name: WORDS[name] for name in SITUATIONS[kind][situation] | ALWAYS}
        for temperament in TEMPERAMENTS:
            for template in pool(BOOK, kind, temperament, situation):
                assert template.format_map(words)
