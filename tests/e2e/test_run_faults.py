"""What only a person can mend: the wood rests, its forester is told once, and nothing is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.loopback.messages import Message
from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.world import Channel, User
from tests.e2e.wood_process import Bot, posts, running


async def founded(bot: Bot, loopback: Loopback, channel: Channel, forester: User) -> None:
    """A wood, founded by somebody who can be told."""
    await bot.forester(forester, channel, "found").answered()
    await bot.forester(forester, channel, "turn-now").answered()
    await loopback.until(lambda: 1 in posts(loopback, channel), 20, "the first post")


def told(loopback: Loopback, user: User) -> list[Message]:
    return loopback.messages.in_channel(loopback.world.conversation(user))


def forbid(loopback: Loopback, channel: Channel) -> None:
    loopback.world.forbid(channel, "send_messages")


def hide(loopback: Loopback, channel: Channel) -> None:
    loopback.world.forbid(channel, "view_channel")


@pytest.mark.parametrize("fault", [forbid, hide])
async def test_without_permission_the_wood_rests_and_tells_all_once_it_may_again(
    loopback: Loopback,
    channel: Channel,
    ada: User,
    tmp_path: Path,
    fault: Callable[[Loopback, Channel], None],
) -> None:
    async with running(loopback, tmp_path) as bot:
        await founded(bot, loopback, channel, ada)
        fault(loopback, channel)
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: told(loopback, ada), 20, "word to the forester")
        assert "rests" in told(loopback, ada)[0].text
        status = await loopback.people.slash(ada, channel, "wood status", locale="en-US").answered()
        assert "Resting" in status.text
        assert 2 not in posts(loopback, channel)
        loopback.world.permit(channel, "send_messages", "view_channel")
        await bot.forester(ada, channel, "resume").answered()
        await loopback.until(lambda: 2 in posts(loopback, channel), 20, "the post that waited")
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: 3 in posts(loopback, channel), 20, "the next post")
    assert len(told(loopback, ada)) == 1
    assert all(len(messages) == 1 for messages in posts(loopback, channel).values())


async def test_what_waits_outlives_a_restart(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    async with running(loopback, tmp_path) as bot:
        await founded(bot, loopback, channel, ada)
        forbid(loopback, channel)
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: told(loopback, ada), 20, "word to the forester")
        assert await bot.stop() == 0
    loopback.world.permit(channel, "send_messages")
    async with running(loopback, tmp_path) as bot:
        await loopback.until(lambda: 2 in posts(loopback, channel), 20, "the post that waited")
        assert await bot.stop() == 0
    assert len(posts(loopback, channel)[2]) == 1


async def test_a_deleted_channel_rests_its_wood_and_closed_messages_stop_nobody(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    guild = loopback.world.guild(channel.guild_id or 0)
    other = loopback.world.add_channel(guild, "other")
    ada.dms_open = False
    async with running(loopback, tmp_path) as bot:
        await founded(bot, loopback, channel, ada)
        await founded(bot, loopback, other, ada)
        asked = bot.forester(ada, channel, "turn-now")
        loopback.world.delete_channel(channel)
        await asked.acknowledged()
        await loopback.until(
            lambda: b"a forester could not be told" in bot.log.read_bytes(), 20, "the herald's try"
        )
        await bot.forester(ada, other, "turn-now").answered()
        await loopback.until(lambda: 2 in posts(loopback, other), 20, "the other wood's post")
        assert await bot.stop() == 0
    assert told(loopback, ada) == []


async def test_a_locked_thread_rests_its_wood_until_it_is_opened(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    thread = loopback.world.add_thread(channel, "in the thicket", ada)
    async with running(loopback, tmp_path) as bot:
        await founded(bot, loopback, thread, ada)
        loopback.world.archive(thread, locked=True)
        await bot.forester(ada, thread, "turn-now").answered()
        await loopback.until(lambda: told(loopback, ada), 20, "word to the forester")
        loopback.world.archive(thread, archived=False)
        await bot.forester(ada, thread, "resume").answered()
        await loopback.until(lambda: 2 in posts(loopback, thread), 20, "the post that waited")
    assert len(told(loopback, ada)) == 1


async def test_a_server_that_lets_the_bot_go_rests_its_woods_and_no_others(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    elsewhere = loopback.world.add_channel(loopback.world.add_guild("Elsewhere"), "meadow")
    async with running(loopback, tmp_path) as bot:
        await founded(bot, loopback, channel, ada)
        await founded(bot, loopback, elsewhere, ada)
        loopback.world.remove_guild(loopback.world.guild(channel.guild_id or 0))
        await loopback.until(lambda: b"left a server" in bot.log.read_bytes(), 20, "the leave to be noticed")
        await bot.forester(ada, elsewhere, "turn-now").answered()
        await loopback.until(lambda: 2 in posts(loopback, elsewhere), 20, "the other server's post")
        assert await bot.stop() == 0


async def test_long_detail_goes_into_a_thread_where_the_owner_wants_it(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    async with running(loopback, tmp_path) as bot:
        await bot.forester(ada, channel, "found").answered()
        await bot.forester(ada, channel, "settings", thread=True).answered()
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: threads(loopback, channel), 20, "the thread")
        (thread,) = threads(loopback, channel)
        await loopback.until(lambda: loopback.messages.in_channel(thread), 20, "the detail")
        assert "Turn 1" in thread.name
        assert "what happened and why" in loopback.messages.in_channel(thread)[0].text


def threads(loopback: Loopback, channel: Channel) -> list[Channel]:
    return [each for each in loopback.world.channels.values() if each.parent_id == channel.id]
