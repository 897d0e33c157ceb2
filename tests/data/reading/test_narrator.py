"""The narrator's content: complete, varied, and faulty files named by what is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from data.reading.content import CONTENT, ContentError
from data.reading.narrator import BEATS, CHARTS, WORDS, load_narrator
from data.reading.placeholders import placeholders

TEXT = (CONTENT / "narrator.toml").read_text("utf-8")
NARRATORS = {path.stem: load_narrator(path) for path in CONTENT.glob("narrator*.toml")}
ENGLISH, GERMAN = "narrator", "narrator.de"
OTHERS = sorted(set(NARRATORS) - {ENGLISH})


@pytest.mark.parametrize("language", NARRATORS)
def test_every_situation_has_eight_headlines_and_eight_sentences(language: str) -> None:
    narrator = NARRATORS[language]
    assert set(narrator.beats) == set(BEATS)
    for beat in narrator.beats.values():
        assert len(set(beat.headlines)) >= 8
        assert len(set(beat.lines)) >= 8


@pytest.mark.parametrize("language", NARRATORS)
def test_headlines_are_short_and_sentences_end(language: str) -> None:
    for name, beat in NARRATORS[language].beats.items():
        assert all(len(headline) <= 50 and headline[-1] != "." for headline in beat.headlines), name
        assert all(line[-1] in ".!?" for line in beat.lines), name


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_tells_the_same_with_the_same_words(language: str) -> None:
    english, other = NARRATORS[ENGLISH], NARRATORS[language]
    for name in CHARTS:
        assert used(getattr(other.charts, name)) == used(getattr(english.charts, name)), name
    for name in WORDS:
        assert used(getattr(other.words, name)) == used(getattr(english.words, name)), name
    for name, beat in english.beats.items():
        assert used(other.beats[name].lines) - {"place"} == used(beat.lines) - {"place"}, name
        assert other.beats[name].weight == beat.weight, name
    assert set(other.seasons) == set(english.seasons)
    assert set(other.words.phases) == set(english.words.phases)
    assert set(other.places) == set(english.places)


def used(texts: str | Sequence[str]) -> set[str]:
    """Placeholders that stand in any of the texts."""
    return {name for text in ([texts] if isinstance(texts, str) else texts) for name in placeholders(text)}


def test_german_keeps_goods_out_of_the_dative_and_out_of_the_subject() -> None:
    """Names of goods have no endings and any number, so neither their case nor a verb may depend on them."""
    after = r"\b(aus|bei|mit|nach|seit|von|zu|an|dem|der|den|das|die|kein|keine|viel)"
    verb = r"(ist|sind|war|waren|hat|haben|stieg|fiel|wurde|wurden|kostet|kostete|ging|gingen|kam|kamen)\b"
    beats = NARRATORS[GERMAN].beats.values()
    for text in (text for beat in beats for text in (*beat.headlines, *beat.lines)):
        assert not re.search(rf"{after} {{(good|fuel|lots|count)}}", text), text
        assert not re.search(rf"(^|[.:;,!?] ){{(good|fuel|lots|count)}} {verb}", text), text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Nobody deals", "Nobody {verb}", "no word for {verb}"),
        ("Nobody deals", "Nobody {place.__class__}", "plain name"),
        ("[beats.quiet]", "[beats.silence]", "lacking ['quiet'], unknown ['silence']"),
        ("[places]\ndefault", "[places]\nother", "'default' is missing"),
        ("quotes = 2", "quotes = -2", "quotes"),
    ],
)
def test_a_faulty_file_is_refused_in_a_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "narrator.toml"
    assert old in TEXT
    path.write_text(TEXT.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        load_narrator(path)
    assert said in str(caught.value)
