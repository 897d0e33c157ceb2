"""Coverage of events by words: which texts tell of which kind, and a check that content has them.

Prompts check their own `[news]`, and a narrator its own beats, when they are read; the texts of the card of what
happened and why are checked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from data.reading.content import CONTENT, ContentError
from data.reading.placeholders import placeholders
from data.reading.texts import Texts
from engine.accounts import NATURE
from engine.deals.table import DEALS
from engine.events.catalogue import Entry, Fact
from engine.events.event import Event
from engine.events.facts import (
    FACTS,
    ChapterEnded,
    Cold,
    Defaulted,
    Ended,
    Harvested,
    Hungry,
    Priced,
    Ranked,
    Rumour,
    Said,
    Settled,
    ShockStruck,
    Shut,
    Signed,
    Spoilt,
    Traded,
)

WHY = "discord.why"
_PRICED = frozenset({"good", "before", "after", "demand", "supply"})

STORY: Mapping[type[Fact], tuple[str, ...]] = {
    ChapterEnded: ("chapter", "sweep"),
    Defaulted: tuple(f"{deal}-default" for deal in DEALS),
    Harvested: ("failed", "bumper"),
    Priced: ("rise", "fall", "want", "glut", "asset-rise", "asset-fall", "asset-dear"),
    Settled: ("settled-fall", "settled-rise"),
    Signed: tuple(f"signed-{deal}" for deal in DEALS),
    Traded: ("deal", "busy", "caravan-buys", "caravan-sells", "asset-bought"),
    Ended: (),  # what is true of a legend has words of its own,
    Ranked: (),  # the ranking is a table,
    Said: (),  # and gossip is quoted
}
"""The narrator's beats for kinds that are not told by one of their own name."""

LINES: Mapping[type[Fact], Mapping[str, frozenset[str]]] = {
    Cold: {"cold": frozenset({"names"})},
    Hungry: {"hungry": frozenset({"names"})},
    Priced: {
        "price_up": _PRICED,
        "price_down": _PRICED,
        "price_level": _PRICED,
        "traded.one": frozenset({"n", "price"}),
        "traded.other": frozenset({"n", "price"}),
    },
    Spoilt: {"spoilt": frozenset({"good", "quantity", "title"})},
}
"""Texts and their words for kinds of which the card tells several events in one line, or one in several texts."""


def beats_of(kind: type[Fact]) -> tuple[str, ...]:
    """Return the narrator's beats that tell of a kind."""
    return STORY.get(kind, (kind.entry.kind,))


def lines_of(kind: type[Fact]) -> Mapping[str, frozenset[str]]:
    """Return the texts under `discord.why` that tell of a kind, each with the words that it may use."""
    return LINES.get(kind) or dict.fromkeys(_variants(kind), _words(kind.entry))


def line_of(event: Event) -> str:
    """Return which of its kind's texts tells of an event. Raises FactBroken where it is not as declared."""
    if Signed.tells(event):
        return f"{event.kind}_{Signed.of(event).kind}"
    if Defaulted.tells(event):
        return f"{event.kind}_{Defaulted.of(event).kind}"
    if ShockStruck.tells(event) and ShockStruck.of(event).by == NATURE:
        return f"{event.kind}_by_chance"
    if Rumour.tells(event) and not Rumour.of(event).tale:
        return f"{event.kind}_of_season"
    if Shut.tells(event):
        return "shut_by_tale" if Shut.of(event).tale else "shut_by_run"
    return event.kind


def check_texts(texts: Texts, folder: Path = CONTENT) -> None:
    """Check that every language has words for each kind of event that the card tells of, and uses no unknown word.

    Raises ContentError naming file and text.
    """
    for language, table in texts.tables.items():
        for key, problem in _problems(table):
            file = folder / "texts" / f"{language}.toml"
            raise ContentError("bad_text", str(file), problem, field=key)


def _problems(table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for kind in FACTS:
        for name, known in lines_of(kind).items() if kind.entry.why else ():
            key = f"{WHY}.{name}"
            if key not in table:
                yield key, f"this text is missing; it tells of events of the kind '{kind.entry.kind}'"
            elif not placeholders(table[key]) <= known:
                unknown = min(placeholders(table[key]) - known)
                yield key, f"events of the kind '{kind.entry.kind}' give no word for {{{unknown}}}"


def _variants(kind: type[Fact]) -> tuple[str, ...]:
    if kind is Shut:
        return "shut_by_run", "shut_by_tale"
    name = kind.entry.kind
    if kind is ShockStruck:
        return name, f"{name}_by_chance"
    if kind is Rumour:
        return name, f"{name}_of_season"
    return tuple(f"{name}_{deal}" for deal in DEALS) if "deal" in kind.entry.fields.values() else (name,)


def _words(entry: Entry) -> frozenset[str]:
    """What the fields hold, a tale's title, and what every line may use; of a harvest, its share of the usual."""
    sorts = set(entry.fields.values())
    titled = {"title"} if sorts & {"tale", "tale or none"} else set()
    return frozenset(
        {*entry.fields, *titled, *({"percent"} if "thousandths" in sorts else ()), "pebbles", "keeper"}
    )
