"""A creature's card: what everybody may see of it. Its thoughts and its claims on the vault are its own."""

from __future__ import annotations

from bot.present.card import Card, bar, pad, table
from bot.story.candour import Candour
from bot.words.escape import escape
from bot.words.localiser import character, good_name, money, party_name, species
from data.reading.texts import Voice
from engine import accounts
from engine.accounts import Account
from engine.content.cast import Creature
from engine.deals.table import Deal
from engine.ledger import PEBBLE
from engine.wealth import wealth
from engine.wood import OpenWood

NO_METER = Candour()
MOODS = 5
"""Words for moods, `words.moods.0` the lowest."""
NOTICED = 150
"""Sentiment, in thousandths, from which on it is worth a word."""


def creature_card(voice: Voice, wood: OpenWood, creature: str, meter: Candour = NO_METER) -> Card:
    """Character, mood, possessions, memory in words and last public words of one creature; `meter` is its
    contradiction meter.
    """
    who = wood.cast.creature[creature]
    parts = [
        f"*{escape(character(voice, who), 300)}*",
        _state(voice, wood, who),
        table(_stock(voice, wood, who)),
        _memory(voice, wood, who),
        *_contracts(voice, wood, who),
        *_words(voice, wood, who),
        *_meter(voice, meter),
    ]
    title = voice(
        "discord.creature.title",
        emoji=who.emoji,
        name=escape(who.name),
        species=escape(species(voice, who)),
    )
    return Card(title, "\n".join(parts), who.colour)


def _state(voice: Voice, wood: OpenWood, who: Creature) -> str:
    worth = wealth(wood)
    mood = wood.souls[who.id].mood
    return voice(
        "discord.creature.state",
        mood=voice(f"words.moods.{min(MOODS - 1, mood * MOODS // 1000)}"),
        bar=bar(mood / 1000),
        purse=wood.balances[accounts.creature(who.id)].get(PEBBLE, 0),
        pebbles=money(voice, wood.cast),
        wealth=worth[who.id],
        rank=1 + sum(other > worth[who.id] for other in worth.values()),
        count=len(worth),
    )


def _stock(voice: Voice, wood: OpenWood, who: Creature) -> list[str]:
    holdings = wood.balances[accounts.creature(who.id)]
    notes = {who.makes: voice("discord.creature.makes")}
    return [
        f"{pad(good_name(voice, good), 14)}{holdings.get(good.id, 0):>4}  {notes.get(good.id, '')}"
        for good in wood.cast.traded
    ]


def _memory(voice: Voice, wood: OpenWood, who: Creature) -> str:
    """Sentiments toward other creatures in words; what it thinks of patrons is not for all to see."""
    strongest = sorted(
        (felt for felt in wood.souls[who.id].memory.items() if accounts.creature_of(felt[0])),
        key=lambda item: (-abs(item[1]), item[0]),
    )
    felt = [
        voice(f"discord.sentiments.{_sentiment(value, wood.rules.memory.hostile)}",
              name=party_name(voice, wood.cast, other))
        for other, value in strongest[: wood.rules.memory.shown]
        if abs(value) >= NOTICED
    ]  # fmt: skip
    if not felt:
        return voice("discord.creature.no_memory")
    return voice("discord.creature.memory", felt=", ".join(felt))


def _sentiment(value: int, hostile: int) -> str:
    if value <= hostile:
        return "hostile"
    if value >= -hostile:
        return "devoted"
    return "fond" if value > 0 else "wary"


def _contracts(voice: Voice, wood: OpenWood, who: Creature) -> list[str]:
    """Own contracts that were signed in public, as giver or taker."""
    me = accounts.creature(who.id)
    return [_contract(voice, wood, c, me) for c in wood.contracts if me in c.summary[:2]]


def _contract(voice: Voice, wood: OpenWood, deal: Deal, me: Account) -> str:
    terms = deal.summary
    side, other = terms.side(me)
    return voice(
        f"discord.contracts.{deal.kind}_{side}",
        other=party_name(voice, wood.cast, other),
        quantity=terms.quantity,
        good=good_name(voice, wood.cast.good[terms.good]),
        price=terms.price,
        pebbles=money(voice, wood.cast),
        due=deal.due,
    )


def _words(voice: Voice, wood: OpenWood, who: Creature) -> list[str]:
    lines = wood.souls[who.id].lines
    return [voice("discord.creature.said", text=escape(lines[-1]))] if lines else []


def _meter(voice: Voice, meter: Candour) -> list[str]:
    if not meter.turns:
        return []
    return [voice("discord.creature.contradicted", percent=f"{meter.share:.0%}", turns=meter.turns)]
