"""Many at once, twice the same, and sockets that drop: on the real process."""

import asyncio
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.process.startup import open_app
from data.store.records import Every
from tests.e2e.loopback.interactions import Interaction
from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.world import Channel, User
from tests.e2e.wood_process import plant, posts, running, settings


async def test_fifty_commands_at_once_on_one_wood_lose_and_double_nothing(
    loopback: Loopback, channel: Channel, tmp_path: Path
) -> None:
    (record,) = await plant(tmp_path, [channel])
    people = [loopback.world.user(f"person-{n}") for n in range(50)]
    async with running(loopback, tmp_path) as bot:
        asked = [bot.forester(person, channel, "turn-now") for person in people]
        answers = [await one.answered(60) for one in asked]
        await loopback.until(lambda: not_owed(loopback, channel, answers_of(asked)), 60, "all posts")
        assert await bot.stop() == 0
    async with open_app(settings(tmp_path)) as app:
        now = await app.store.woods.find(record.id)
        rows = await app.store.history.turns(record.id, 1, now.turn)
    played = [int("".join(filter(str.isdigit, a.text))) for a in answers if a.text.startswith("Turn ")]
    assert len(answers) == 50
    assert sorted(played) == list(range(1, now.turn + 1))
    assert [row.turn for row in rows] == sorted(played)
    assert all(a.text.startswith("Turn ") or "same moment" in a.text for a in answers)
    assert all(len(messages) == 1 for messages in posts(loopback, channel).values())


def answers_of(asked: list[Interaction]) -> int:
    return sum(one.reply is not None and one.reply.text.startswith("Turn ") for one in asked)


def not_owed(loopback: Loopback, channel: Channel, turns: int) -> bool:
    return len(posts(loopback, channel)) == turns


async def test_fifty_people_call_at_once_and_each_call_counts_once(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    await plant(tmp_path, [channel])
    people = [loopback.world.user(f"person-{n}") for n in range(50)]
    async with running(loopback, tmp_path) as bot:
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: posts(loopback, channel), 20, "the first post")
        (post,) = posts(loopback, channel)[1]
        calls = [
            loopback.people.click(person, post, post.custom_ids[n % 3]) for n, person in enumerate(people)
        ]
        for call in calls:
            assert "Noted" in (await call.answered(30)).text
        assert await bot.stop() == 0
    async with open_app(settings(tmp_path)) as app:
        kept = [await app.store.people.records(person.id) for person in people]
    answers = [call.answer for (one,) in kept for call in one.calls]
    assert answers == [("dearer", "within", "cheaper")[n % 3] for n in range(50)]
    assert len({one.patron for (one,) in kept}) == 50


async def test_an_interaction_delivered_twice_acts_once(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    (record,) = await plant(tmp_path, [channel])
    async with running(loopback, tmp_path) as bot:
        asked = bot.forester(ada, channel, "turn-now")
        loopback.people.again(asked)
        await asked.answered()
        loopback.people.again(asked)
        later = bot.forester(ada, channel, "turn-now")
        await later.answered()
        assert asked.delivered == 3
        assert asked.refused == []
        assert await bot.stop() == 0
    async with open_app(settings(tmp_path)) as app:
        assert (await app.store.woods.find(record.id)).turn == 2


async def test_a_dropped_socket_is_resumed_and_what_was_asked_meanwhile_is_answered(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    await plant(tmp_path, [channel])
    async with running(loopback, tmp_path) as bot:
        loopback.gateway.accepting = False
        loopback.gateway.drop(0)
        asked = loopback.people.slash(ada, channel, "wood status", locale="en-US")
        loopback.gateway.accepting = True
        await loopback.gateway.happened("resume", 1)
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: 1 in posts(loopback, channel), 20, "the post")
        assert asked.delivered
    assert loopback.gateway.times("identify") == 1


@pytest.mark.slow
@pytest.mark.parametrize("woods", [200])
async def test_acknowledgements_stay_quick_while_many_woods_tick_with_charts(
    loopback: Loopback, tmp_path: Path, woods: int
) -> None:
    await load(loopback, tmp_path, woods, asks=300, most=0.25)


async def test_acknowledgements_arrive_while_woods_tick(loopback: Loopback, tmp_path: Path) -> None:
    await load(loopback, tmp_path, 20, asks=40, most=3.0)


async def load(loopback: Loopback, folder: Path, woods: int, asks: int, most: float) -> None:
    """Let woods tick at once while people ask; every answer in time, every turn posted."""
    guild = loopback.world.add_guild()
    channels = [loopback.world.add_channel(guild, f"glade-{n}") for n in range(woods)]
    people = [loopback.world.user(f"person-{n}") for n in range(10)]
    await plant(folder, channels, Every(10), datetime.now(UTC) - timedelta(seconds=1))
    async with running(loopback, folder) as bot:
        asked = []
        for n in range(asks):
            path = ("wood status", "market prices", "wood next")[n % 3]
            asked.append(loopback.people.slash(people[n % 10], channels[n % woods], path))
            await asyncio.sleep(0.02)
        for one in asked:
            await one.acknowledged(10)
            await one.answered(30)
        await loopback.until(lambda: all(1 in posts(loopback, c) for c in channels), 180, "all posts")
        assert await bot.stop() == 0
    waited = sorted(one.ack_seconds for one in asked)
    p99 = waited[math.ceil(0.99 * len(waited)) - 1]
    print(
        f"\n{woods} woods: ack p50 {waited[len(waited) // 2] * 1000:.0f} ms, "
        f"p99 {p99 * 1000:.0f} ms, most {waited[-1] * 1000:.0f} ms over {len(waited)} commands"
    )
    assert p99 < most
    charts = [posts(loopback, c)[1][0].attachments for c in channels]
    assert all(len(files) == 1 for files in charts)
