"""How long a durable tick of a thousand instinct woods takes in one process, beside the same turns without a store.

The clock claims the woods, the keeper plays them and the store commits each in a transaction of its own, as in
`wood run`. The reference perceives, decides and advances the same woods and keeps nothing.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.keeper.clock import Clock
from bot.keeper.keeper import Keeper
from bot.minds import make_mind
from bot.running import load_running
from data.reading.content import CONTENT, load_cast, load_rules
from data.sqlite.store import open_store
from data.store.records import Every
from engine.founding import found
from inference.round import play_round

WOODS = 1000
TICKS = 5
WANTED = 4.0
"""Seconds that a tick may take."""
CAST, RULES = load_cast("wood"), load_rules()
MINUTES = 5


@dataclass
class Measured:
    """Seconds of each tick: on the wall, and of the processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    asleep: list[float] = field(default_factory=list)
    """Longest time for which the event loop did nothing else, in each tick."""


async def durable(folder: Path) -> tuple[Measured, int]:
    """Ticks of woods with a store; and the bytes of its file."""
    running, path = load_running(CONTENT), folder / "wood.db"
    store, now = await open_store(path), [datetime(2026, 1, 1, tzinfo=UTC)]
    keeper = Keeper(store, make_mind(), cache=running.cache, now=lambda: now[0])
    clock, measured = Clock(store.ticks, keeper, running.clock, lambda: now[0]), Measured()
    try:
        for channel in range(WOODS):
            await keeper.found_wood(
                CAST, RULES, guild=1, channel=channel, schedule=Every(MINUTES), settings={}
            )
        for _ in range(TICKS):
            now[0] += timedelta(minutes=MINUTES)
            lag: list[float] = [0.0]
            pulse = asyncio.create_task(feel(lag))
            wall, cpu, played = time.perf_counter(), time.process_time(), 0
            while played < WOODS:
                played += await clock.ask()
                await clock.idle()
            measured.wall.append(time.perf_counter() - wall)
            measured.cpu.append(time.process_time() - cpu)
            measured.asleep.append(max(lag))
            pulse.cancel()
        turns = {record.turn for record in await store.woods.all()}
        if turns != {TICKS}:
            raise RuntimeError(f"turns played: {sorted(turns)}")
        return measured, path.stat().st_size
    finally:
        await store.close()


async def feel(lag: list[float]) -> None:
    """Note how late the event loop comes back to this."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.01)
        lag.append(time.perf_counter() - began - 0.01)


async def fleeting() -> float:
    """Seconds of a tick of the same woods without a store."""
    mind = make_mind()
    woods = [found(CAST, RULES, str(number)) for number in range(WOODS)]
    began = time.perf_counter()
    for number, wood in enumerate(woods):
        await play_round(str(number), wood, mind)
    return time.perf_counter() - began


def resident() -> float:
    """Memory of this process at its highest, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


async def main() -> None:
    before = resident()
    with tempfile.TemporaryDirectory() as folder:
        measured, size = await durable(Path(folder))
    after = resident()
    alone = statistics.median([await fleeting() for _ in range(3)])
    wall, cpu = statistics.median(measured.wall), statistics.median(measured.cpu)
    print(
        f"{WOODS} woods, {TICKS} ticks: {wall:.2f} s a tick ({WANTED:.0f} wanted), {cpu:.2f} s of the processor"
    )
    print(f"ticks, s: {[round(x, 2) for x in measured.wall]}; the same turns without a store: {alone:.2f} s")
    print(f"the event loop was away for at most {max(measured.asleep) * 1000:.0f} ms")
    print(
        f"memory: {after:.0f} MiB at its highest, {before:.0f} before there was a wood; file {size / 2**20:.0f} MiB"
    )
    print(
        json.dumps(
            {
                "name": "tick",
                "ratio": round(wall / alone, 2),
                "unit": "s/1000 woods",
                "ours": round(wall, 3),
                "reference": round(alone, 3),
                "n": TICKS,
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
