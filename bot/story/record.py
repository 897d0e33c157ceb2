"""A turn as anybody may see it: the source of charts, chronicle and statistics, observed as it is played or read later.

Of events only the public ones: no secret reaches a picture or post.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from data.store.history import History
from data.store.records import PastTurn
from engine.chapters import chapter_of
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.content.season import day
from engine.events.catalogue import F, Fact
from engine.events.event import PUBLIC, Event
from engine.events.facts import LegendDrawn, LegendStrikes, Priced, Settled, ShockStruck, Traded, read
from engine.turn import Outcome
from engine.wealth import inequality, wealth


class TradeRecord(NamedTuple):
    """One allocation between one buyer and one seller; `quantity` in units, `price` in pebbles per unit."""

    good: str
    buyer: str
    """Creature's id, `road` for a stranger's caravan, or a patron's account."""
    seller: str
    quantity: int
    price: int


class SettledPrice(NamedTuple):
    """A reference price that a shock or legend overwrote, in pebbles; `before` is what the drift had left."""

    good: str
    tale: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One turn as anybody may see it. Turn 0 is the founding."""

    turn: int
    season: str
    phase: str
    """`early`, `mid` or `late`."""
    chapter: int
    before: Mapping[str, float]
    """Reference price of each good before the turn, in pebbles; empty for the founding."""
    prices: Mapping[str, float]
    """Reference price of each good after the turn, in pebbles."""
    trades: tuple[TradeRecord, ...]
    volume: int
    """Units of all goods that changed hands in the market."""
    wealth: Mapping[str, int]
    """Creature -> pebbles, in the cast's order."""
    gini: float
    mood: Mapping[str, float]
    """Creature -> 0 to 1."""
    settlements: tuple[SettledPrice, ...]
    tales: tuple[str, ...]
    """Shocks let loose since the last turn or by this one, and legends that strike in it."""
    drawn: tuple[str, ...]
    """Legends drawn since the last turn."""
    events: tuple[Event, ...]
    """Public events since the last turn, in order: those of commands before it, then its own."""

    def of_kind(self, kind: type[F]) -> list[F]:
        """What public events of one kind say, in order. Raises FactBroken where one is not as declared."""
        return kind.among(self.events)


def observe(outcome: Outcome, commands: Sequence[Outcome] = ()) -> TurnRecord:
    """The record of a played turn, or of a founding.

    `commands` are the outcomes of commands since the turn before, in order: what was struck or drawn then
    belongs to this turn's story.
    """
    wood = outcome.wood.open()
    outcomes = (*commands, outcome)
    events = tuple(e for o in outcomes for e in o.events if e.audience == PUBLIC)
    today = day(wood.rules, max(1, wood.turn))
    worth = wealth(wood)
    trades = trades_of(events)
    return TurnRecord(
        turn=wood.turn,
        season=today.season.id,
        phase=today.phase,
        chapter=wood.chapter,
        before={priced.good: priced.before / 1000 for priced in Priced.among(events)},
        prices={good: quote.reference / 1000 for good, quote in wood.quotes.items()},
        trades=trades,
        volume=sum(trade.quantity for trade in trades),
        wealth=worth,
        gini=inequality(worth.values()) / 1000,
        mood={creature: soul.mood / 1000 for creature, soul in wood.souls.items()},
        settlements=settlements_of(events),
        tales=tales_of(events),
        drawn=drawn_among(events),
        events=events,
    )


def trades_of(events: Iterable[Event]) -> tuple[TradeRecord, ...]:
    """The trades among events. Raises FactBroken."""
    return tuple(TradeRecord(t.good, t.buyer, t.seller, t.quantity, t.price) for t in Traded.among(events))


def settlements_of(events: Iterable[Event]) -> tuple[SettledPrice, ...]:
    """The prices that tales overwrote among events. Raises FactBroken."""
    return tuple(SettledPrice(s.good, s.tale, s.before / 1000, s.after / 1000) for s in Settled.among(events))


def tales_of(events: Iterable[Event]) -> tuple[str, ...]:
    """The shocks let loose, and the legends that strike, among events. Raises FactBroken."""
    begun = (read(event) for event in events if ShockStruck.tells(event) or LegendStrikes.tells(event))
    return tuple(fact.tale for fact in begun if isinstance(fact, ShockStruck | LegendStrikes))


def drawn_among(events: Iterable[Event]) -> tuple[str, ...]:
    """The legends drawn among events. Raises FactBroken."""
    return tuple(fact.tale for fact in LegendDrawn.among(events))


def richest(worth: Mapping[str, int]) -> str:
    """The creature of the greatest wealth; of several, the first in the cast's order."""
    return max(worth, key=lambda creature: worth[creature])


def whole(price: float) -> int:
    """A price as people read it: whole pebbles, halves up, at least 1, as `engine.wood.Quote.whole` has it."""
    return max(1, int(price + 0.5))


MARKED: tuple[type[Fact], ...] = (Settled, LegendDrawn, LegendStrikes, ShockStruck)
"""Kinds of public events that a picture of prices or wealth marks."""


class Past(NamedTuple):
    """Turns of a wood as they are stored, read once for whoever looks back at them."""

    first: int
    """The first turn that is looked at; the prices of the one before it are those with which it began."""
    turns: Sequence[PastTurn]
    events: Mapping[int, Sequence[Event]]

    def records(self, cast: Cast, rules: Rules, first: int = 0) -> list[TurnRecord]:
        """The records of turns from `first` on, as far as they are looked at. `cast` and `rules` in any language."""
        start = max(1, first, self.first)
        references = {
            turn.turn: {good: price / 1000 for good, price in turn.prices.items()}
            for turn in self.turns
            if turn.turn >= start - 1
        }
        return [
            _record(cast, rules, turn, references, self.events.get(turn.turn, ()))
            for turn in self.turns
            if turn.turn >= start
        ]


async def read_past(
    history: History, wood: str, first: int, last: int, *, whole: int | None = None, wealth: bool = True,
    trades: bool = False,
) -> Past:  # fmt: skip
    """Read turns `first` to `last`, in two queries however many they are.

    Turns from `whole` on, by default none, come with all their public events, those of commands before each turn
    included; earlier ones with what pictures mark, with `wealth` creatures' wealth and mood, with `trades` what traded.
    """
    whole = last + 1 if whole is None else whole
    marked: tuple[type[Fact], ...] = (*MARKED, Traded) if trades else MARKED
    kinds = [fact.entry.kind for fact in marked]
    standings = first if wealth else max(first, whole)
    turns = await history.past(wood, max(0, first - 1), last, standings=standings)
    return Past(first, turns, await history.public_events(wood, first, last, whole=whole, kinds=kinds))


def _opened(events: Iterable[Event]) -> Mapping[str, float]:
    """The prices before a turn as its own events tell of them: of what had none in the turn before, for one."""
    return {priced.good: priced.before / 1000 for priced in Priced.among(events)}


def _record(
    cast: Cast,
    rules: Rules,
    turn: PastTurn,
    references: Mapping[int, Mapping[str, float]],
    events: Sequence[Event],
) -> TurnRecord:
    today, creatures = day(rules, turn.turn), turn.standings
    known = [creature for creature in cast.creature if creature in creatures] if creatures else []
    return TurnRecord(
        turn=turn.turn,
        season=today.season.id,
        phase=today.phase,
        chapter=chapter_of(turn.turn, rules.chapter).number,
        before={**_opened(events), **references.get(turn.turn - 1, {})},
        prices=references[turn.turn],
        trades=trades_of(events) if events else (),
        volume=turn.volume,
        wealth={creature: creatures[creature][0] for creature in known},
        gini=turn.gini / 1000,
        mood={creature: creatures[creature][1] / 1000 for creature in known},
        settlements=settlements_of(events) if events else (),
        tales=tales_of(events) if events else (),
        drawn=drawn_among(events) if events else (),
        events=tuple(events),
    )
