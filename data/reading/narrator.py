"""Sentences of the narrator, and the words of its pictures: `data/content/narrator.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from data.reading.content import CONTENT, read
from data.reading.placeholders import placeholders
from data.reading.tellings import beats_of
from engine.content.cast import Content, Identifier, Line
from engine.events.facts import FACTS

Lines = Annotated[tuple[Line, ...], Field(min_length=8)]
Weight = Annotated[int, Field(ge=0, le=1000)]

CHARTS: Mapping[str, frozenset[str]] = {
    "prices": frozenset({"pebbles"}),
    "wealth": frozenset({"pebbles"}),
    "good": frozenset({"good", "pebbles"}),
    "log": frozenset({"title"}),
    "gini": frozenset(),
    "volume": frozenset(),
    "day": frozenset({"turn", "season"}),
    "mark": frozenset({"title", "turn"}),
    "settled": frozenset(),
    "paid": frozenset(),
    "alt_prices": frozenset({"pebbles", "first", "last"}),
    "alt_wealth": frozenset({"pebbles", "first", "last"}),
    "alt_good": frozenset({"good", "pebbles", "first", "last"}),
    "alt_rose": frozenset({"name", "before", "after"}),
    "alt_fell": frozenset({"name", "before", "after"}),
    "alt_held": frozenset({"name", "after"}),
    "alt_mark": frozenset({"title", "turn"}),
    "alt_settled": frozenset({"good", "title", "turn", "before", "after"}),
    "alt_richest": frozenset({"name", "wealth", "pebbles"}),
    "alt_gini": frozenset({"before", "after"}),
    "alt_volume": frozenset({"volume"}),
    "alt_more": frozenset(),
}
"""Placeholders of each text of the pictures."""

BEATS: Mapping[str, frozenset[str]] = {
    "chapter": frozenset({"chapter", "name", "wealth", "last", "gainer", "gain"}),
    "sweep": frozenset({"chapter", "name", "wealth", "last", "gain"}),
    "drawn": frozenset({"title"}),
    "strikes": frozenset({"title"}),
    "struck": frozenset({"title"}),
    "settled-fall": frozenset({"good", "before", "after", "title"}),
    "settled-rise": frozenset({"good", "before", "after", "title"}),
    "run": frozenset({"keeper", "asked", "paid"}),
    "shut": frozenset({"keeper", "title"}),
    "reopened": frozenset({"keeper"}),
    "vetoed": frozenset({"title"}),
    "loan-default": frozenset({"name", "to", "price"}),
    "forward-default": frozenset({"name", "to", "lots", "good"}),
    "fair": frozenset({"season", "given"}),
    "season": frozenset({"season"}),
    "spoilt": frozenset({"good", "lots", "title"}),
    "overtook": frozenset({"name", "former", "wealth"}),
    "quiet": frozenset(),
    "hungry": frozenset({"names"}),
    "cold": frozenset({"names", "fuel", "lots"}),
    "failed": frozenset({"name", "good", "lots"}),
    "bumper": frozenset({"name", "good", "lots"}),
    "caravan-buys": frozenset({"good", "lots", "each"}),
    "caravan-sells": frozenset({"good", "lots", "each"}),
    "rise": frozenset({"good", "before", "after", "maker"}),
    "fall": frozenset({"good", "before", "after", "maker"}),
    "asset-rise": frozenset({"good", "before", "after"}),
    "asset-fall": frozenset({"good", "before", "after"}),
    "asset-dear": frozenset({"good", "first", "after"}),
    "asset-bought": frozenset({"name", "lots", "good", "each"}),
    "rumour": frozenset({"subject"}),
    "signed-loan": frozenset({"giver", "taker", "quantity", "price", "turns"}),
    "signed-forward": frozenset({"giver", "taker", "lots", "good", "price", "turns"}),
    "want": frozenset({"good", "count", "maker"}),
    "glut": frozenset({"good", "count", "maker"}),
    "deal": frozenset({"buyer", "seller", "lots", "good", "total"}),
    "repaid": frozenset({"giver", "taker", "price"}),
    "delivered": frozenset({"giver", "taker", "lots", "good"}),
    "widening": frozenset({"name", "last", "gap"}),
    "busy": frozenset({"trades", "volume"}),
    "calm": frozenset(),
}
"""Situations that the narrator tells of, and the placeholders that their sentences may use, beside `{place}`."""


WORDS: Mapping[str, frozenset[str]] = {
    "quoted": frozenset({"title"}),
    "title": frozenset({"emoji", "turn", "phase", "season", "chapter"}),
    "footer": frozenset({"trades", "name", "wealth", "gini"}),
    "ranking": frozenset({"chapter"}),
    "traded_notes": frozenset({"volume"}),
    "paid_notes": frozenset({"price", "volume"}),
    "retells": frozenset({"episode", "year"}),
    "truth": frozenset({"title", "truth", "source"}),
    "patron_drew": frozenset({"title"}),
    "patron_struck": frozenset({"title"}),
    "legend_notes": frozenset(),
    "shock_notes": frozenset(),
    "patron_notes": frozenset(),
}
"""Placeholders of the words that have any."""


class ChartWords(Content):
    """What stands on and beside the pictures."""

    prices: Line
    wealth: Line
    good: Line
    log: Line
    gini: Line
    volume: Line
    day: Line
    mark: Line
    settled: Line
    paid: Line
    alt_prices: Line
    alt_wealth: Line
    alt_good: Line
    alt_rose: Line
    alt_fell: Line
    alt_held: Line
    alt_mark: Line
    alt_settled: Line
    alt_richest: Line
    alt_gini: Line
    alt_volume: Line
    alt_more: Line


class SeasonWords(Content):
    """How a season is called and shown."""

    name: Line
    emoji: Line


class TableWords(Content):
    """Small words from which sentences and tables are made."""

    numbers: Annotated[tuple[Line, ...], Field(min_length=13, max_length=13)]
    """Nought to twelve; greater numbers are written in digits."""
    lot: Line
    lots: Line
    turn: Line
    turns: Line
    trade: Line
    trades: Line
    and_: Annotated[Line, Field(alias="and")]
    everyone: Line
    stranger: Line
    """Who trades from the road."""
    patron: Line
    wind: Line
    """Who speaks a rumour."""
    wind_emoji: Line
    quoted: Line
    """How a shock or legend is named within a sentence."""
    title: Line
    phases: dict[Identifier, Line]
    footer: Line
    ranking: Line
    legend_notes: Annotated[tuple[Line, ...], Field(min_length=1)]
    """Notes in the table's last column, longest first; the first that fits is taken."""
    shock_notes: Annotated[tuple[Line, ...], Field(min_length=1)]
    patron_notes: Annotated[tuple[Line, ...], Field(min_length=1)]
    traded_notes: Annotated[tuple[Line, ...], Field(min_length=1)]
    paid_notes: Annotated[tuple[Line, ...], Field(min_length=1)]
    """The same where the price paid is not the reference price after the turn."""
    retells: Line
    """Told when a legend is drawn."""
    truth: Line
    """Told when a legend has ended."""
    patron_drew: Lines
    patron_struck: Lines


class Beat(Content):
    """One situation: how much it weighs against others in a turn, its headlines and its sentences."""

    weight: Weight
    headlines: Lines
    lines: Lines


class Narrator(Content):
    """Everything that the wood's public story is worded with."""

    sentences: Annotated[int, Field(ge=1, le=6)]
    """Sentences a turn, the tale's own text not counted."""
    quotes: Annotated[int, Field(ge=0, le=8)]
    stale: Weight
    """What a situation loses in weight for having been told of in the last turn."""
    whim: Weight
    """How far chance may raise a situation's weight."""
    brisk: Annotated[int, Field(ge=1, le=1000)]
    """Trades from which on a market is called busy."""
    short: Annotated[int, Field(ge=1, le=1000)]
    """Units that must be wanted in vain, or left over, before anybody mentions it."""
    stir: Weight
    """How far a price must have moved in a turn, in thousandths, before anybody mentions it."""
    memory: Annotated[int, Field(ge=1, le=400)]
    """Sentences that the narrator remembers in order to say others."""
    words: TableWords
    seasons: dict[Identifier, SeasonWords]
    places: dict[Identifier, Lines]
    """By cast id, and `default`: where things are said to happen."""
    charts: ChartWords
    beats: dict[Identifier, Beat]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        lacking, unknown = sorted(set(BEATS) - set(self.beats)), sorted(set(self.beats) - set(BEATS))
        if lacking or unknown:
            raise ValueError(f"beats: lacking {lacking or 'none'}, unknown {unknown or 'none'}")
        if "default" not in self.places:
            raise ValueError("places: 'default' is missing")
        for kind in FACTS:
            untold = sorted(set(beats_of(kind)) - set(self.beats)) if kind.entry.story else ()
            if untold:
                raise ValueError(
                    f"beats: lacking '{untold[0]}', which tells of events of the kind '{kind.entry.kind}'"
                )
        for where, text, known in self._texts():
            strange = sorted(placeholders(text) - known)
            if strange:
                raise ValueError(f"{where}: no word for {{{strange[0]}}} in '{text}'")
        return self

    def _texts(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """Every text with placeholders, where it stands, and the placeholders that it may use."""
        for name, beat in self.beats.items():
            known = BEATS[name] | {"place"}
            yield from ((f"beats.{name}", text, known) for text in (*beat.headlines, *beat.lines))
        yield from ((f"charts.{name}", getattr(self.charts, name), known) for name, known in CHARTS.items())
        words = self.words
        for name, known in WORDS.items():
            value = getattr(words, name)
            texts = value if isinstance(value, tuple) else (value,)
            yield from ((f"words.{name}", text, known) for text in texts)


def load_narrator(path: Path = CONTENT / "narrator.toml") -> Narrator:
    """The narrator's content. Raises data.content.ContentError naming file, table and field."""
    return read(path, Narrator)
