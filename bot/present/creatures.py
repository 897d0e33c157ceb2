"""All creatures of a wood side by side."""

from __future__ import annotations

from bot.present.card import Card, pad, table
from bot.words.localiser import good_name, money
from data.reading.texts import Voice
from engine import accounts
from engine.ledger import PEBBLE
from engine.wealth import wealth
from engine.wood import OpenWood

NAME, MAKES = 9, 9
"""Columns for a creature's name and for its good."""


def creatures_card(voice: Voice, wood: OpenWood) -> Card:
    """Wealth, purse and mood of each creature, the richest first."""
    worth = wealth(wood)
    heads = (
        voice("discord.creatures.wealth"),
        voice("discord.creatures.purse"),
        voice("discord.creatures.mood"),
    )
    head = f"{pad('', NAME + MAKES)}{heads[0]:>5}{heads[1]:>6}{heads[2]:>5}"
    rows = [
        _row(voice, wood, creature, worth[creature]) for creature in sorted(worth, key=lambda c: -worth[c])
    ]
    note = voice("discord.creatures.note", pebbles=money(voice, wood.cast))
    return Card(voice("discord.creatures.title", turn=wood.turn), f"{table([head, *rows])}\n{note}")


def _row(voice: Voice, wood: OpenWood, creature: str, worth: int) -> str:
    who = wood.cast.creature[creature]
    purse = wood.balances[accounts.creature(creature)].get(PEBBLE, 0)
    makes = good_name(voice, wood.cast.good[who.makes])
    mood = f"{wood.souls[creature].mood // 10} %"
    return f"{pad(who.name, NAME)}{pad(makes, MAKES)}{worth:>5}{purse:>6}{mood:>5}"
