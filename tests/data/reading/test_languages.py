"""The second language: nothing that people on Discord read is missing or lacks a word."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from data.reading.content import casts, load_cast, load_rules
from data.reading.placeholders import placeholders
from data.reading.texts import ENGLISH, load_texts

TEXTS = load_texts()
OTHERS = TEXTS.languages[1:]
TERMINAL = ("cli.", "minds.doctor.")
"""The terminal is for whoever runs the bot, and speaks English."""
RENAMES = "discord.names."
"""What the content names in English, another language may rename."""


def read_by_players(table: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in table.items() if not key.startswith((*TERMINAL, RENAMES))}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_stands_in_every_language(language: str) -> None:
    english, other = read_by_players(TEXTS.tables[ENGLISH]), read_by_players(TEXTS.tables[language])
    assert sorted(english) == sorted(other)


@pytest.mark.parametrize("language", OTHERS)
def test_every_placeholder_stands_in_every_language(language: str) -> None:
    english, other = read_by_players(TEXTS.tables[ENGLISH]), read_by_players(TEXTS.tables[language])
    differing = {key for key, text in other.items() if placeholders(text) != placeholders(english[key])}
    assert not differing


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_is_called_by_its_own_name(language: str) -> None:
    assert TEXTS.voice(language)(f"discord.languages.{language}") != language


@pytest.mark.parametrize("language", OTHERS)
def test_goods_species_characters_seasons_and_tales_have_a_name(language: str) -> None:
    voice, rules = TEXTS.voice(language), load_rules()
    shipped = [load_cast(name) for name in casts()]
    keys = [
        *(f"{RENAMES}goods.{good.id}" for cast in shipped for good in cast.traded),
        *(f"{RENAMES}species.{creature.species}" for cast in shipped for creature in cast.creatures),
        *(f"{RENAMES}characters.{creature.id}" for cast in shipped for creature in cast.creatures),
        *(f"{RENAMES}tales.{tale}" for tale in rules.tale),
        *(f"{RENAMES}episodes.{legend}" for legend in rules.legend),
        *(f"{RENAMES}money.{name}" for cast in shipped for name in (cast.pebble, cast.pebbles)),
        *(f"words.seasons.{season.id}" for season in rules.seasons),
    ]
    assert [key for key in keys if voice.find(key) is None] == []
    known = {key for key in TEXTS.tables[language] if key.startswith(RENAMES)}
    officers = [one for cast in shipped for one in (cast.magistrate, cast.broker)]
    assert known - set(keys) <= {f"{RENAMES}species.{one.species}" for one in officers}


@pytest.mark.parametrize("language", OTHERS)
def test_names_of_goods_fit_a_table(language: str) -> None:
    table = TEXTS.tables[language]
    assert all(len(name) <= 12 for key, name in table.items() if key.startswith(f"{RENAMES}goods."))
