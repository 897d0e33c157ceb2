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

from bot.keeper.inputs import decision_records
from bot.minds import make_mind
from data.reading.content import load_cast, load_rules
from data.sqlite.store import SqliteStore, open_store
from data.store.codec import dump_decisions
from data.store.records import ByHand, Commit, Founding
from engine.founding import founding
from engine.saving.save import dump
from inference.round import play_round

WOODS = 20
TURNS = 30
ROUNDS = 4
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
                    traces=decision_records(played.answers, played.outcome), post="release",
                )
            )  # fmt: skip
            wood = played.outcome.wood
        woods[id] = (Founding(id, 1, number, start, START, {}, ByHand()), commits)
    return woods


async def side_by_side(
    folder: Path, woods: dict[str, tuple[Founding, list[Commit]]], size: int
) -> tuple[list[float], list[float], int]:
    """Milliseconds of each of our commits and of each bare one, by turns; and bytes by which our file grew."""
    path, mine, theirs = folder / "wood.db", [], []
    store = await open_store(path)
    try:
        for start, _ in woods.values():
            await store.woods.found(start)
        fold(store)
        small = path.stat().st_size
        with closing(bare(folder / "bare.db")) as reference:
            for turn in range(TURNS):
                for _, commits in woods.values():
                    began = time.perf_counter()
                    await store.woods.commit(commits[turn])
                    mine.append((time.perf_counter() - began) * 1000)
                for _ in woods:
                    body = os.urandom(size)
                    began = time.perf_counter()
                    reference.execute("BEGIN IMMEDIATE")
                    reference.execute("INSERT INTO bytes (body) VALUES (?)", (body,))
                    reference.execute("COMMIT")
                    theirs.append((time.perf_counter() - began) * 1000)
        fold(store)
        return mine, theirs, path.stat().st_size - small
    finally:
        await store.close()


async def written(folder: Path, woods: dict[str, tuple[Founding, list[Commit]]]) -> int:
    """Bytes of all values that a turn writes, on average."""
    store = await open_store(folder / "once.db")
    try:
        states = 0
        for start, commits in woods.values():
            await store.woods.found(start)
            for commit in commits:
                await store.woods.commit(commit)
                states += len(dump(commit.outcome.wood))
        rows = sum(int(row[0]) for row in await store._readers.rows(LENGTHS))
    finally:
        await store.close()
    return (rows + states) // (WOODS * TURNS)


def fold(store: SqliteStore) -> None:
    """Fold the log into the file, so that its size says what was kept."""
    store._writer._session.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def bare(path: Path) -> sqlite3.Connection:
    """A plain table in a database as durable as ours."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE bytes (key INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    return connection


async def main() -> None:
    woods, count = await lived(), WOODS * TURNS
    mine, theirs, grown = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        size = await written(Path(folder), woods)
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            ours, reference, grown = await side_by_side(Path(folder), woods, size)
            mine += ours
            theirs += reference
    us, them = statistics.median(mine), statistics.median(theirs)
    print(f"{WOODS} woods x {TURNS} turns, {ROUNDS} rounds, by turns, medians (means) of a commit")
    print(f"{us:.3f} ({statistics.fmean(mine):.3f}) ms for a turn")
    print(f"{them:.3f} ({statistics.fmean(theirs):.3f}) ms for as many bytes, {size}, by bare sqlite3")
    print(f"the file grows by {grown // count} bytes a wood and turn, all traces included")
    print(
        json.dumps(
            {
                "name": "store",
                "ratio": round(us / them, 2),
                "unit": "ms/turn",
                "ours": round(us, 4),
                "reference": round(them, 4),
                "n": len(mine),
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
