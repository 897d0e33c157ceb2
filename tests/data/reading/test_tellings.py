"""Every kind of event that is told of has words in every language, or what lacks them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.reading.content import CONTENT, ContentError
from data.reading.narrator import BEATS, load_narrator
from data.reading.tellings import WHY, beats_of, check_texts, line_of, lines_of
from data.reading.texts import Texts, load_texts
from engine.events.facts import FACTS
from tests.engine.builders import new, played

TEXTS = load_texts()
KEYS = sorted(f"{WHY}.{name}" for kind in FACTS if kind.entry.why for name in lines_of(kind))


def without(language: str, key: str) -> Texts:
    table = {name: text for name, text in TEXTS.tables[language].items() if name != key}
    return Texts({**TEXTS.tables, language: table})


def test_the_shipped_texts_tell_of_every_kind() -> None:
    check_texts(TEXTS)


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("key", KEYS)
def test_a_text_that_is_missing_is_named_with_its_file(language: str, key: str) -> None:
    with pytest.raises(ContentError, match=rf"{language}\.toml, {key}: this text is missing"):
        check_texts(without(language, key))


@pytest.mark.parametrize(
    ("key", "word"),
    [("settled", "seller"), ("spoilt", "creature"), ("hungry", "missing"), ("reopened", "title")],
)
def test_a_word_that_no_event_gives_is_named(key: str, word: str) -> None:
    tables = {name: {**table, f"{WHY}.{key}": f"So {{{word}}}."} for name, table in TEXTS.tables.items()}
    with pytest.raises(ContentError, match=rf"{WHY}\.{key}: .*no word for {{{word}}}"):
        check_texts(Texts(tables))


def test_no_text_stands_for_a_kind_that_is_not_told() -> None:
    frame = {
        "title",
        "emergent",
        "authored",
        "patron",
        "nothing",
        "no_authored",
        "no_patron",
        "more.one",
        "more.other",
    }
    known = {*KEYS, *(f"{WHY}.{name}" for name in frame)}
    assert {key for key in TEXTS.tables["en"] if key.startswith(f"{WHY}.")} == known


def test_every_event_that_is_told_has_one_of_its_kinds_lines() -> None:
    for outcome in played(new(), 30):
        for event in outcome.events:
            kind = next(kind for kind in FACTS if kind.tells(event))
            if kind.entry.why and len(lines_of(kind)) <= 2:
                assert line_of(event) in lines_of(kind)


def test_the_narrator_has_beats_for_every_kind_of_its_stories() -> None:
    told = {beat for kind in FACTS if kind.entry.story for beat in beats_of(kind)}
    of_no_event = {"overtook", "quiet", "widening", "calm"}
    assert told == set(BEATS) - of_no_event


def test_a_narrator_without_a_beat_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "narrator.toml"
    path.write_text(
        (CONTENT / "narrator.toml").read_text("utf-8").replace("[beats.spoilt]", "[beats.lost]"), "utf-8"
    )
    with pytest.raises(ContentError, match=r"narrator\.toml.*spoilt"):
        load_narrator(path)
