"""Text from minds and people never pings, never links and never leaves its line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.escape import cell, escape, one_line

ANYTHING = st.text(max_size=120)
MARKUP = st.text(alphabet="@<>#!&*_~`|[]()\\:/.-+ \n\t1234567890everyonehtpswdicorg\u202e\u200b", max_size=80)
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[`*_~|\[\]<>#]")
PING = re.compile(r"@(everyone|here)|<(@[!&]?|#|/\w+:|a?:\w+:|t:)\d+|@\S")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Empty jars! I heard them sing!", "Empty jars! I heard them sing!"),
        ("@everyone sell", "@\u200beveryone sell"),
        ("<@123456789012345678> owes me", r"\<@" + "\u200b" + r"123456789012345678\> owes me"),
        ("<#42> and <:owl:42>", r"\<\#42\> and \<:owl:42\>"),
        ("`code` **bold** _it_ ~~no~~ ||hush||", r"\`code\` \*\*bold\*\* \_it\_ \~\~no\~\~ \|\|hush\|\|"),
        ("[free honey](https://example.org)", r"\[free honey\](https:" + "\u200b//example.org)"),
        ("come to discord.gg/abc", "come to discord.\u200bgg/abc"),
        ("two\nlines\r\nand\ta tab", "two lines and a tab"),
        ("# shout", r"\# shout"),
        ("- a list", r"\- a list"),
        ("1. a list", r"1\. a list"),
        ("> a quote", r"\> a quote"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\\", "a\\\\"),
        ("3 honey, 4.5 each: not 1.", "3 honey, 4.5 each: not 1."),
        ("🐿️ and 👩‍🌾", "🐿️ and 👩‍🌾"),
    ],
)
def test_markup_shows_as_it_was_typed(said: str, shown: str) -> None:
    assert escape(said) == shown


@given(ANYTHING | MARKUP)
def test_nothing_pings_links_or_breaks_the_line(text: str) -> None:
    shown = escape(text)
    assert "\n" not in shown
    assert {c for c in shown if not c.isprintable()} <= set("\u200b\u200d\ufe0e\ufe0f")
    assert not UNESCAPED.search(shown.replace("\\\\", ""))
    assert not PING.search(shown.replace("@\u200b", ""))
    assert "://" not in shown
    shown.encode("utf-8")


@given(ANYTHING | MARKUP, st.integers(min_value=1, max_value=60))
def test_a_line_keeps_its_length(text: str, limit: int) -> None:
    assert len(one_line(text, limit)) <= limit
    assert len(cell(text, limit)) <= limit


@given(ANYTHING | MARKUP)
def test_a_cell_cannot_end_its_code_block(text: str) -> None:
    shown = cell(text)
    assert "`" not in shown
    assert "\n" not in shown


@given(st.text(alphabet="abcdefghij klmnopqrstuvwxyz,!?'", max_size=100))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert escape(text) == " ".join(text.split())


def test_a_cut_is_shown() -> None:
    assert one_line("hollow log trading company", 10) == "hollow lo…"


def test_stacked_marks_are_thinned() -> None:
    assert one_line("z" + "\u0336" * 40) == "z" + "\u0336" * 2
