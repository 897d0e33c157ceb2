"""What an instinct turn of one wood costs on one core, against the same market in plain mesa.

A turn is all of it: perceive, decide, advance, with events, transfers and checked books. Times are those of the
processor, so that what else runs on the machine counts little. Ratio: our milliseconds per turn over the
reference's, both medians in this process on the same creatures, goods and rules.
"""

from __future__ import annotations

import asyncio
import gc
import json
from itertools import pairwise
from random import Random
from statistics import fmean, median
from time import process_time
from typing import NamedTuple

from plain_mesa import Creature, Market, clearing_price
from plain_mesa import Order as PlainOrder

from bot.minds import make_mind
from data.reading.content import load_cast, load_rules
from engine.chance import Chance
from engine.exchange.auction import SealedOrder, clear
from engine.founding import found
from engine.turn import advance
from engine.wood import Wood
from inference.round import asks_of, play_round

RUNS = 7
TURNS = 300
CAST, RULES = load_cast("wood"), load_rules()
MIND = make_mind()


class Run(NamedTuple):
    """One wood's turns: milliseconds of each, and orders and units traded per turn."""

    spent: list[float]
    orders: float
    units: float


async def ours(seed: str, turns: int) -> Run:
    """A wood of ours."""
    wood, spent, orders, units = found(CAST, RULES, seed), [], 0, 0
    for _ in range(turns):
        began = process_time()
        played = await play_round("bench", wood, MIND)
        spent.append((process_time() - began) * 1000)
        wood = played.outcome.wood
        orders += sum(len(answer.decision.orders) for answer in played.answers.values())
        units += sum(quote.volume for quote in wood.quotes.values())
    return Run(spent, orders / turns, units / turns)


def plain(seed: int, turns: int) -> Run:
    """The market in mesa."""
    market, spent = Market(CAST, RULES, seed), []
    for _ in range(turns):
        began = process_time()
        market.step()
        spent.append((process_time() - began) * 1000)
    return Run(spent, market.orders / turns, market.units / turns)


def report(name: str, runs: list[Run]) -> float:
    """Print what some runs show; returns the median over runs of each run's median, in milliseconds."""
    spent = median(median(run.spent) for run in runs)
    orders, units = fmean(run.orders for run in runs), fmean(run.units for run in runs)
    print(f"  {name:<14} {spent:.3f} ms a turn, {orders:.1f} orders and {units:.1f} units traded a turn")
    return spent


def same_rule(books: int = 2000) -> None:
    """Raise RuntimeError unless both auctions find the same price and volume on random books."""
    random, stranger = Random(5), Creature.__new__(Creature)

    def side() -> list[tuple[int, int]]:
        return [(random.randint(1, 9), random.randint(1, 15)) for _ in range(random.randint(0, 5))]

    for number in range(books):
        book, reference = {"bid": side(), "ask": side()}, random.randint(1, 15)
        sealed = [[SealedOrder(f"{k}{i}", q, p) for i, (q, p) in enumerate(s)] for k, s in book.items()]
        plain_orders = [[PlainOrder(stranger, q, p) for q, p in s] for s in book.values()]
        cleared = clear(*sealed, reference, Chance("bench", number, "tie"))
        price, volume = clearing_price(*plain_orders, reference)
        if (cleared.volume, cleared.price) != (volume, price if volume else None):
            raise RuntimeError(f"the auctions disagree on {book} at {reference}")


async def parts() -> dict[str, float]:
    """Milliseconds that the parts of a turn take, by name."""
    wood = found(CAST, RULES, "parts")
    spent: dict[str, list[float]] = {"perceive": [], "decide": [], "advance": []}
    for _ in range(TURNS):
        marks = [process_time()]
        asks = asks_of("bench", wood)
        marks.append(process_time())
        answers = await MIND.decide(asks)
        marks.append(process_time())
        decisions = {ask.creature: answer.decision for ask, answer in zip(asks, answers, strict=True)}
        wood = advance(wood, decisions).wood
        marks.append(process_time())
        for name, (began, ended) in zip(spent, pairwise(marks), strict=True):
            spent[name].append((ended - began) * 1000)
    return {name: median(times) for name, times in spent.items()}


async def side_by_side(count: int, turns: int = 30) -> float:
    """Milliseconds per wood and turn of several woods."""
    woods: list[Wood] = [found(CAST, RULES, str(seed)) for seed in range(count)]
    began = process_time()
    for _ in range(turns):
        woods = [(await play_round("bench", wood, MIND)).outcome.wood for wood in woods]
    return (process_time() - began) * 1000 / count / turns


async def measure() -> dict[str, float]:
    """Measure and print everything; returns both sides' milliseconds per turn."""
    await ours("warm", 50)
    print(f"one wood, median of {RUNS} x {TURNS} turns, in turn about:")
    pairs = [(await ours(str(seed), TURNS), plain(seed, TURNS)) for seed in range(RUNS)]
    mine = report("ours", [run for run, _ in pairs])
    theirs = report("in plain mesa", [run for _, run in pairs])
    print("  " + ", ".join(f"{name} {spent:.3f} ms" for name, spent in (await parts()).items()))
    for count in (1, 10, 100):
        print(f"{count:>3} woods side by side: {await side_by_side(count):.3f} ms per wood and turn")
    long = (await ours("long", 10_000)).spent
    first, last = median(long[:1000]), median(long[-1000:])
    print(f"10,000 turns: first thousand {first:.3f} ms, last {last:.3f} ms, {last / first:.2f} times")
    return {"ours": round(mine, 4), "reference": round(theirs, 4)}


def main() -> None:
    """Measure, and end with one line of JSON."""
    same_rule()
    gc.freeze()
    row = asyncio.run(measure())
    ratio = round(row["ours"] / row["reference"], 3)
    print(json.dumps({"name": "turn", "ratio": ratio, "unit": "ms per turn", **row, "n": RUNS * TURNS}))


if __name__ == "__main__":
    main()
