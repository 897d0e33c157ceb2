"""All that was said in public in one turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.present.card import Card
from bot.words.escape import escape
from data.reading.texts import Voice
from engine.content.cast import Cast
from engine.events.event import Event
from engine.events.facts import Rumour, Said, read


def gossip_card(voice: Voice, cast: Cast, turn: int, events: Iterable[Event]) -> Card:
    """What creatures said and what the wind told, in order."""
    lines = [f"**{escape(who)}:** {escape(text)}" for who, text in _lines(voice, cast, events)]
    return Card(voice("discord.gossip.title", turn=turn), "\n".join(lines) or voice("discord.gossip.none"))


def _lines(voice: Voice, cast: Cast, events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    for event in events:
        match read(event):
            case Said(creature=creature, text=text):
                yield cast.creature[creature].name, text
            case Rumour(text=text):
                yield voice("discord.gossip.wind"), text
