"""The narrator's content: complete, varied, and faulty files named by what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.content import CONTENT, ContentError
from data.narrator import BEATS, load_narrator

TEXT = (CONTENT / "narrator.toml").read_text("utf-8")


def test_every_situation_has_eight_headlines_and_eight_sentences() -> None:
    narrator = load_narrator()
    assert set(narrator.beats) == set(BEATS)
    for beat in narrator.beats.values():
        assert len(set(beat.headlines)) >= 8
        assert len(set(beat.lines)) >= 8


def test_headlines_are_short_and_sentences_end() -> None:
    for name, beat in load_narrator().beats.items():
        assert all(len(headline) <= 50 and headline[-1] != "." for headline in beat.headlines), name
        assert all(line[-1] in ".!?" for line in beat.lines), name


def test_an_unknown_cast_has_places_too() -> None:
    narrator = load_narrator()
    assert narrator.places_of("wood") != narrator.places_of("nowhere") == narrator.places["default"]


def test_an_unknown_season_goes_by_its_id() -> None:
    assert load_narrator().season("monsoon").name == "monsoon"


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
