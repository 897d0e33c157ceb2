"""A page of the chronicle: one turn's story."""

from __future__ import annotations

from bot.present.card import Card
from bot.present.card import table as block
from bot.story.story import Story, ranking, table
from bot.words.escape import escape


def chronicle_card(story: Story) -> Card:
    """The story of one turn, everything that was said in it escaped."""
    parts = [
        f"**{escape(story.headline)}**",
        escape(" ".join(story.sentences), 2000),
        *(f'> {quote.emoji} {escape(quote.speaker)}: "{escape(quote.text)}"' for quote in story.quotes),
        *(f"*{escape(line, 600)}*" for line in story.patrons),
        *([f"**{escape(story.ranking_title)}**\n{block(ranking(story))}"] if story.ranking else []),
        block(table(story)),
        *(f"*{escape(note, 800)}*" for note in story.notes),
    ]
    return Card(escape(story.title), "\n".join(part for part in parts if part), footer=story.footer)
