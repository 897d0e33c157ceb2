"""The broker's figure: what it expects to be paid for a good on a coming day, a pure function of public facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.content.broker import Almanac, BrokerRules
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.wood import Quote


class Quoted(Protocol):
    """What a figure is made of: a wood in the open, or a draft of one whose turn is all but over."""

    @property
    def cast(self) -> Cast: ...
    @property
    def rules(self) -> Rules: ...
    @property
    def turn(self) -> int: ...
    @property
    def quotes(self) -> Mapping[str, Quote]: ...


@dataclass(frozen=True, slots=True)
class Expected:
    """The range that the broker expects a price within, in whole pebbles, both ends inside."""

    low: int
    high: int


def expected(wood: Quoted, good: str, turn: int) -> Expected:
    """Return the range that the broker expects the price of a good within on a coming turn."""
    width, reckoned = wood.rules.broker.width, figure(wood, good, turn)
    low, high = ((reckoned * share + 500_000) // 1_000_000 for share in (1000 - width, 1000 + width))
    return Expected(max(1, low), max(1, high))


def figure(wood: Quoted, good: str, turn: int) -> int:
    """Return what the broker expects to be paid for a good on a coming turn, in thousandths of a pebble.

    Weighted mean of the board, of the last price paid and of the usual price, carried to that turn by the season,
    times the tilt; within the market's floor and cap.
    """
    rules, market, quote = wood.rules.broker, wood.rules.market, wood.quotes[good]
    almanac = rules.almanac(wood.cast.id, good)
    then = of_day(wood.rules, almanac.season, turn)
    board = quote.reference * then // of_day(wood.rules, almanac.season, wood.turn)
    price, ago = _last_paid(quote)
    paid = price * 1000 * then // of_day(wood.rules, almanac.season, wood.turn - ago) if price else board
    usual = usual_price(wood.cast, almanac, quote, good) * then // 1000
    total = rules.board * board + rules.paid * paid + rules.usual * usual
    mean = total // (rules.board + rules.paid + rules.usual)
    tilted = mean * _tilt(wood.rules, almanac, turn, turn - wood.turn) // 1000
    return max(market.floor * 1000, min(market.cap * 1000, tilted))


def usual_price(cast: Cast, almanac: Almanac, quote: Quote, good: str) -> int:
    """Return what a good usually costs in this wood without its season, in thousandths of a pebble."""
    return quote.usual or cast.good[good].price * almanac.level


def moved(usual: int, price: int, turn: int, rules: BrokerRules) -> int:
    """Return a usual price after one more price was paid in a turn, both without their season and in thousandths.

    Running geometric mean: the logarithm moves by its share of the gap, of which 2 (p - u) / (p + u) is the Padé
    approximant, so that twice as dear and half as dear weigh alike.
    """
    turns = min(rules.memory, rules.prior + turn)
    gap, units = 2 * usual * (price - usual), (price + usual) * turns
    return max(1, usual + (2 * gap + units) // (2 * units))


def of_day(rules: Rules, table: Sequence[int], turn: int) -> int:
    """Return the number of a turn's day in a table that is spread over the year."""
    year = rules.year
    return table[(rules.opening + turn - 1) % year * len(table) // year]


def _last_paid(quote: Quote) -> tuple[int, int]:
    """The last price paid, in pebbles, and how many turns ago; 0 where none is remembered."""
    return next(((price, ago) for ago, price in enumerate(reversed(quote.prices)) if price), (0, 0))


def _tilt(rules: Rules, almanac: Almanac, turn: int, ahead: int) -> int:
    """The tilt for a day that is `ahead` turns away, in thousandths."""
    near, far, days = of_day(rules, almanac.near, turn), of_day(rules, almanac.tilt, turn), rules.broker.days
    return near + (far - near) * (min(ahead, days) - 1) // (days - 1)
