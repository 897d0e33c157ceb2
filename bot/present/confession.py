"""Confession card: what a creature thought in the last ended chapter, and never in the one under way."""

from __future__ import annotations

from collections.abc import Sequence

from bot.present.card import Card
from bot.story.candour import Candour, candour
from bot.words.escape import escape
from data.reading.texts import TextValue, Voice
from data.store.history import History
from data.store.records import Look
from engine import accounts
from engine.chapters import Chapter, last_ended
from engine.content.cast import Creature
from engine.events.facts import Thought

LONGEST = 3_500
"""Most characters of a card's body; Discord takes 4,000 of everything together."""


async def thoughts_of(history: History, wood: str, creature: str, chapter: Chapter) -> list[tuple[int, str]]:
    """Turn and thought, in order, of a chapter that has ended."""
    found: list[tuple[int, str]] = []
    for turn in range(chapter.first, chapter.last + 1):
        events = await history.events_of_turn(wood, turn, (accounts.creature(creature),))
        found += [(turn, thought.text) for thought in Thought.among(events)]
    return found


async def candour_of(history: History, loaded: Look, creature: str) -> Candour:
    """A creature's contradiction meter over the last chapter that has ended; a live one would tell sealed orders."""
    chapter = last_ended(loaded.wood.turn, loaded.wood.rules.chapter)
    if chapter is None:
        return Candour()
    traces = await history.traces(loaded.record.id, chapter.first, chapter.last)
    return candour(loaded.wood.cast, (trace.result for trace in traces if trace.creature == creature))


def confession_card(
    voice: Voice, who: Creature, chapter: Chapter | None, thoughts: Sequence[tuple[int, str]]
) -> Card:
    """One creature's thoughts; where they are too many for a card, the last ones."""
    if chapter is None:
        return Card(f"{who.emoji} {escape(who.name)}", voice("discord.confession.none"), who.colour)
    words: dict[str, TextValue] = {"name": escape(who.name), "chapter": chapter.number}
    title = voice("discord.confession.title", emoji=who.emoji, **words)
    lines = [voice("discord.confession.line", turn=turn, text=escape(text)) for turn, text in thoughts]
    while sum(map(len, lines)) + len(lines) > LONGEST:
        del lines[0]
    return Card(title, "\n".join(lines) or voice("discord.confession.silent", **words), who.colour)
