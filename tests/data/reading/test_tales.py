"""Tales in other languages: all of them, with the same words, and faulty files named by what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.reading.content import ContentError, casts, load_cast, load_rules
from data.reading.placeholders import placeholders
from data.reading.tales import WORDS, load_hints, load_retellings

RETELLINGS = load_retellings()
HINTS = load_hints()


@pytest.mark.parametrize("language", RETELLINGS)
def test_every_tale_is_retold_with_the_same_words(language: str) -> None:
    rules, told = load_rules(), RETELLINGS[language]
    assert set(told) == set(rules.tale)
    for name, tale in rules.tale.items():
        assert placeholders(told[name].text) == placeholders(tale.text), name
        assert len(told[name].tells) == len(tale.tells), name
        for own, tell in zip(told[name].tells, tale.tells, strict=True):
            assert placeholders(own) <= placeholders(tell.text), own
        assert bool(told[name].truth) == (name in rules.legend), name


@pytest.mark.parametrize("language", RETELLINGS)
def test_every_hint_is_retold_with_the_same_words(language: str) -> None:
    hints, told = load_rules().weather.told, HINTS[language]
    for own, known in ((told.harsh, hints.harsh), (told.mild, hints.mild)):
        assert [placeholders(text) for text in own] == [placeholders(text) for text in known]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('harsh = ["The {brook} froze."]', "no word for {brook}"),
        ('harsh = [""]', "at least 1 character"),
        ('cold = ["It froze."]', "this field is unknown"),
    ],
)
def test_a_faulty_file_of_hints_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "weather.xx.toml").write_text(text, "utf-8")
    with pytest.raises(ContentError) as caught:
        load_hints(tmp_path)
    assert said in str(caught.value)
    assert "weather.xx.toml" in str(caught.value)


def test_placeholders_are_those_that_a_cast_fills() -> None:
    for name in casts():
        assert set(load_cast(name).words) == WORDS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[flood]\ntext = "The {brook} came."', "no word for {brook}"),
        ('[flood]\ntext = "It came."\ntells = ["Mind the {brook}."]', "no word for {brook}"),
        ('[flood]\ntruth = "It did."', "this field is missing"),
        ('[flood]\ntext = ""', "at least 1 character"),
        ('[flood]\ntext = "It came."\ntitle = "Flood"', "this field is unknown"),
    ],
)
def test_a_faulty_file_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "tales.xx.toml").write_text(text, "utf-8")
    with pytest.raises(ContentError) as caught:
        load_retellings(tmp_path)
    assert said in str(caught.value)
    assert "tales.xx.toml" in str(caught.value)


def test_a_folder_may_have_none(tmp_path: Path) -> None:
    assert load_retellings(tmp_path) == {}
    assert load_hints(tmp_path) == {}
