"""What observers collect of a wood turn by turn: the source of charts, chronicle and statistics.

From an Outcome and its Wood alone, and of its events only the public ones: no secret reaches a picture or post.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from engine.catalogue import F
from engine.content.cast import Cast
from engine.content.season import day
from engine.decision import Applied, Trace
from engine.event import PUBLIC, Event
from engine.facts import LegendDrawn, Priced, Settled, ShockStruck, Traded, read
from engine.save import wood_hash
from engine.turn import Outcome
from engine.wealth import gini, wealth
from engine.wood import Wood
from inference.council.moot import disagreed


class TradeRecord(NamedTuple):
    """One allocation between one buyer and one seller; `quantity` in units, `price` in pebbles per unit."""

    good: str
    buyer: str
    """Creature's id, `road` for a stranger's caravan, or a patron's account."""
    seller: str
    quantity: int
    price: int


class Settlement(NamedTuple):
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
    settlements: tuple[Settlement, ...]
    tales: tuple[str, ...]
    """Shocks and legends struck or drawn since the last turn: this is the first turn in which they act."""
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
        gini=gini(worth.values()),
        mood={creature: soul.mood / 1000 for creature, soul in wood.souls.items()},
        settlements=settlements_of(events),
        tales=tales_of(events),
        events=events,
    )


def trades_of(events: Iterable[Event]) -> tuple[TradeRecord, ...]:
    """The trades among events. Raises FactBroken."""
    return tuple(TradeRecord(t.good, t.buyer, t.seller, t.quantity, t.price) for t in Traded.among(events))


def settlements_of(events: Iterable[Event]) -> tuple[Settlement, ...]:
    """The prices that tales overwrote among events. Raises FactBroken."""
    return tuple(Settlement(s.good, s.tale, s.before / 1000, s.after / 1000) for s in Settled.among(events))


def tales_of(events: Iterable[Event]) -> tuple[str, ...]:
    """The shocks and legends struck or drawn among events. Raises FactBroken."""
    begun = (read(event) for event in events if ShockStruck.tells(event) or LegendDrawn.tells(event))
    return tuple(fact.tale for fact in begun if isinstance(fact, ShockStruck | LegendDrawn))


@dataclass(frozen=True, slots=True)
class DecisionCount:
    """How a number of decisions came out: the `decisions` of `summary.json`."""

    total: int = 0
    valid: int = 0
    repaired: int = 0
    refused_orders: int = 0
    """Orders of which nothing was carried out."""
    noop: int = 0
    fallback: int = 0
    self_buys: int = 0
    """Orders to buy what the creature makes itself; the engine refuses each."""
    max_tokens: int = 0
    """Most tokens of one prompt and its reply together."""
    disputed: int = 0
    """Decisions of moots whose minds wanted different things."""

    def __add__(self, other: DecisionCount) -> DecisionCount:
        mine, theirs = asdict(self), asdict(other)
        most = max(mine.pop("max_tokens"), theirs.pop("max_tokens"))
        return DecisionCount(**{name: mine[name] + theirs[name] for name in mine}, max_tokens=most)


def count_decisions(cast: Cast, applied: Mapping[str, Applied], traces: Iterable[Trace]) -> DecisionCount:
    """Count one turn's decisions: what became of each creature's, and how its mind came to it."""
    traces = list(traces)
    status = {
        name: sum(t.status == name for t in traces) for name in ("valid", "repaired", "noop", "fallback")
    }
    return DecisionCount(
        total=len(traces),
        **status,
        refused_orders=sum(len(a.requested.orders) - len(a.applied.orders) for a in applied.values()),
        self_buys=sum(
            order.side == "buy" and order.good == cast.creature[creature].makes
            for creature, a in applied.items()
            for order in a.requested.orders
        ),
        max_tokens=max((t.prompt_tokens + t.reply_tokens for t in traces), default=0),
        disputed=sum(disagreed(t.problems) for t in traces),
    )


def summary(
    seed: int | str,
    wood: Wood,
    records: Sequence[TurnRecord],
    news: Sequence[Sequence[str]],
    decisions: DecisionCount,
) -> dict[str, Any]:
    """What `summary.json` holds, for `json.dumps`; `wood` is the last one, `news` goes with `records`.

    A record of the founding is left out. Raises ValueError where `news` and `records` differ in length.
    """
    worth = wealth(wood.open())
    return {
        "seed": seed,
        "cast": wood.cast.id,
        "turns": [_row(r, n) for r, n in zip(records, news, strict=True) if r.turn > 0],
        "decisions": asdict(decisions),
        "richest": richest(worth),
        "poorest": min(worth, key=lambda creature: worth[creature]),
        "wood_hash": wood_hash(wood),
    }


def richest(worth: Mapping[str, int]) -> str:
    """The creature of the greatest wealth; of several, the first in the cast's order."""
    return max(worth, key=lambda creature: worth[creature])


def whole(price: float) -> int:
    """A price as people read it: whole pebbles, halves up, at least 1, as `engine.wood.Quote.whole` has it."""
    return max(1, int(price + 0.5))


def _row(record: TurnRecord, news: Sequence[str]) -> dict[str, Any]:
    return {
        "turn": record.turn,
        "season": record.season,
        "trades": len(record.trades),
        "volume": record.volume,
        "prices": dict(record.prices),
        "wealth": dict(record.wealth),
        "gini": round(record.gini, 4),
        "mood": dict(record.mood),
        "news": list(news),
    }
