"""What a command costs in a wood of ten thousand accounts, through the keeper and onto the disk, and a cold load.

The reference is a transaction of as many small rows by bare sqlite3, as durable as ours. The cold load reads the last
whole wood and carries out again the most commands that may have come since.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.keeper.keeper import Keeper
from bot.minds import make_mind
from data.reading.content import load_cast, load_rules
from data.sqlite.store import open_store
from data.store.keeping import Keeping
from data.store.protocol import Store
from data.store.records import ByHand
from engine import accounts
from engine.calls.question import question
from engine.commands.calls import PlaceCall
from engine.commands.table import Command
from engine.ledger import PEBBLE
from engine.wood import CallAnswer, Question, Sealed, Wood

ACCOUNTS = 10_000
COMMANDS = Keeping().snapshot_commands
ROUNDS = 2
LOADS = 5
START = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = 4
"""Rows that a command writes: its input, its event, its id, and the call."""


def peopled(wood: Wood) -> Wood:
    """The wood with ten thousand patrons who own five pebbles each and have called once."""
    purses = {accounts.patron(number): {PEBBLE: 5} for number in range(1, ACCOUNTS + 1)}
    spring = {**wood.balances["spring"], PEBBLE: wood.balances["spring"][PEBBLE] - 5 * ACCOUNTS}
    sealed = {account: Sealed(acts=1) for account in purses}
    return replace(wood, balances={**wood.balances, **purses, "spring": spring}, sealed=sealed)


async def timed(what: Awaitable[object]) -> float:
    """Milliseconds that something takes."""
    began = time.perf_counter()
    await what
    return (time.perf_counter() - began) * 1000


async def next_command(store: Store, asked: Question, wood: str, number: int) -> Command:
    """Somebody's daily call; every other one changes the one before."""
    patron = await store.people.patron(wood, 1000 + number // 2, START)
    answer: CallAnswer = "cheaper" if number % 2 else "dearer"
    return PlaceCall(accounts.patron(patron), asked, answer)


async def commanded(path: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of each command, and of each cold load."""
    store = await open_store(path)
    keeper = Keeper(store, make_mind(), cache=8, now=lambda: START)
    cast = load_cast("wood")
    record = await keeper.found_wood(cast, load_rules(), guild=1, channel=1, schedule=ByHand(), settings={})
    people = peopled((await store.woods.load(record.id)).wood)
    asked = question(people.open())
    await store.woods.begin_era(record.id, people, START)
    keeper = Keeper(store, make_mind(), cache=8, now=lambda: START)
    took = []
    for number in range(ROUNDS * COMMANDS - 1):
        command = await next_command(store, asked, record.id, number)
        took.append(await timed(keeper.command(record.id, command, id=f"c{number}")))
    await store.close()
    loads = []
    for _ in range(LOADS):
        store = await open_store(path)
        loads.append(await timed(store.woods.load(record.id)))
        await store.close()
    return took, loads


def bare(path: Path) -> list[float]:
    """Milliseconds of transactions that write as many small rows, as durable as ours."""
    took = []
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE told (key INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        for _ in range(ROUNDS * COMMANDS - 1):
            began = time.perf_counter()
            database.execute("BEGIN IMMEDIATE")
            for _ in range(ROWS):
                database.execute("INSERT INTO told (body) VALUES (?)", ("x" * 100,))
            database.execute("COMMIT")
            took.append((time.perf_counter() - began) * 1000)
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        took, loads = asyncio.run(commanded(Path(folder) / "wood.db"))
        reference = bare(Path(folder) / "bare.db")
    us, them = statistics.median(took), statistics.median(reference)
    print(f"{ACCOUNTS} accounts, {len(took)} commands through the keeper, medians")
    print(
        f"{us:.3f} ms for a command, worst {max(took):.1f} ms, where the whole wood is written every {COMMANDS}"
    )
    print(f"{them:.3f} ms for {ROWS} small rows by bare sqlite3, worst {max(reference):.1f} ms")
    print(
        f"{statistics.median(loads):.0f} ms for a cold load with {COMMANDS - 1} commands to carry out again"
    )
    print(
        json.dumps(
            {
                "name": "commands",
                "ratio": round(us / them, 2),
                "unit": "ms/command",
                "ours": round(us, 4),
                "reference": round(them, 4),
                "n": len(took),
            }
        )
    )


if __name__ == "__main__":
    main()
