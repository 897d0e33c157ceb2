"""Texts that people read: every language is checked when it is loaded, and no code goes without its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot
import cogs
import data
import engine
from data.reading.content import CONTENT, ContentError, load_cast
from data.reading.placeholders import placeholders
from data.reading.texts import TextMissing, Texts, load_texts, sentence_key
from engine.decision import Refusal
from tests.data.raised_codes import raised

BOT, COGS, DATA, ENGINE = (Path(str(package.__file__)).parent for package in (bot, cogs, data, engine))
SHIPPED = load_texts(strict=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    write(tmp_path, "en", 'hello = "Hello, {name}."\n[turns]\none = "{n} turn"\nother = "{n} turns"\n')
    return tmp_path


def write(folder: Path, language: str, text: str) -> None:
    (folder / "texts" / f"{language}.toml").write_text(text, encoding="utf-8")


def test_a_text_is_named_by_its_path_and_filled(folder: Path) -> None:
    voice = load_texts(folder).voice("en")

    assert voice("hello", name="Pip") == "Hello, Pip."
    assert [voice.count("turns", n) for n in (0, 1, 2)] == ["0 turns", "1 turn", "2 turns"]


def test_another_language_leaves_what_it_lacks_to_english(folder: Path) -> None:
    write(folder, "de", 'hello = "Hallo, {name}."')
    texts = load_texts(folder)

    assert texts.languages == ("en", "de")
    assert texts.voice("de-AT")("hello", name="Pip") == "Hallo, Pip."
    assert texts.voice("de").count("turns", 3) == "3 turns"
    assert texts.voice("fr")("hello", name="Pip") == "Hello, Pip."


def test_a_player_is_shown_the_key_where_a_text_or_a_word_is_missing(folder: Path) -> None:
    voice = load_texts(folder).voice("en")

    assert voice("goodbye") == "goodbye"
    assert voice("hello", nmae="Pip") == "hello"


def test_a_strict_voice_says_what_is_missing(folder: Path) -> None:
    voice = load_texts(folder, strict=True).voice("en")

    with pytest.raises(TextMissing, match=r"goodbye: there is no such text in English\."):
        voice("goodbye")
    with pytest.raises(TextMissing, match=r"hello: nothing was given for \{name\}\."):
        voice("hello", nmae="Pip")


@pytest.mark.parametrize(
    ("language", "text", "problem"),
    [
        ("en", 'hello = "Hello, {name.}."', "en.toml, hello: braces may hold a plain name only"),
        ("en", "hello = 3", "en.toml, hello: this must be text"),
        ("en", 'hello = "', "en.toml: this is not TOML"),
        ("en", '[turns]\none = "{n} turn"', "en.toml, turns.one: the form 'other' is missing beside 'one'"),
        (
            "en",
            '[turns]\nother = "{n} turns"',
            "en.toml, turns.other: the form 'one' is missing beside 'other'",
        ),
        ("de", 'hello = "Hallo, {nmae}."', "de.toml, hello: the English text gives no word for {nmae}"),
        ("de", 'hallo = "Hallo, {name}."', "de.toml, hallo: the English text gives no word for {name}"),
    ],
)
def test_a_fault_is_found_when_texts_are_loaded(folder: Path, language: str, text: str, problem: str) -> None:
    write(folder, language, text)

    with pytest.raises(ContentError) as fault:
        load_texts(folder)

    assert problem in str(fault.value)


def test_texts_without_english_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"en\.toml: there is no such file"):
        load_texts(tmp_path)


def test_every_refusal_of_the_engine_has_a_sentence_that_its_parameters_fill() -> None:
    voice = SHIPPED.voice("en")
    places = list(raised(ENGINE, "Refusal"))

    for place in places:
        wheres, codes, *_ = place.arguments
        assert wheres, f"{place.place}: nobody can tell where this refusal stands"
        assert codes, f"{place.place}: nobody can tell the code of this refusal"
        for where in wheres:
            for code in codes:
                key = sentence_key(voice, where, code)
                assert voice.knows(key), f"{place.place}: no sentence for '{code}' in {where}"
                assert placeholders(voice.find(key) or "") <= place.words, f"{place.place}: {key}"
    found = {code for place in places for code in place.arguments[1]}
    assert {"own_good", "trimmed", "no_collateral", "unknown_legend", "not_at_work", "no_claim"} <= found


def test_no_sentence_stands_for_a_refusal_that_the_engine_never_gives() -> None:
    voice = SHIPPED.voice("en")
    used = {
        sentence_key(voice, where, code)
        for place in raised(ENGINE, "Refusal")
        for where in place.arguments[0]
        for code in place.arguments[1]
    }

    assert {key for key in SHIPPED.tables["en"] if key.startswith("refusals.")} == used


@pytest.mark.parametrize(
    ("folder", "error", "section"),
    [
        (ENGINE, "SaveBroken", "cli.saves"),
        (BOT, "Problem", "cli.problems"),
        (DATA, "BackupRefused", "cli.problems"),
        (BOT, "Refused", "discord.errors"),
        (COGS, "Refused", "discord.errors"),
        (BOT / "acts", "NotAllowed", "discord.errors"),
        (BOT / "keeper", "ScheduleRefused", "discord.errors"),
    ],
)
def test_every_error_that_a_person_meets_has_a_sentence(folder: Path, error: str, section: str) -> None:
    codes = {code for place in raised(folder, error) for code in place.arguments[0]}

    assert codes
    for code in codes:
        assert SHIPPED.voice("en").knows(f"{section}.{code}"), f"no sentence for '{code}' in [{section}]"


def test_a_refusal_is_said_with_the_names_of_its_cast() -> None:
    cast = load_cast("wood")
    names = {**{g.id: g.name for g in cast.goods}, **{c.id: c.name for c in cast.creatures}}
    voice = SHIPPED.voice("en")

    def said(refusal: Refusal) -> str:
        params = {key: names.get(str(value), value) for key, value in refusal.params.items()}
        return voice(sentence_key(voice, refusal.where, refusal.code), **params)

    hostile = Refusal("answers[0]", "hostile", {"creature": "pip"})
    assert said(hostile) == "Pip is too deeply resented for any deal."
    assert (
        said(Refusal("orders[1]", "trimmed", {"good": "honey", "to": 3}))
        == "The order for honey was cut to 3."
    )
    assert said(Refusal("vault", "no_pebbles", {"until": 0})) == "There was nothing in the purse to deposit."


def test_the_words_of_the_calendar_and_of_moods_are_whole() -> None:
    voice = SHIPPED.voice("en")

    assert voice("words.phases.late", season=voice("words.seasons.autumn")) == "late autumn"
    assert len({voice(f"words.moods.{fifth}") for fifth in range(5)}) == 5


def test_shipped_languages_are_known() -> None:
    assert isinstance(SHIPPED, Texts)
    assert set(SHIPPED.languages) == {path.stem for path in (CONTENT / "texts").glob("*.toml")}
