"""A turn's story in the terminal."""

from __future__ import annotations

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from bot.story.story import Saying, Story, ranking, table
from bot.words.escape import one_line

ARROWS = {"▲": "green", "▼": "red"}


def story_view(story: Story) -> Group:
    """The story as a terminal shows it, 80 columns or more; nothing in it is read as markup."""
    return Group(
        Text(one_line(story.title), style="bold cyan"),
        Text(one_line(story.headline), style="bold"),
        Text(one_line(" ".join(story.sentences), 2000)),
        *(_quote(quote) for quote in story.quotes),
        *(Text(one_line(line, 600), style="italic") for line in story.patrons),
        *([Text(one_line(story.ranking_title), style="bold yellow")] if story.ranking else []),
        *(_row(line) for line in (ranking(story) if story.ranking else [])),
        *(_row(line) for line in table(story)),
        Text(one_line(story.footer), style="dim"),
        *(Text(one_line(note, 800), style="italic dim") for note in story.notes),
        Text(),
    )


def _quote(quote: Saying) -> Padding:
    text = Text.assemble(
        (f"{quote.emoji} {one_line(quote.speaker)}: ", "bold"), (f'"{one_line(quote.text)}"', "italic")
    )
    return Padding(text, (0, 0, 0, 2))


def _row(line: str) -> Padding:
    text = Text(line)
    for arrow, style in ARROWS.items():
        text.highlight_words([arrow], style)
    return Padding(text, (0, 0, 0, 2))
