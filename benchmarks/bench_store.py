"""What a durable turn costs in storage alone, beside the same bytes committed in as many transactions by bare sqlite3.

Turns are worked out beforehand, so that only the store is measured: one transaction of input, snapshot, events,
transfers, prices, standings, traces and post for each. The reference writes one row of as many bytes for each.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.minds import make_mind
from bot.round import play_round
from bot.wanted import traces
from data.codec import dump_decisions
from data.content import load_cast, load_rules
from data.records import ByHand, Commit, Founding
from data.sqlite.store import SqliteStore, open_store
from engine.founding import founding

WOODS = 20
TURNS = 30
ROUNDS = 5
START = datetime(2026, 1, 1, tzinfo=UTC)
LENGTHS = """
SELECT sum(length(payload) + length(hash) + length(kind) + 24) FROM inputs UNION ALL
SELECT sum(length(kind) + length(cause) + length(audience) + length(origin) + length(data) + 8) FROM events UNION ALL
SELECT sum(length(source) + length(target) + length(asset) + length(reason) + 12) FROM transfers UNION ALL
SELECT sum(length(good) + 24) FROM prices UNION ALL SELECT sum(length(creature) + 16) FROM standings UNION ALL
SELECT sum(length(result) + length(prompt) + length(reply) + length(mind) + length(creature) + 40) FROM traces UNION ALL
SELECT sum(length(params) + length(code) + 48) FROM outbox
"""


async def lived() -> dict[str, tuple[Founding, list[Commit]]]:
    """Foundings and turns of some woods, worked out but not stored."""
    cast, rules, mind = load_cast("wood"), load_rules(), make_mind()
    woods = {}
    for number in range(WOODS):
        id = f"w{number}"
        start = founding(cast, rules, id)
        commits, wood = [], start.wood
        for turn in range(TURNS):
            played = await play_round(id, wood, mind)
            decided = {creature: answer.decision for creature, answer in played.answers.items()}
            commits.append(
                Commit(
                    wood=id, generation=1, before=wood.number, kind="turn", payload=dump_decisions(decided),
                    outcome=played.outcome, at=START + timedelta(days=turn),
                    traces=traces(played.answers, played.outcome), post="release",
                )
            )  # fmt: skip
            wood = played.outcome.wood
        woods[id] = (Founding(id, 1, number, start, START, {}, ByHand()), commits)
    return woods


async def ours(folder: Path, woods: dict[str, tuple[Founding, list[Commit]]]) -> tuple[float, int, int]:
    """Seconds for all turns; bytes of the rows that they made; bytes by which the file grew."""
    path = folder / "wood.db"
    store = await open_store(path)
    try:
        for start, _ in woods.values():
            await store.woods.found(start)
        fold(store)
        small = path.stat().st_size
        began = time.perf_counter()
        for turn in range(TURNS):
            for _, commits in woods.values():
                await store.woods.commit(commits[turn])
        seconds = time.perf_counter() - began
        fold(store)
        grown = path.stat().st_size - small
        rows = sum(int(row[0]) for row in await store._readers.rows(LENGTHS))
        states = [snapshot.state for snapshot in await store.history.snapshots("w0")]
    finally:
        await store.close()
    return seconds, rows + WOODS * TURNS * sum(map(len, states)) // len(states), grown


def fold(store: SqliteStore) -> None:
    """Fold the log into the file, so that its size says what was kept."""
    store._writer._session.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def bare(folder: Path, count: int, size: int) -> float:
    """Seconds for as many transactions of as many bytes, as durable as ours."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE bytes (key INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        body = os.urandom(size)
        began = time.perf_counter()
        for _ in range(count):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bytes (body) VALUES (?)", (body,))
            connection.execute("COMMIT")
        return time.perf_counter() - began


async def main() -> None:
    woods, count = await lived(), WOODS * TURNS
    mine, theirs, size, grown = [], [], 0, 0
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            seconds, total, grown = await ours(Path(folder), woods)
            size = total // count
            mine.append(seconds / count * 1000)
            theirs.append(bare(Path(folder), count, size) / count * 1000)
    us, them = statistics.median(mine), statistics.median(theirs)
    print(f"{WOODS} woods x {TURNS} turns, {ROUNDS} rounds, medians")
    print(f"{us:.3f} ms a turn; {them:.3f} ms for {size} bytes in one transaction of bare sqlite3")
    print(f"rounds, ms: ours {[round(x, 3) for x in mine]}, bare {[round(x, 3) for x in theirs]}")
    print(
        f"the database grows by {grown // count} bytes a wood and turn, traces of two chapters and snapshots included"
    )
    print(
        json.dumps(
            {
                "name": "store",
                "ratio": round(us / them, 2),
                "unit": "ms/turn",
                "ours": round(us, 4),
                "reference": round(them, 4),
                "n": count,
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
