"""Cards on a terminal: what Discord would draw is drawn by Rich, and nothing that people wrote is taken for markup."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.style import Style

from bot.play.card_view import card_view, styled_line
from bot.present.card import Card, relative, table
from bot.words.escape import escape, one_line


def printed(card: Card) -> str:
    shown = StringIO()
    Console(file=shown, width=80).print(card_view(card, lambda _: "soon"))
    return shown.getvalue()


def test_a_card_is_its_title_its_body_and_its_footer() -> None:
    assert printed(Card("Title", "one\ntwo", "#aa0000", "foot")) == "Title\none\ntwo\nfoot\n\n"


def test_marks_become_styles() -> None:
    text = styled_line("**Purse** 3 *or* `less`")
    assert text.plain == "Purse 3 or less"
    styles = {text.plain[span.start : span.end]: span.style for span in text.spans}
    assert styles["Purse"] == Style(bold=True)
    assert styles["or"] == Style(italic=True)
    assert styles["less"] == Style(bold=True)


def test_a_table_stands_as_it_is() -> None:
    assert printed(Card("T", table(["a  *b*", "c"]))) == "T\n  a  *b*\n  c\n\n"


def test_an_instant_is_put_into_words() -> None:
    assert "ready soon." in printed(Card("T", f"ready {relative(datetime(2026, 1, 1, tzinfo=UTC))}."))


@given(st.text(max_size=60))
def test_what_was_escaped_stands_as_it_was_written(text: str) -> None:
    assert styled_line(escape(text)).plain == one_line(text)
