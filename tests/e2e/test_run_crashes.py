"""Power cuts: after any of them no turn and no post is lost or doubled, and the books hold."""

import asyncio
import os
import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from bot.keeper.replay import replay
from bot.process.startup import open_app
from data.store.records import WoodRecord
from tests.data.beside import faults_of
from tests.e2e.loopback.faults import Hang
from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.world import Channel, User
from tests.e2e.wood_process import Bot, plant, posts, running, settings


async def audit(folder: Path, woods: Iterable[WoodRecord]) -> dict[str, int]:
    """Turns of each wood: in order, none twice, replayed to the same hashes, every post sent or still owed."""
    turns = {}
    async with open_app(settings(folder)) as app:
        assert faults_of(app.settings.database) == []
        for record in woods:
            now = await app.store.woods.find(record.id)
            rows = await app.store.history.turns(record.id, 1, now.turn)
            assert [row.turn for row in rows] == list(range(1, now.turn + 1))
            found = await replay(app.store, record.id)
            assert found.deviation is None
            assert found.inputs == now.number + 1
            (await app.store.woods.load(record.id)).wood.balances  # noqa: B018 - loading checks the books
            turns[record.id] = now.turn
    return turns


def each_once(loopback: Loopback, channel: Channel, turns: int) -> None:
    """Every turn has exactly one post, and they stand in order."""
    found = posts(loopback, channel)
    assert {turn: len(messages) for turn, messages in found.items()} == dict.fromkeys(range(1, turns + 1), 1)
    assert sorted(found) == sorted(found, key=lambda turn: found[turn][0].id)


async def test_a_post_sent_but_not_marked_is_found_again_when_its_nonce_is_forgotten(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    woods = await plant(tmp_path, [channel])
    async with running(loopback, tmp_path) as bot:
        answered_never = loopback.faults.add(
            f"POST /channels/{channel.id}/messages", Hang(), times=None, after=True
        )
        bot.forester(ada, channel, "turn-now")
        await answered_never.struck()
        bot.kill()
        await bot.process.wait()
    assert len(posts(loopback, channel)[1]) == 1
    loopback.faults.clear()
    loopback.messages.forget_nonces()
    async with running(loopback, tmp_path) as bot:
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: 2 in posts(loopback, channel), 20, "the next post")
        assert await bot.stop() == 0
    each_once(loopback, channel, 2)
    assert await audit(tmp_path, woods) == {woods[0].id: 2}


TALK = 150
"""Messages of people, more than Discord gives at once."""


@pytest.mark.parametrize("ahead", [0, 3600], ids=["our clock is right", "our clock is an hour ahead"])
async def test_a_post_is_found_again_though_people_went_on_talking(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path, ahead: int
) -> None:
    await plant(tmp_path, [channel])
    async with running(loopback, tmp_path) as bot:
        answered_never = loopback.faults.add(
            f"POST /channels/{channel.id}/messages", Hang(), times=None, after=True
        )
        bot.forester(ada, channel, "turn-now")
        await answered_never.struck()
        bot.kill()
        await bot.process.wait()
    loopback.faults.clear()
    loopback.messages.forget_nonces()
    for number in range(TALK if not ahead else TALK // 2):
        loopback.messages.post(channel, ada, {"content": f"talk {number}"}, [])
    with closing(sqlite3.connect(tmp_path / "wood.db")) as db, db:
        db.execute("UPDATE outbox SET created = created + ?", (ahead * 1000,))
    async with running(loopback, tmp_path) as bot:
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: 2 in posts(loopback, channel), 20, "the next post")
        assert await bot.stop() == 0
    each_once(loopback, channel, 2)


async def test_a_post_that_never_left_is_sent_after_the_restart(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    woods = await plant(tmp_path, [channel])
    async with running(loopback, tmp_path) as bot:
        stuck = loopback.faults.add(f"POST /channels/{channel.id}/messages", Hang(), times=None)
        bot.forester(ada, channel, "turn-now")
        await stuck.struck()
        bot.kill()
        await bot.process.wait()
    assert posts(loopback, channel) == {}
    loopback.faults.clear()
    async with running(loopback, tmp_path):
        await loopback.until(lambda: 1 in posts(loopback, channel), 20, "the post")
    each_once(loopback, channel, 1)
    await audit(tmp_path, woods)


async def survive(loopback: Loopback, channels: list[Channel], ada: User, folder: Path, cuts: int) -> None:
    """Cut the power at random points while turns, commands and posts are under way, then look at everything."""
    woods = await plant(folder, channels)
    draw = random.Random(os.environ.get("WOOD_TEST_SEED", "oona"))
    for _ in range(cuts):
        async with running(loopback, folder) as bot:
            for channel in channels:
                bot.forester(ada, channel, "turn-now")
                bot.forester(ada, channel, "turn-now")
                loopback.people.slash(ada, channel, "wood chart", {})
            await asyncio.sleep(draw.uniform(0.0, 0.8))
            bot.kill()
            await bot.process.wait()
        if draw.random() < 0.5:
            loopback.messages.forget_nonces()
    async with running(loopback, folder) as bot:
        for channel in channels:
            await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: drained(loopback, bot, channels), 60, "the outbox to drain")
        assert await bot.stop() == 0
    turns = await audit(folder, woods)
    for record, channel in zip(woods, channels, strict=True):
        each_once(loopback, channel, turns[record.id])


def drained(loopback: Loopback, bot: Bot, channels: list[Channel]) -> bool:
    """Whether the last turn asked for stands in every channel: posts of one wood come in order."""
    wanted = [int("".join(filter(str.isdigit, asked.reply.text))) for asked in bot.seen if asked.reply]
    newest = [max(posts(loopback, channel), default=0) for channel in channels]
    return len(wanted) == len(channels) and all(n >= w for n, w in zip(newest, wanted, strict=True))


async def test_power_cuts_lose_and_double_nothing(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    guild = loopback.world.guild(channel.guild_id or 0)
    channels = [channel, *(loopback.world.add_channel(guild, f"glade-{n}") for n in range(2))]
    await survive(loopback, channels, ada, tmp_path, cuts=4)


@pytest.mark.slow
async def test_fifty_power_cuts_lose_and_double_nothing(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    guild = loopback.world.guild(channel.guild_id or 0)
    channels = [channel, *(loopback.world.add_channel(guild, f"glade-{n}") for n in range(2))]
    await survive(loopback, channels, ada, tmp_path, cuts=50)


async def test_a_stop_lets_the_turn_in_progress_end_whole(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    guild = loopback.world.guild(channel.guild_id or 0)
    channels = [channel, *(loopback.world.add_channel(guild, f"glade-{n}") for n in range(7))]
    woods = await plant(tmp_path, channels)
    async with running(loopback, tmp_path) as bot:
        for each in channels:
            bot.forester(ada, each, "turn-now")
        assert await bot.stop() == 0
    turns = await audit(tmp_path, woods)
    async with running(loopback, tmp_path) as bot:
        owed = [c for r, c in zip(woods, channels, strict=True) if turns[r.id]]
        await loopback.until(lambda: all(posts(loopback, c) for c in owed), 30, "posts that were owed")
        assert await bot.stop() == 0
    for record, each in zip(woods, channels, strict=True):
        each_once(loopback, each, turns[record.id])


async def test_a_second_process_on_one_database_refuses_in_a_sentence(
    loopback: Loopback, channel: Channel, tmp_path: Path
) -> None:
    await plant(tmp_path, [channel])
    async with running(loopback, tmp_path) as bot:
        with pytest.raises(AssertionError, match="two bots on one database"):
            async with running(loopback, tmp_path):
                pass
        assert bot.process.returncode is None
