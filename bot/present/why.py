"""Card of causes: what happened in a turn, by whether creatures, authors or patrons caused it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bot.present.card import Card
from bot.story.record import whole
from bot.words.escape import escape
from bot.words.localiser import good_name, money, party_name, tale_title
from data.reading.tellings import WHY, line_of
from data.reading.texts import Voice
from engine.accounts import of_party
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.events.catalogue import Fact
from engine.events.event import Event, Origin, Value
from engine.events.facts import FACTS, Cold, Harvested, Hungry, Priced, Spoilt, read

ORIGINS: tuple[Origin, ...] = ("emergent", "authored", "patron")
ROOM = 1150
"""Characters for one origin's lines: all three and their headings fit into one message."""
TOLD = tuple(sorted((kind for kind in FACTS if kind.entry.why), key=lambda kind: -kind.entry.weight))
"""Kinds of events that have lines, the weightiest first."""


def why_card(voice: Voice, cast: Cast, rules: Rules, turn: int, events: Sequence[Event]) -> Card:
    """A turn's public events under their origins."""
    told: dict[Origin, list[str]] = defaultdict(list)
    for origin, line in _lines(_Telling(voice, cast, rules), events):
        told[origin].append(f"- {line}")
    blocks = [
        "\n".join([voice(f"{WHY}.{origin}"), *_fitting(voice, told[origin])])
        for origin in ORIGINS
        if told[origin] or origin == "emergent"
    ]
    missing = [voice(f"{WHY}.no_{origin}") for origin in ORIGINS[1:] if not told[origin]]
    return Card(voice("discord.why.title", turn=turn), "\n".join([*blocks, *missing]))


def _lines(telling: _Telling, events: Sequence[Event]) -> Iterator[tuple[Origin, str]]:
    """Lines with their origins, the weightier first."""
    for kind in TOLD:
        found = [event for event in events if kind.tells(event)]
        yield from TELLINGS.get(kind, _Telling.alone)(telling, found)


class _Telling:
    """Words for one cast, in one language."""

    def __init__(self, voice: Voice, cast: Cast, rules: Rules) -> None:
        self._voice = voice
        self._cast = cast
        self._rules = rules

    def alone(self, events: Iterable[Event]) -> Iterator[tuple[Origin, str]]:
        """Each event as a line of its own."""
        for event in events:
            yield event.origin, self._voice(f"{WHY}.{line_of(event)}", **self._words(event))

    def prices(self, events: Iterable[Event]) -> Iterator[tuple[Origin, str]]:
        """Goods of which there is anything to say: a price that moved, or somebody who wanted or offered it."""
        for event in events:
            priced = Priced.of(event)
            if priced.before != priced.after or priced.demand or priced.supply or priced.volume:
                yield event.origin, self._price(priced)

    def _price(self, priced: Priced) -> str:
        """How trade and drift moved a price, and what was wanted and offered at it."""
        before, after = whole(priced.before / 1000), whole(priced.after / 1000)
        way = "up" if priced.after > priced.before else "down"
        line = self._voice(
            f"{WHY}.price_{way if before != after else 'level'}",
            good=self._good(priced.good),
            before=before,
            after=after,
            demand=priced.demand,
            supply=priced.supply,
        )
        traded = self._voice.count(f"{WHY}.traded", priced.volume, price=priced.price)
        return f"{line} {traded}" if priced.volume else line

    def harvests(self, events: Iterable[Event]) -> Iterator[tuple[Origin, str]]:
        """Harvests that a tale made larger or smaller."""
        for event in events:
            factor = Harvested.of(event).factor
            if factor != 1000:
                words = {**self._words(event), "percent": factor // 10}
                yield event.origin, self._voice(f"{WHY}.{line_of(event)}", **words)

    def spoilt(self, events: Iterable[Event]) -> Iterator[tuple[Origin, str]]:
        """Stocks that a tale destroyed, of each good together."""
        lost: Counter[tuple[Origin, str, str]] = Counter()
        for event in events:
            loss = Spoilt.of(event)
            lost[event.origin, loss.good, loss.tale] += loss.quantity
        for (origin, good, tale), quantity in lost.items():
            words = {"good": self._good(good), "title": self._tale(tale)}
            yield origin, self._voice(f"{WHY}.spoilt", quantity=quantity, **words)

    def hungry(self, events: Iterable[Event]) -> Iterator[tuple[Origin, str]]:
        """Who went hungry."""
        return self._short("hungry", [(event.origin, Hungry.of(event).creature) for event in events])

    def cold(self, events: Iterable[Event]) -> Iterator[tuple[Origin, str]]:
        """Who was cold."""
        return self._short("cold", [(event.origin, Cold.of(event).creature) for event in events])

    def _short(self, name: str, creatures: Iterable[tuple[Origin, str]]) -> Iterator[tuple[Origin, str]]:
        short: dict[Origin, list[str]] = defaultdict(list)
        for origin, creature in creatures:
            short[origin].append(self._who(creature))
        for origin, names in short.items():
            yield origin, self._voice(f"{WHY}.{name}", names=", ".join(names))

    def _words(self, event: Event) -> dict[str, Value]:
        """What an event's fields hold, as words and whole pebbles."""
        words: dict[str, Value] = {
            "pebbles": money(self._voice, self._cast),
            "keeper": self._who(self._cast.keeper),
        }
        for name, sort in read(event).entry.fields.items():
            value = event.data[name]
            words[name] = self._word(sort, value)
            if sort.startswith("tale") and value:
                words["title"] = self._tale(str(value))
        return words

    def _word(self, sort: str, value: Value) -> Value:
        if isinstance(value, int):
            return whole(value / 1000) if sort == "millipebbles" else value
        match sort:
            case "creature" | "party" | "person":
                return self._who(value)
            case "good":
                return self._good(value)
            case "text":
                return escape(value)
        return value

    def _who(self, name: str) -> str:
        return escape(party_name(self._voice, self._cast, of_party(name)))

    def _good(self, good: str) -> str:
        known = self._cast.good.get(good)
        return good_name(self._voice, known) if known else good

    def _tale(self, tale: str) -> str:
        return escape(tale_title(self._voice, self._rules, tale))


TELLINGS: Mapping[type[Fact], Callable[[_Telling, Iterable[Event]], Iterator[tuple[Origin, str]]]] = {
    Priced: _Telling.prices,
    Harvested: _Telling.harvests,
    Spoilt: _Telling.spoilt,
    Hungry: _Telling.hungry,
    Cold: _Telling.cold,
}
"""How kinds are told of which not every event is a line of its own."""


def _fitting(voice: Voice, lines: Sequence[str]) -> list[str]:
    """As many lines as there is room for, and how many more there are."""
    if not lines:
        return [f"- {voice('discord.why.nothing')}"]
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > ROOM:
            return [*kept, f"- {voice.count('discord.why.more', len(lines) - len(kept))}"]
        kept.append(line)
    return kept
