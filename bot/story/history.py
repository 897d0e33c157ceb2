"""A wood's past as records of turns, read from the store: of its events only the public ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.story.record import TurnRecord, settlements_of, tales_of, trades_of
from data.store.protocol import History
from data.store.records import PriceRow, Standing, TurnRow
from engine.catalogue import Fact
from engine.chapters import chapter_of
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.content.season import day
from engine.event import Event
from engine.facts import LegendDrawn, Settled, ShockStruck, Traded

MARKED: tuple[type[Fact], ...] = (Settled, LegendDrawn, ShockStruck)
"""Kinds of public events that a picture of prices or wealth marks."""
PER_TURN = 8
"""Events of one kind that a turn has at most, on the whole."""


async def told_turns(
    history: History, wood: str, cast: Cast, rules: Rules, first: int, last: int
) -> list[TurnRecord]:
    """Turns `first` to `last` with all their public events, those of commands before each turn included."""
    rows, prices, standings = await _rows(history, wood, first, last)
    events = {row.turn: await history.events_of_turn(wood, row.turn) for row in rows if row.turn >= first}
    return _records(cast, rules, rows, prices, standings, events, first)


async def drawn_turns(
    history: History, wood: str, cast: Cast, rules: Rules, first: int, last: int, *, trades: bool = False
) -> list[TurnRecord]:
    """Turns `first` to `last` with no more of their events than pictures need; trades only where asked for."""
    rows, prices, standings = await _rows(history, wood, first, last)
    kinds: tuple[type[Fact], ...] = (*MARKED, Traded) if trades else MARKED
    found = [
        event
        for kind in kinds
        for event in await history.events_of_kind(wood, kind.entry.kind, PER_TURN * (last - first + 1))
    ]
    return _records(cast, rules, rows, prices, standings, _by_turn(rows, found), first)


async def _rows(
    history: History, wood: str, first: int, last: int
) -> tuple[Sequence[TurnRow], Sequence[PriceRow], Sequence[Standing]]:
    """Rows from the turn before `first` on, whose prices are where `first` began."""
    start = max(0, first - 1)
    return (
        await history.turns(wood, start, last),
        await history.prices(wood, start, last),
        await history.standings(wood, first, last),
    )


def _by_turn(rows: Sequence[TurnRow], events: Iterable[Event]) -> Mapping[int, list[Event]]:
    """Events under the turn that they belong to: what a command caused belongs to the turn after it."""
    found: dict[int, list[Event]] = defaultdict(list)
    for event in sorted(events, key=_place):
        number = _place(event)[0]
        turn = next((row.turn for row in rows if row.number >= number), None)
        if turn is not None:
            found[turn].append(event)
    return found


def _place(event: Event) -> tuple[int, int]:
    number, _, index = event.id.partition(".")
    return int(number), int(index)


def _records(
    cast: Cast,
    rules: Rules,
    rows: Sequence[TurnRow],
    prices: Sequence[PriceRow],
    standings: Sequence[Standing],
    events: Mapping[int, Sequence[Event]],
    first: int,
) -> list[TurnRecord]:
    references: dict[int, dict[str, float]] = defaultdict(dict)
    for price in prices:
        references[price.turn][price.good] = price.reference / 1000
    founding = {good.id: float(good.price) for good in cast.goods}
    creatures: dict[int, dict[str, Standing]] = defaultdict(dict)
    for standing in standings:
        creatures[standing.turn][standing.creature] = standing
    return [
        _record(cast, rules, row, references, founding, creatures[row.turn], events.get(row.turn, []))
        for row in rows
        if row.turn >= first and row.turn > 0
    ]


def _record(
    cast: Cast,
    rules: Rules,
    row: TurnRow,
    references: Mapping[int, Mapping[str, float]],
    founding: Mapping[str, float],
    creatures: Mapping[str, Standing],
    events: Sequence[Event],
) -> TurnRecord:
    today = day(rules, row.turn)
    known = [creature for creature in cast.creature if creature in creatures]
    return TurnRecord(
        turn=row.turn,
        season=today.season.id,
        phase=today.phase,
        chapter=chapter_of(row.turn, rules.chapter).number,
        before=references.get(row.turn - 1) or (founding if row.turn == 1 else {}),
        prices=references.get(row.turn, {}),
        trades=trades_of(events),
        volume=row.volume,
        wealth={creature: creatures[creature].wealth for creature in known},
        gini=row.gini / 1000,
        mood={creature: creatures[creature].mood / 1000 for creature in known},
        settlements=settlements_of(events),
        tales=tales_of(events),
        events=tuple(events),
    )
