"""A wood's past as records of turns, read from the store: of its events only the public ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.story.record import TurnRecord, settlements_of, tales_of, trades_of
from data.store.history import History
from data.store.records import PriceRow, Standing, TurnRow
from engine.chapters import chapter_of
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.content.season import day
from engine.events.catalogue import Fact
from engine.events.event import Event
from engine.events.facts import LegendDrawn, Settled, ShockStruck, Traded

MARKED: tuple[type[Fact], ...] = (Settled, LegendDrawn, ShockStruck)
"""Kinds of public events that a picture of prices or wealth marks."""


async def stored_turns(
    history: History, wood: str, cast: Cast, rules: Rules, first: int, last: int, *, whole: int | None = None,
    wealth: bool = True, trades: bool = False,
) -> list[TurnRecord]:  # fmt: skip
    """Records of turns `first` to `last`, in a number of queries that does not grow with theirs.

    Turns from `whole` on, by default none, hold all their public events, those of commands before each turn included;
    earlier ones what pictures mark, with `wealth` creatures' wealth and mood, with `trades` what traded.
    """
    whole = last + 1 if whole is None else whole
    marked: tuple[type[Fact], ...] = (*MARKED, Traded) if trades else MARKED
    kinds = [fact.entry.kind for fact in marked]
    start = max(0, first - 1)  # the prices of the turn before are those with which `first` began
    rows = await history.turns(wood, first, last)
    prices = await history.prices(wood, start, last)
    standings = await history.standings(wood, first if wealth else max(first, whole), last)
    events = await history.public_events(wood, first, last, whole=whole, kinds=kinds)
    return _records(cast, rules, rows, prices, standings, events)


def _records(
    cast: Cast,
    rules: Rules,
    rows: Sequence[TurnRow],
    prices: Sequence[PriceRow],
    standings: Sequence[Standing],
    events: Mapping[int, Sequence[Event]],
) -> list[TurnRecord]:
    references: dict[int, dict[str, float]] = defaultdict(dict)
    references[0] = {good.id: float(good.price) for good in cast.goods}
    for price in prices:
        references[price.turn][price.good] = price.reference / 1000
    creatures: dict[int, dict[str, Standing]] = defaultdict(dict)
    for standing in standings:
        creatures[standing.turn][standing.creature] = standing
    return [
        _record(cast, rules, row, references, creatures.get(row.turn, {}), events.get(row.turn, ()))
        for row in rows
        if row.turn > 0
    ]


def _record(
    cast: Cast,
    rules: Rules,
    row: TurnRow,
    references: Mapping[int, Mapping[str, float]],
    creatures: Mapping[str, Standing],
    events: Sequence[Event],
) -> TurnRecord:
    today = day(rules, row.turn)
    known = [creature for creature in cast.creature if creature in creatures] if creatures else []
    return TurnRecord(
        turn=row.turn,
        season=today.season.id,
        phase=today.phase,
        chapter=chapter_of(row.turn, rules.chapter).number,
        before=references.get(row.turn - 1, {}),
        prices=references.get(row.turn, {}),
        trades=trades_of(events) if events else (),
        volume=row.volume,
        wealth={creature: creatures[creature].wealth for creature in known},
        gini=row.gini / 1000,
        mood={creature: creatures[creature].mood / 1000 for creature in known},
        settlements=settlements_of(events) if events else (),
        tales=tales_of(events) if events else (),
        events=tuple(events),
    )
