"""Makes the database that a release leaves behind, for tests of the upgrades that come after it.

Run on release 0.1.0 (schema 1), against that release's own code:

    python tests/data/releases/make_release_database.py tests/data/releases/0.1.0.db.gz

It is kept as a record of what stands in the file; a later release makes its own with its own copy of this script.

- Channel 10 of server 1, the default cast, ticked daily: sixteen turns with three shocks and two legends, a loan and a
  forward open, calls of four people settled and one open, one of them forgotten, two posts owed.
- Channel 11 of server 1, the trading room, ticked hourly: twelve turns, a shock, a legend vetoed, calls of two people,
  a tick slept through, one post being sent when the process ended.
- Channel 20 of server 2: three turns, then paused with a notice owed.
- Channel 21 of server 2: one turn, then deleted.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from data.records import ByHand, Cooldown, Daily, Direction, Every, Schedule
from engine.command import Command, DrawLegend, FireShock, Veto

from bot.keeper import Keeper
from bot.minds import make_mind
from bot.views.daily_call import called_good
from data.content import load_cast, load_rules
from data.sqlite.store import SqliteStore, open_store
from engine.wood import Wood

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADA, BEN, CLEO, DAN = 900000000000000001, 900000000000000002, 900000000000000003, 900000000000000004
"""DAN asked to be forgotten."""
RULES = load_rules()
SEED = 1
"""With it a loan and a forward are open at the end."""


class Past:
    """What happens to the woods of one database."""

    def __init__(self, store: SqliteStore, seed: int) -> None:
        self.store = store
        self.now = START
        self._draw = random.Random(seed)
        self.keeper = Keeper(store, make_mind(), shelf=8, now=lambda: self.now, secret=self._secret)

    def _secret(self, count: int) -> str:
        return self._draw.randbytes(count).hex()

    async def found(self, cast: str, guild: int, channel: int, schedule: Schedule) -> str:
        record = await self.keeper.found_wood(
            load_cast(cast), RULES, guild=guild, channel=channel, schedule=schedule,
            settings={"language": "en"}, command=f"found-{channel}",
        )  # fmt: skip
        return record.id

    async def call(self, wood: str, user: int) -> None:
        now = (await self.keeper.look(wood)).wood
        patron = await self.store.people.patron(wood, user, self.now)
        good = called_good(wood, now.cast, now.turn + 1).id
        way: Direction = self._draw.choice(("dearer", "cheaper"))
        await self.store.people.place_call(wood, patron, now.turn + 1, good, way)

    async def command(self, wood: str, command: Command, user: int | None = None) -> None:
        cooldowns: tuple[Cooldown, ...] = ()
        if user is not None:
            patron = await self.store.people.patron(wood, user, self.now)
            cooldowns = (Cooldown(f"patron:{patron}", "shock", self.now + DAY),)
        name = f"{type(command).__name__}-{wood}-{self.now.isoformat()}"
        assert (await self.keeper.command(wood, command, id=name, cooldowns=cooldowns)).refusal is None

    async def play(self, wood: str, after: timedelta) -> Wood:
        self.now += after
        assert (await self.keeper.play_turn(wood)).turn is not None
        return (await self.keeper.look(wood)).wood

    async def send(self, but: int) -> None:
        """Send what is owed, oldest first, and leave the newest `but` posts."""
        while (waiting := await self.store.outbox.waiting()) > but:
            for post in await self.store.outbox.take(self.now, waiting - but):
                await self.store.outbox.sent(post.id, 700000000000000000 + post.id)


async def live(store: SqliteStore, seed: int) -> Wood:
    """The past that the module's docstring tells of. Returns the first wood at its end."""
    past = Past(store, seed)
    shocks, legends = [s.id for s in RULES.shocks], [legend.id for legend in RULES.legends]
    old = await past.found("wood", 1, 10, Daily(18, 0, "Europe/Berlin"))
    for turn in range(1, 17):
        for user in (ADA, BEN, CLEO) if turn % 3 else (ADA, DAN):
            await past.call(old, user)
        if turn in (3, 9):
            await past.command(old, FireShock(shocks[turn % len(shocks)]))
        if turn == 6:
            patron = await past.store.people.patron(old, BEN, past.now)
            await past.command(old, FireShock(shocks[1], f"patron:{patron}"), BEN)
        if turn in (5, 13):
            await past.command(old, DrawLegend(legends[turn % len(legends)]))
        wood = await past.play(old, DAY)
    await past.send(but=2)
    await past.call(old, ADA)
    await store.people.erase(DAN)
    await _trading_room(past, shocks, legends)
    await _others(past)
    return wood


async def _trading_room(past: Past, shocks: list[str], legends: list[str]) -> None:
    room = await past.found("trading-room", 1, 11, Every(60))
    for turn in range(1, 12):
        for user in (ADA, CLEO):
            await past.call(room, user)
        if turn == 4:
            await past.command(room, FireShock(shocks[4]))
        if turn == 6:
            await past.command(room, DrawLegend(legends[2]))
            spell = next(s for s in (await past.keeper.look(room)).wood.spells if s.tale == legends[2])
            await past.command(room, Veto(spell.id))
        await past.play(room, HOUR)
    past.now += 3 * HOUR
    claim = next(c for c in await past.store.ticks.claim(past.now, HOUR, 9) if c.wood == room)
    slept = await past.store.ticks.oversleep(claim, claim.due + HOUR, 1, past.now)
    assert slept is not None
    await past.store.ticks.release(slept)
    await past.play(room, HOUR)
    posts = []
    while taken := [p for p in await past.store.outbox.take(past.now, 9) if p.wood == room]:
        posts = taken
        if posts[0].last < 12:
            await past.store.outbox.sent(posts[0].id, 700000000000000000 + posts[0].id)
    assert posts[0].state == "sending"


async def _others(past: Past) -> None:
    resting = await past.found("wood", 2, 20, ByHand())
    for _ in range(3):
        await past.call(resting, BEN)
        await past.play(resting, HOUR)
    await past.keeper.pause(resting, "missing_permission", notice={"permission": "send_messages"})
    gone = await past.found("wood", 2, 21, ByHand())
    await past.call(gone, CLEO)
    await past.play(gone, HOUR)
    await past.keeper.delete(gone)


def small(path: Path) -> bytes:
    """A database without its log and its free pages, compressed."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("VACUUM")
    return gzip.compress(path.read_bytes(), mtime=0)


async def make(path: Path, seed: int = SEED) -> Wood:
    store = await open_store(path)
    try:
        return await live(store, seed)
    finally:
        await store.close()


def main() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "wood.db"
        wood = asyncio.run(make(path))
        assert {contract.kind for contract in wood.contracts} == {"loan", "forward"}
        Path(sys.argv[1]).write_bytes(small(path))


if __name__ == "__main__":
    main()
