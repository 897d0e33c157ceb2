"""What happened in a turn and why: what creatures, what authors and what patrons caused, apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.present.card import Card
from bot.story.record import whole
from bot.words.escape import escaped
from bot.words.names import doer, good_name, tale_title, trader
from data.reading.texts import Voice
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.event import Event, Origin, Value

ORIGINS: tuple[Origin, ...] = ("emergent", "authored", "patron")
ROOM = 1150
"""Characters for one origin's lines: all three and their headings fit into one message."""
ALONE = ("run", "shut", "reopened", "signed", "delivered", "repaid", "defaulted", "fair", "rumour", "settled",
         "struck", "drawn", "vetoed", "chapter")  # fmt: skip
"""Kinds of events that have a line each, `discord.why.<kind>`, in order of weight."""
PEOPLE = ("creature", "giver", "taker", "to")


def why_card(voice: Voice, cast: Cast, rules: Rules, turn: int, events: Sequence[Event]) -> Card:
    """A turn's public events under their origins."""
    told: dict[Origin, list[str]] = defaultdict(list)
    for origin, line in _lines(_Telling(voice, cast, rules), events):
        told[origin].append(f"- {line}")
    blocks = [
        "\n".join([voice(f"discord.why.{origin}"), *_fitting(voice, told[origin])])
        for origin in ORIGINS
        if told[origin] or origin == "emergent"
    ]
    missing = [voice(f"discord.why.no_{origin}") for origin in ORIGINS[1:] if not told[origin]]
    return Card(voice("discord.why.title", turn=turn), "\n".join([*blocks, *missing]))


def _lines(telling: _Telling, events: Sequence[Event]) -> Iterator[tuple[Origin, str]]:
    """Lines with their origins, the weightier first."""
    for kind in ALONE:
        for event in events:
            if event.kind == kind:
                yield event.origin, telling.event(event)
    for event in events:
        if event.kind == "priced" and telling.moved(event):
            yield event.origin, telling.price(event)
    yield from telling.harvests(events)
    yield from telling.spoilt(events)
    yield from telling.shortages(events)


class _Telling:
    """Words for one cast, in one language."""

    def __init__(self, voice: Voice, cast: Cast, rules: Rules) -> None:
        self._voice = voice
        self._cast = cast
        self._rules = rules

    def event(self, event: Event) -> str:
        """One event as a line of its own."""
        kind = event.kind
        if kind in ("signed", "defaulted"):
            kind = f"{kind}_{event.data['kind']}"
        elif kind == "shut":
            kind = "shut_by_tale" if event.data["tale"] else "shut_by_run"
        return self._voice(f"discord.why.{kind}", **self._words(event.data))

    def moved(self, event: Event) -> bool:
        """Whether there is anything to say of a good: a price that moved, or somebody who wanted or offered it."""
        data = event.data
        return data["before"] != data["after"] or bool(data["demand"] or data["supply"] or data["volume"])

    def price(self, event: Event) -> str:
        """How trade and drift moved a price, and what was wanted and offered at it."""
        data = event.data
        before, after = whole(int(data["before"]) / 1000), whole(int(data["after"]) / 1000)
        way = "up" if int(data["after"]) > int(data["before"]) else "down"
        key = f"discord.why.price_{way if before != after else 'level'}"
        traded = self._voice.count("discord.why.traded", int(data["volume"]), price=data["price"])
        line = self._voice(
            key,
            good=self._good(str(data["good"])),
            before=before,
            after=after,
            demand=data["demand"],
            supply=data["supply"],
        )
        return f"{line} {traded}" if data["volume"] else line

    def harvests(self, events: Iterable[Event]) -> Iterator[tuple[Origin, str]]:
        """Harvests that a tale made larger or smaller."""
        for event in events:
            if event.kind == "harvest" and event.data["factor"] != 1000:
                words = {**self._words(event.data), "percent": int(event.data["factor"]) // 10}
                yield event.origin, self._voice("discord.why.harvest", **words)

    def spoilt(self, events: Iterable[Event]) -> Iterator[tuple[Origin, str]]:
        """Stocks that a tale destroyed, of each good together."""
        lost: Counter[tuple[Origin, str, str]] = Counter()
        for event in events:
            if event.kind == "spoilt":
                key = (event.origin, str(event.data["good"]), str(event.data["tale"]))
                lost[key] += int(event.data["quantity"])
        for (origin, good, tale), quantity in lost.items():
            yield (
                origin,
                self._voice(
                    "discord.why.spoilt", good=self._good(good), quantity=quantity, title=self._tale(tale)
                ),
            )

    def shortages(self, events: Iterable[Event]) -> Iterator[tuple[Origin, str]]:
        """Who went hungry or cold."""
        short: dict[tuple[Origin, str], list[str]] = defaultdict(list)
        for event in events:
            if event.kind in ("hungry", "cold"):
                short[event.origin, event.kind].append(self._who(str(event.data["creature"])))
        for (origin, kind), names in short.items():
            yield origin, self._voice(f"discord.why.{kind}", names=", ".join(names))

    def _words(self, data: Mapping[str, Value]) -> dict[str, Value]:
        """An event's data as words and whole pebbles."""
        words = dict(data)
        words |= {name: self._who(str(data[name])) for name in PEOPLE if name in data}
        words |= {name: whole(int(data[name]) / 1000) for name in ("before", "after") if name in data}
        if data.get("good"):
            words["good"] = self._good(str(data["good"]))
        if data.get("tale"):
            words["title"] = self._tale(str(data["tale"]))
        if "by" in data:
            words["by"] = doer(self._voice, str(data["by"]))
        if "text" in data:
            words["text"] = escaped(str(data["text"]))
        return {**words, "pebbles": self._cast.pebbles, "keeper": self._who(self._cast.keeper)}

    def _who(self, name: str) -> str:
        return escaped(trader(self._voice, self._cast, name))

    def _good(self, good: str) -> str:
        known = self._cast.good.get(good)
        return good_name(self._voice, known) if known else good

    def _tale(self, tale: str) -> str:
        return escaped(tale_title(self._voice, self._rules, tale))


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
