"""Time series of one wood, small enough to send between processes, and statistics of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.lab.decisions import DecisionCount, count_decisions
from bot.lab.scenario import Scenario, steps
from bot.story.record import observe, richest
from engine import accounts
from engine.saving.save import wood_hash
from inference.mind import Mind

LATER = 5
"""Turns that a mood has to recover in."""
WITHIN = 3
"""Turns, the first included, in which what strikes a price is looked for."""


@dataclass(frozen=True, slots=True)
class Life:
    """One wood from its founding, at index 0, to its last turn."""

    seed: str
    trades: tuple[int, ...]
    """Trades of made goods in each turn; the founding has none, so that this alone begins with turn 1."""
    prices: Mapping[str, tuple[float, ...]]
    """Good -> reference price in pebbles."""
    gini: tuple[float, ...]
    richest: tuple[str, ...]
    mood: Mapping[str, tuple[float, ...]]
    """Creature -> 0 to 1."""
    short: Mapping[str, tuple[bool, ...]]
    """Creature -> whether the turn left it without a kind of food or a unit of fuel that it wanted."""
    settled: tuple[tuple[int, str], ...]
    """Turn and good of every reference price that a shock or legend overwrote; all of them marked authored."""
    struck: Mapping[str, int]
    """Shock or legend -> the first turn in which it struck."""
    self_trades: int
    """Trades in which a creature bought what it makes itself."""
    negatives: int
    """Stocks or purses of creatures found below zero, summed over turns."""
    hash: str
    decisions: DecisionCount
    """How its creatures' decisions came out."""


async def live(plan: Scenario, seed: str, mind: Mind) -> Life:
    """Play a scenario and keep what measures need. The wood's public id is made from its seed, which is no secret."""
    cast = plan.cast
    trades: list[int] = []
    prices: dict[str, list[float]] = {good: [] for good in cast.good}
    gini: list[float] = []
    first: list[str] = []
    mood: dict[str, list[float]] = {creature: [] for creature in cast.creature}
    short: dict[str, list[bool]] = {creature: [] for creature in cast.creature}
    settled: list[tuple[int, str]] = []
    struck: dict[str, int] = {}
    self_trades = negatives = 0
    decisions = DecisionCount()
    wood = None
    async for step in steps(f"stress-{seed}", plan, seed, mind):
        wood, record = step.wood, observe(step.outcome, step.commands)
        for good, price in record.prices.items():
            prices[good].append(price)
        gini.append(record.gini)
        first.append(richest(record.wealth))
        for creature, soul in wood.souls.items():
            mood[creature].append(soul.mood / 1000)
            short[creature].append(soul.hunger + soul.cold > 0)
            negatives += sum(amount < 0 for amount in wood.balances[accounts.creature(creature)].values())
        settled += [(record.turn, s.good) for s in record.settlements]
        struck = {**dict.fromkeys(record.tales, record.turn), **struck}
        self_trades += sum(trade.buyer == cast.maker.get(trade.good) for trade in record.trades)
        if step.round is not None:
            trades.append(sum(trade.good in cast.made for trade in record.trades))
            traces = [answer.trace for answer in step.round.answers.values()]
            decisions += count_decisions(cast, step.outcome.applied, traces)
    if wood is None:
        raise ValueError("a scenario begins with its founding")
    return Life(
        seed=seed,
        trades=tuple(trades),
        prices={good: tuple(series) for good, series in prices.items()},
        gini=tuple(gini),
        richest=tuple(first),
        mood={creature: tuple(series) for creature, series in mood.items()},
        short={creature: tuple(series) for creature, series in short.items()},
        settled=tuple(settled),
        struck=struck,
        self_trades=self_trades,
        negatives=negatives,
        hash=wood_hash(wood),
        decisions=decisions,
    )


def silent_turns(life: Life) -> int:
    """Turns without a trade."""
    return sum(count == 0 for count in life.trades)


def widening(life: Life) -> float:
    """Gini of the last turn less that of the founding."""
    return life.gini[-1] - life.gini[0]


def change(life: Life, good: str) -> float:
    """Reference price of the last turn over that of the founding."""
    return life.prices[good][-1] / life.prices[good][0]


def lowest_mood(life: Life) -> float:
    return min(min(series) for series in life.mood.values())


def falls(life: Life) -> Iterator[bool]:
    """For each mood that shortage pulled down: did it regain half of that within `LATER` turns?

    A fall is an unbroken run of turns in which a creature lacked food or fuel and ended lower in mood than
    before. Falls whose outcome the life ends too early to show are left out.
    """
    for creature, mood in life.mood.items():
        short = life.short[creature]
        turn = 1
        while turn < len(mood):
            if not short[turn]:
                turn += 1
                continue
            before = mood[turn - 1]
            while turn < len(mood) and short[turn]:
                turn += 1
            low = mood[turn - 1]
            later = mood[turn : turn + LATER]
            if low < before:
                back = any(value >= (low + before) / 2 for value in later)
                if back or len(later) == LATER:
                    yield back


def dip(life: Life, good: str, turn: int, turns: int = WITHIN) -> float:
    """Lowest reference price of a good over `turns` turns from `turn` on, over that before it."""
    series = life.prices[good]
    return min(series[turn : turn + turns]) / series[turn - 1]


def handovers(life: Life) -> int:
    """Count how often another creature became the richest, after the first turn."""
    return sum(a != b for a, b in zip(life.richest[1:], life.richest[2:], strict=False))


def within(life: Life, low: float, high: float) -> float:
    """Share of turns, the founding left out, whose Gini lies between `low` and `high`, both included."""
    played = life.gini[1:]
    return sum(low <= value <= high for value in played) / len(played)
