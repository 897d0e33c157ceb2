"""What a tap on the daily call costs in a wood that many have called in for long, alone and all at once.

A thousand callers, each on 3,650 days, are written straight into the tables; a tap is what the button does with store
and keeper: who is it, what did they call, place the call, how do they stand. Beside it the last page of the board, and
a turn that judges a thousand calls.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.keeper.keeper import Keeper
from bot.minds import make_mind
from data.reading.content import load_cast, load_rules
from data.sqlite.statements import split
from data.sqlite.store import SqliteStore, open_store
from data.store.records import ByHand
from engine import accounts
from engine.calls.question import question
from engine.commands.calls import PlaceCall
from engine.wood import Question

CALLERS = 1_000
DAYS = 3_650
ALONE = 200
TOGETHER = 100
WANTED = 10.0
"""Milliseconds that a press may take."""
START = datetime(2026, 1, 1, tzinfo=UTC)
CAST = load_cast("wood")
GOOD = CAST.fuel
IDS = count()
FILL = """
CREATE TEMP TABLE numbers AS
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < max(:callers, :days)) SELECT n FROM n;
INSERT INTO patrons SELECT 1, n, 0 FROM numbers WHERE n <= :callers;
INSERT INTO identities SELECT 1, n, 100000 + n FROM numbers WHERE n <= :callers;
INSERT INTO calls SELECT 1, -d.n, p.n, :good, 'dearer', iif(d.n * p.n % 7 = 3, 'wrong', 'right')
FROM numbers AS d JOIN numbers AS p ON p.n <= :callers WHERE d.n <= :days;
INSERT INTO scores SELECT 1, n, n % 9, 40, 2000 + n % 100, :days FROM numbers WHERE n <= :callers;
"""


def fill(path: Path) -> None:
    """Write the past; its turns are numbered below zero, where no other call stands."""
    given = {"callers": CALLERS, "days": DAYS, "good": GOOD}
    with closing(sqlite3.connect(path)) as database:
        for statement in split(FILL):
            database.execute(statement, given)
        database.commit()


async def tap(store: SqliteStore, keeper: Keeper, wood: str, number: int) -> None:
    """What the button asks of store and keeper."""
    people = store.people
    now = (await keeper.look(wood)).wood
    patron = await people.patron(wood, 100000 + number, START)
    await people.calls(wood, patron, 1)
    await call(keeper, wood, question(now), patron)
    assert await people.score(wood, patron) is not None


async def call(keeper: Keeper, wood: str, asked: Question, patron: int) -> None:
    """Place a call as a person does."""
    command = PlaceCall(accounts.patron(patron), asked, "dearer")
    done = await keeper.command(wood, command, id=f"{next(IDS)}")
    assert done.refusal is None


async def timed(what: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds that something takes."""
    began = time.perf_counter()
    await what()
    return (time.perf_counter() - began) * 1000


def say(what: str, took: Sequence[float]) -> None:
    ranked = sorted(took)
    print(f"{what:44} median {statistics.median(ranked):8.2f} ms   worst {ranked[-1]:8.2f} ms")


async def measure(path: Path) -> float:
    """Measure all, and return the median of a tap alone in milliseconds."""
    store = await open_store(path)
    keeper = Keeper(store, make_mind(), cache=8)
    wood = (
        await keeper.found_wood(CAST, load_rules(), guild=1, channel=1, schedule=ByHand(), settings={})
    ).id
    await store.close()
    fill(path)
    store = await open_store(path)
    keeper = Keeper(store, make_mind(), cache=8)
    try:
        alone = [await timed(lambda n=n: tap(store, keeper, wood, n)) for n in range(1, ALONE + 1)]
        say("a tap, alone", alone)
        others = asyncio.gather(
            *(timed(lambda n=n: tap(store, keeper, wood, n)) for n in range(ALONE, ALONE + TOGETHER))
        )
        reads = [await timed(lambda: store.woods.find(wood)) for _ in range(20)]
        say(f"a tap, {TOGETHER} at once", await others)
        say("an ordinary read meanwhile", reads)
        say(
            "the board's last page",
            [await timed(lambda: store.people.board(wood, 10, CALLERS - 10)) for _ in range(50)],
        )
        for number in range(1, CALLERS + 1):
            await call(keeper, wood, CAST, 1, number)
        say(f"a turn that judges {CALLERS} calls", [await timed(lambda: keeper.play_turn(wood))])
        return statistics.median(alone)
    finally:
        await store.close()


def main() -> None:
    print(f"{CALLERS} callers x {DAYS} days")
    with tempfile.TemporaryDirectory(dir=".") as folder:
        ours = asyncio.run(measure(Path(folder) / "wood.db"))
    print(
        json.dumps(
            {
                "name": "calls",
                "ratio": round(ours / WANTED, 2),
                "unit": "ms",
                "ours": round(ours, 2),
                "reference": WANTED,
                "n": ALONE,
            }
        )
    )


if __name__ == "__main__":
    main()
