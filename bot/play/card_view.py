"""Rendering of cards for a terminal: the markup that cards are written in, shown by Rich at 80 columns or more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from bot.present.card import Card
from bot.words.escape import one_line

When = Callable[[datetime], str]
"""How far away an instant is, in words."""
FENCE = "```"
ARROWS = {"▲": "green", "▼": "red"}
MARKS = re.compile(
    r"\\(?P<plain>.)|`(?P<code>[^`]*)`|<t:(?P<instant>\d+):\w>|(?P<bold>\*\*)|(?P<italic>\*)|(?P<nothing>\u200b)"
)


def card_view(card: Card, when: When = str) -> Group:
    """Title, body and footer of a card. `when` words the instants that Discord would show to each reader."""
    title = Style(bold=True, color=card.colour or "cyan")
    return Group(
        Text(_plain_line(card.title, when), style=title),
        *_body(card.body, when),
        *([Text(_plain_line(card.footer, when), style="dim")] if card.footer else []),
        Text(),
    )


def styled_line(line: str, when: When = str) -> Text:
    """One line of markup: bold, italic, code and instants; what was escaped stands as itself."""
    text, at = Text(), 0
    bold = italic = False

    def append(part: str, *, code: bool = False) -> None:
        text.append(part, Style(bold=bold or code or None, italic=italic or None))

    for mark in MARKS.finditer(line):
        append(line[at : mark.start()])
        at = mark.end()
        match mark.lastgroup:
            case "plain":
                append(mark["plain"])
            case "code":
                append(mark["code"], code=True)
            case "instant":
                append(when(datetime.fromtimestamp(int(mark["instant"]), UTC)))
            case "bold":
                bold = not bold
            case "italic":
                italic = not italic
    append(line[at:])
    return _colour_arrows(text)


def _body(body: str, when: When) -> Iterator[RenderableType]:
    fenced = False
    for line in body.splitlines():
        if line.startswith(FENCE):
            fenced = not fenced
        elif fenced:
            yield Padding(_colour_arrows(Text(line)), (0, 0, 0, 2), expand=False)
        elif line.startswith("> "):
            yield Padding(styled_line(line[2:], when), (0, 0, 0, 2), expand=False)
        elif line.startswith("- "):
            yield Padding(Text.assemble("· ", styled_line(line[2:], when)), (0, 0, 0, 1), expand=False)
        else:
            yield styled_line(line, when)


def _plain_line(line: str, when: When) -> str:
    return one_line(styled_line(line, when).plain)


def _colour_arrows(text: Text) -> Text:
    for arrow, style in ARROWS.items():
        text.highlight_words([arrow], style)
    return text
