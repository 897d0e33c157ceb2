"""Localiser: what things are called in a reader's language, by its own file or else by the cast's.

For whoever shows a wood, never for the engine or the store.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from bot.words.escape import one_line
from data.reading.tales import Retelling, Retellings, RetoldHints
from data.reading.texts import Texts, Voice
from data.store.records import ByHand, Daily, Every, Schedule, Unreadable
from engine import accounts
from engine.accounts import Account
from engine.content.cast import Cast, Creature, Ware
from engine.content.hints import Hints
from engine.content.legend import Legend, Shock
from engine.content.rules import Rules
from engine.content.season import Day
from engine.events.event import Event
from engine.events.facts import Rumour
from engine.wood import OpenWood

Tale = TypeVar("Tale", bound=Shock)
T = TypeVar("T")
KEPT = 64
"""Worded casts, rules and rumours that are kept: a few per language and era in use."""
Rumours = Mapping[tuple[str, str], str]
"""A tale's id, empty for none, and what the wind said of it -> the same in another language."""


@dataclass(frozen=True, slots=True)
class Localiser:
    """LRU cache of content in each language; where a language has no name, the content's own stays.

    Wording content checks it anew, which takes milliseconds, so each content is worded once for each language.
    """

    texts: Texts
    retellings: Retellings
    hints: RetoldHints = field(default_factory=dict)
    _kept: OrderedDict[tuple[str, ...], object] = field(
        default_factory=OrderedDict, init=False, compare=False
    )

    def cast(self, people: Cast, language: str) -> Cast:
        """The cast with its goods and money named in a language, names cut to what a cast may hold."""
        voice = self.texts.voice(language)
        return self._once(("cast", people.digest, voice.language), lambda: _worded_cast(voice, people))

    def rules(self, rules: Rules, language: str) -> Rules:
        """The rules with their shocks and legends told in a language."""
        voice = self.texts.voice(language)
        told = self.retellings.get(voice.language, {})
        hints = _same_length(self.hints.get(voice.language), rules.weather.told)
        return self._once(
            ("rules", rules.digest, voice.language), lambda: _worded_rules(voice, rules, told, hints)
        )

    def wood(self, wood: OpenWood, language: str) -> OpenWood:
        """A wood to be shown, its cast and rules worded in a language."""
        return replace(wood, cast=self.cast(wood.cast, language), rules=self.rules(wood.rules, language))

    def rumours(self, people: Cast, rules: Rules, language: str) -> Rumours:
        """What a wood's tales can put on the wind, in a language."""
        voice = self.texts.voice(language)
        return self._once(
            ("rumours", people.digest, rules.digest, voice.language),
            lambda: _worded_rumours(people, rules, self.cast(people, language), self.rules(rules, language)),
        )

    def _once(self, key: tuple[str, ...], work: Callable[[], T]) -> T:
        """What was worked out for a key before, or is now."""
        if key not in self._kept:
            self._kept[key] = work()
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return cast(T, self._kept[key])


def retell(events: Iterable[Event], rumours: Rumours) -> tuple[Event, ...]:
    """Events with what the wind said in another language; what creatures said stays as they said it."""
    return tuple(_retell(event, rumours) if Rumour.tells(event) else event for event in events)


def _retell(event: Event, rumours: Rumours) -> Event:
    heard = Rumour.of(event)
    return event._replace(data={**event.data, "text": rumours.get((heard.tale, heard.text), heard.text)})


def _worded_cast(voice: Voice, people: Cast) -> Cast:
    return people.changed(
        goods=tuple(good.changed(name=one_line(good_name(voice, good), 14)) for good in people.goods),
        asset=people.asset and people.asset.changed(name=one_line(good_name(voice, people.asset), 14)),
        pebble=one_line(coin(voice, people), 16),
        pebbles=one_line(money(voice, people), 16),
    )


def _same_length(own: Hints | None, hints: Hints) -> Hints:
    """Hints in a language, sentence for sentence; as they are where that has none, or others than there are."""
    same = own and (len(own.harsh), len(own.mild)) == (len(hints.harsh), len(hints.mild))
    return own if own and same else hints


def _worded_rules(voice: Voice, rules: Rules, told: Mapping[str, Retelling], hints: Hints) -> Rules:
    return rules.changed(
        weather=rules.weather.changed(told=hints),
        shocks=tuple(_retell_tale(voice, rules, shock, told) for shock in rules.shocks),
        legends=tuple(
            _retell_tale(voice, rules, legend, told).changed(
                episode=one_line(episode(voice, legend), 80), truth=_truth(legend, told)
            )
            for legend in rules.legends
        ),
    )


def _worded_rumours(people: Cast, rules: Rules, shown_cast: Cast, shown: Rules) -> Rumours:
    hints, own_hints = rules.weather.told, shown.weather.told
    said = [("", *pair) for pair in zip(hints.harsh, own_hints.harsh, strict=True)]
    said += [("", *pair) for pair in zip(hints.mild, own_hints.mild, strict=True)]
    for name, tale in rules.tale.items():
        said += [
            (name, tell.text, own.text) for tell, own in zip(tale.tells, shown.tale[name].tells, strict=True)
        ]
    return {
        (name, text.format_map(people.words)): own.format_map(shown_cast.words) for name, text, own in said
    }


def _retell_tale(voice: Voice, rules: Rules, tale: Tale, told: Mapping[str, Retelling]) -> Tale:
    title = one_line(tale_title(voice, rules, tale.id), 60)
    own = told.get(tale.id)
    if own is None:
        return tale.changed(title=title)
    texts = own.tells if len(own.tells) == len(tale.tells) else [tell.text for tell in tale.tells]
    tells = tuple(tell.changed(text=text) for tell, text in zip(tale.tells, texts, strict=True))
    return tale.changed(title=title, text=own.text, tells=tells)


def _truth(legend: Legend, told: Mapping[str, Retelling]) -> str:
    own = told.get(legend.id)
    return own.truth if own and own.truth else legend.truth


def good_name(voice: Voice, good: Ware) -> str:
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
    """What readers call an account: a creature's name, a patron, who is never named here, or another's word."""
    creature = accounts.creature_of(account)
    if creature is not None:
        return cast.creature[creature].name if creature in cast.creature else creature
    known = {"patron": "patron", "road": "stranger", "forester": "forester", "nature": "nature"}
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
