"""Makes the database that 0.2.0 left behind before its money became finer, for tests of what comes after it.

Run on commit 222cf86 (schema 2, format 2, behaviour 2), against that commit's own code:

    python -m tests.data.releases.make_release_0_2_0_a tests/data/releases/0.2.0-a.db.gz

It is kept as a record of what stands in the file. Each wood has content of that commit.

- Channel 10 of server 1, the default cast, ticked daily: forty-one turns, over two ends of chapters and a winter, with
  a shock struck by a patron, a legend vetoed; loans and forwards open, claims in the vault, calls of four people
  judged, one of them forgotten. After its last turn: a legend drawn, two calls waiting of which one was changed, two
  posts owed.
- Channel 11 of server 1, the trading room, ticked hourly: thirty turns, a shock, a legend at work, a tick slept
  through, one post being sent when the process ended.
- Channel 12 of server 1: a cast of its own with a creature that the packaged one lacks; six turns.
- Channel 13 of server 1: the packaged cast under rules with a chapter of six turns, which came in a second era; nine
  turns.
- Channel 20 of server 2: three turns, then paused with a notice owed.
- Channel 21 of server 2: one turn, then deleted.
- Channel 22 of server 2: founded, and nothing since.
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

from bot.keeper.keeper import Keeper
from bot.minds import make_mind
from data.reading.content import load_cast, load_rules
from data.sqlite.store import SqliteStore, open_store
from data.store.people import Cooldown
from data.store.records import ByHand, Daily, Every, Schedule
from engine import accounts
from engine.calls import called_good
from engine.commands.calls import PlaceCall
from engine.commands.table import Command
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.wood import Direction, Wood

START = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADA, BEN, CLEO, DAN = 900000000000000001, 900000000000000002, 900000000000000003, 900000000000000004
"""DAN asked to be forgotten."""
RULES = load_rules()
SEED = 4
"""With it loans and a forward are open at the end of the first wood."""


class Past:
    """What happens to the woods of one database."""

    def __init__(self, store: SqliteStore, seed: int) -> None:
        self.store = store
        self.now = START
        self._draw = random.Random(seed)
        self._count = 0
        self.keeper = Keeper(store, make_mind(), cache=8, now=lambda: self.now, secret=self._secret)

    def _secret(self, count: int) -> str:
        return self._draw.randbytes(count).hex()

    async def found(
        self, cast: Cast, guild: int, channel: int, schedule: Schedule, rules: Rules = RULES
    ) -> str:
        record = await self.keeper.found_wood(
            cast, rules, guild=guild, channel=channel, schedule=schedule,
            settings={"language": "en", "thread": channel == 10}, forester=ADA, command=f"found-{channel}",
        )  # fmt: skip
        return record.id

    async def by(self, wood: str, user: int) -> accounts.Account:
        return accounts.patron(await self.store.people.patron(wood, user, self.now))

    async def call(self, wood: str, user: int, way: Direction | None = None) -> None:
        now = (await self.keeper.look(wood)).wood
        good = called_good(wood, now.cast, now.turn + 1).id
        way = way or self._draw.choice(("dearer", "cheaper"))
        await self.command(wood, PlaceCall(await self.by(wood, user), now.turn + 1, good, way))

    async def command(self, wood: str, command: Command, *cooldowns: Cooldown) -> None:
        self._count += 1
        result = await self.keeper.command(wood, command, id=f"command-{self._count}", cooldowns=cooldowns)
        assert result.refusal is None

    async def play(self, wood: str, after: timedelta) -> Wood:
        self.now += after
        assert (await self.keeper.play_turn(wood)).turn is not None
        return (await self.store.woods.load(wood)).wood

    async def send(self, wood: str, before: int) -> None:
        """Send what is owed of the turns before one; what is taken beyond them stays as being sent."""
        while taken := [p for p in await self.store.outbox.take(self.now, 99) if p.wood == wood]:
            for post in taken:
                if post.last >= before:
                    return
                await self.store.outbox.mark_sent(post.id, 700000000000000000 + post.id)


async def live(store: SqliteStore, seed: int) -> Wood:
    """The past that the module's docstring tells of. Returns the first wood at its end."""
    past = Past(store, seed)
    shocks, legends = [s.id for s in RULES.shocks], [legend.id for legend in RULES.legends]
    old = await past.found(load_cast("wood"), 1, 10, Daily(18, 0, "Europe/Berlin"))
    for turn in range(1, 42):
        for user in (ADA, BEN, CLEO) if turn % 3 else (ADA, DAN):
            await past.call(old, user)
        if turn == 6:
            by = await past.by(old, BEN)
            await past.command(old, FireShock(shocks[1], by), Cooldown(by, "shock", past.now + 99 * DAY))
        if turn == 13:
            await past.command(old, DrawLegend(legends[9]))
            spells = (await past.keeper.look(old)).wood.spells
            await past.command(old, Veto(next(s.id for s in spells if s.tale == legends[9])))
        if turn == 24:
            await past.command(old, DrawLegend(legends[1], await past.by(old, CLEO)))
        wood = await past.play(old, DAY)
        if turn < 40:
            await past.send(old, turn + 1)
    await past.command(old, DrawLegend(legends[16], await past.by(old, BEN)))
    await past.call(old, ADA, "dearer")
    await past.call(old, BEN, "dearer")
    await past.call(old, ADA, "cheaper")
    await store.people.erase(DAN)
    await _trading_room(past, shocks, legends)
    await _others(past)
    return wood


async def _trading_room(past: Past, shocks: list[str], legends: list[str]) -> None:
    room = await past.found(load_cast("trading-room"), 1, 11, Every(60))
    for turn in range(1, 30):
        for user in (ADA, CLEO):
            await past.call(room, user)
        if turn == 4:
            await past.command(room, FireShock(shocks[4]))
        if turn == 29:
            await past.command(room, DrawLegend(legends[2]))
        await past.play(room, HOUR)
    past.now += 3 * HOUR
    claim = next(c for c in await past.store.ticks.claim(past.now, HOUR, 9) if c.wood == room)
    slept = await past.store.ticks.oversleep(claim, claim.due + HOUR, 1, past.now)
    assert slept is not None
    await past.store.ticks.release(slept)
    await past.play(room, HOUR)
    await past.send(room, 30)


async def _others(past: Past) -> None:
    plain = load_cast("wood")
    first, *rest = plain.creatures
    named = plain.changed(id="own", creatures=(first.changed(id="agatha", name="Agatha"), *rest))
    for cast, rules, channel in (
        (named, RULES, 12),
        (plain, RULES.changed(market=RULES.market.changed(step=80)), 13),
    ):
        wood = await past.found(cast, 1, channel, Every(60), rules)
        for turn in range(1, 7 if channel == 12 else 10):
            if channel == 13 and turn == 5:
                assert await past.keeper.begin_era(wood, plain, RULES.changed(chapter=6))
            await past.call(wood, BEN)
            await past.play(wood, HOUR)
        await past.send(wood, 99)
    resting = await past.found(plain, 2, 20, ByHand())
    for _ in range(3):
        await past.call(resting, BEN)
        await past.play(resting, HOUR)
    await past.call(resting, BEN)
    await past.keeper.pause(resting, "missing_permission", notice={"permission": "send_messages"})
    gone = await past.found(plain, 2, 21, ByHand())
    await past.call(gone, CLEO)
    await past.play(gone, HOUR)
    await past.keeper.delete(gone)
    await past.found(plain, 2, 22, ByHand())


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
        assert wood.vault.claims
        Path(sys.argv[1]).write_bytes(small(path))


if __name__ == "__main__":
    main()
