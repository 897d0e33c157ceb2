"""What things are called in a reader's language: the file's own words, or else the cast's."""

from __future__ import annotations

from data.reading.texts import Voice
from data.store.records import ByHand, Daily, Every, Schedule, Unreadable
from engine import accounts
from engine.accounts import Account
from engine.content.cast import Cast, Creature, Good
from engine.content.legend import Legend
from engine.content.rules import Rules
from engine.content.season import Day


def good_name(voice: Voice, good: Good) -> str:
    """A good's name."""
    return voice.either(f"discord.names.goods.{good.id}", good.name)


def money(voice: Voice, cast: Cast) -> str:
    """What money is called."""
    return voice.either(f"discord.names.money.{cast.pebbles}", cast.pebbles)


def coin(voice: Voice, cast: Cast) -> str:
    """What one unit of money is called."""
    return voice.either(f"discord.names.money.{cast.pebble}", cast.pebble)


def species(voice: Voice, creature: Creature) -> str:
    """What kind of animal, or person, a creature is."""
    return voice.either(f"discord.names.species.{creature.species}", creature.species)


def character(voice: Voice, creature: Creature) -> str:
    """A creature's character in a sentence or two."""
    return voice.either(f"discord.names.characters.{creature.id}", creature.card)


def tale_title(voice: Voice, rules: Rules, tale: str) -> str:
    """A shock's or legend's title; its id where the rules no longer have it."""
    known = rules.tale.get(tale)
    return voice.either(f"discord.names.tales.{tale}", known.title if known else tale)


def episode(voice: Voice, legend: Legend) -> str:
    """The real episode that a legend retells."""
    return voice.either(f"discord.names.episodes.{legend.id}", legend.episode)


def party_name(voice: Voice, cast: Cast, account: Account) -> str:
    """What readers call an account: a creature's name, a patron who is never named here, a stranger, the forester."""
    creature = accounts.creature_of(account)
    if creature is not None:
        return cast.creature[creature].name if creature in cast.creature else creature
    known = {"patron": "patron", "road": "stranger", "forester": "forester"}
    word = known.get(accounts.kind(account))
    return voice(f"discord.words.{word}") if word else account


def season_name(voice: Voice, season: str) -> str:
    """A season's name; its id where no text has it."""
    key = f"words.seasons.{season}"
    return voice(key) if voice.knows(key) else season


def season_emoji(voice: Voice, season: str) -> str:
    """A season's sign."""
    key = f"discord.season_emoji.{season}"
    return voice(key) if voice.knows(key) else "🌳"


def season_line(voice: Voice, today: Day) -> str:
    """Phase and season, for instance `late autumn`."""
    season = season_name(voice, today.season.id)
    return voice(f"words.phases.{today.phase}", season=season)


def schedule_line(voice: Voice, schedule: Schedule) -> str:
    """When turns come."""
    match schedule:
        case Daily(hour=hour, minute=minute, zone=zone):
            return voice("discord.schedule.daily", time=f"{hour:02}:{minute:02}", zone=zone)
        case Every(minutes=minutes):
            return voice.count("discord.schedule.every", minutes)
        case ByHand():
            return voice("discord.schedule.by_hand")
        case Unreadable():
            return voice("discord.schedule.unreadable")
