"""The stand-in keeps messages, nonces, threads and permissions as Discord does, and fails on demand."""

import aiohttp
import discord
import pytest

from tests.e2e.loopback import errors
from tests.e2e.loopback.faults import RateLimit, Reset
from tests.e2e.loopback.tiny_bot import chart, place, post

POST = "POST /channels/*/messages"


async def test_a_nonce_is_remembered_until_it_is_forgotten(loopback, tiny_bot, channel):
    first = await place(tiny_bot, channel).send("turn 1", nonce="wood:1")
    again = await place(tiny_bot, channel).send("turn 1", nonce="wood:1")
    assert first.id == again.id
    loopback.messages.forget_nonces()
    doubled = await place(tiny_bot, channel).send("turn 1", nonce="wood:1")
    assert [message.id for message in loopback.messages.in_channel(channel)] == [first.id, doubled.id]


async def test_a_reset_after_storing_leaves_the_sender_in_doubt(loopback, tiny_bot, channel):
    loopback.faults.add(POST, Reset(), after=True)
    with pytest.raises((OSError, aiohttp.ClientError)):
        await place(tiny_bot, channel).send("turn 1", nonce="wood:1")
    assert [message.text for message in loopback.messages.in_channel(channel)] == ["turn 1"]
    await place(tiny_bot, channel).send("turn 1", nonce="wood:1")
    assert len(loopback.messages.in_channel(channel)) == 1


async def test_a_reset_before_storing_loses_the_message(loopback, tiny_bot, channel):
    loopback.faults.add(POST, Reset())
    with pytest.raises((OSError, aiohttp.ClientError)):
        await place(tiny_bot, channel).send("turn 1")
    assert loopback.messages.in_channel(channel) == []


async def test_a_rate_limit_is_waited_out_and_retried(loopback, tiny_bot, channel):
    limited = loopback.faults.add(POST, RateLimit(0.05), times=2)
    await place(tiny_bot, channel).send("patience")
    posted = [call.status for call in loopback.rest.calls if call.path.endswith("/messages")]
    assert (limited.hits, posted) == (2, [429, 429, 200])


async def test_refusals_can_be_scripted(loopback, tiny_bot, channel):
    sending = place(tiny_bot, channel)
    for refusal in (errors.missing_permissions(), errors.unknown_channel(), errors.archived_thread()):
        loopback.faults.add(POST, refusal)
        with pytest.raises(discord.HTTPException) as caught:
            await sending.send("hello")
        assert (caught.value.status, caught.value.code) == (refusal.status, refusal.code)
    loopback.faults.add(POST, errors.server_error())
    await sending.send("after a second, discord.py has tried again")
    assert len(loopback.messages.in_channel(channel)) == 1


async def test_permissions_of_a_channel_are_enforced_and_announced(loopback, tiny_bot, channel):
    loopback.world.forbid(channel, "attach_files")
    with pytest.raises(discord.Forbidden) as caught:
        await place(tiny_bot, channel).send(file=chart())
    assert caught.value.code == 50013
    loopback.world.forbid(channel, "view_channel")
    with pytest.raises(discord.Forbidden) as caught:
        await place(tiny_bot, channel).send("hello")
    assert caught.value.code == 50001
    loopback.world.permit(channel, "view_channel", "attach_files")
    await place(tiny_bot, channel).send(file=chart())
    me = place(tiny_bot, channel).guild.me
    await loopback.until(lambda: place(tiny_bot, channel).permissions_for(me).attach_files)


async def test_a_deleted_channel_is_unknown(loopback, tiny_bot, channel):
    sending = place(tiny_bot, channel)
    loopback.world.delete_channel(channel)
    with pytest.raises(discord.NotFound) as caught:
        await sending.send("hello")
    assert caught.value.code == 10003


async def test_history_is_paged_both_ways(loopback, tiny_bot, channel):
    for number in range(5):
        await place(tiny_bot, channel).send(str(number))
    middle = loopback.messages.in_channel(channel)[2]
    at = discord.Object(middle.id)
    newest = [message.content async for message in place(tiny_bot, channel).history(limit=2)]
    before = [message.content async for message in place(tiny_bot, channel).history(before=at)]
    after = [message.content async for message in place(tiny_bot, channel).history(after=at, limit=1)]
    assert (newest, before, after) == (["4", "3"], ["1", "0"], ["3"])


async def test_messages_are_edited_and_deleted_by_id(loopback, tiny_bot, channel):
    sent = await place(tiny_bot, channel).send(view=post(1), file=chart())
    await place(tiny_bot, channel).get_partial_message(sent.id).edit(view=post(2))
    stored = loopback.messages.in_channel(channel)[0]
    assert (stored.text[:6], stored.versions[0].text[:6], stored.unseen_files) == ("Turn 2", "Turn 1", [])
    read = await place(tiny_bot, channel).fetch_message(sent.id)
    assert await read.attachments[0].read() == b"\x89PNG chart"
    await read.delete()
    assert loopback.messages.in_channel(channel) == []


async def test_threads_archive_lock_and_open_again(loopback, tiny_bot, channel):
    sent = await place(tiny_bot, channel).send("turn 1")
    thread = await sent.create_thread(name="details")
    detail = await thread.send("long")
    kept = loopback.world.channel(thread.id)
    loopback.world.archive(kept)
    with pytest.raises(discord.HTTPException) as caught:
        await detail.edit(content="longer")
    assert caught.value.code == 50083
    await thread.send("sending opens it again")
    assert not kept.archived
    loopback.world.archive(kept, locked=True)
    with pytest.raises(discord.HTTPException) as caught:
        await thread.send("no")
    assert caught.value.code == 50083


async def test_a_person_may_close_direct_messages(loopback, tiny_bot, ada):
    person = await tiny_bot.fetch_user(ada.id)
    await person.send("hello")
    ada.dms_open = False
    with pytest.raises(discord.Forbidden) as caught:
        await person.send("hello")
    assert caught.value.code == 50007
    told = loopback.messages.in_channel(loopback.world.conversation(ada))
    assert [message.text for message in told] == ["hello"]
