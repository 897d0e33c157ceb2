"""The stand-in for Discord, proved with discord.py's real client over real sockets."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import discord
import pytest

from tests.e2e.loopback.faults import Hang
from tests.e2e.loopback.server import Loopback, in_thread, start
from tests.e2e.loopback.tiny_bot import TinyBot, place, running

POST = "POST /channels/*/messages"
HERE = Path(__file__).parent


class TestInteractions:
    @pytest.mark.usefixtures("tiny_bot")
    async def test_a_slash_command_defers_and_follows_up_with_a_file(self, loopback, channel, ada):
        asked = loopback.people.slash(ada, channel, "wood chart", {"creature": "oona", "turn": 3})
        assert (await asked.acknowledged()).kind == "defer"
        answer = await asked.answered()
        assert asked.ack_seconds < 3
        assert answer.text.splitlines()[:2] == ["Turn 3: oona", "prices"]
        assert [(file.filename, file.data) for file in answer.attachments] == [
            ("chart.png", b"\x89PNG chart")
        ]
        assert answer.unseen_files == []
        assert loopback.messages.in_channel(channel) == [answer]

    @pytest.mark.usefixtures("tiny_bot")
    async def test_a_dynamic_button_answers_whoever_presses_it(self, loopback, channel, ada):
        shown = await loopback.people.slash(ada, channel, "wood chart", {"creature": "pip"}).answered()
        pressed = loopback.people.click(ada, shown, "leaf:1")
        answer = await pressed.answered()
        assert (answer.text, answer.ephemeral) == ("turn 1, de", True)
        assert answer not in loopback.messages.in_channel(channel)

    @pytest.mark.usefixtures("tiny_bot")
    async def test_a_modal_is_shown_filled_in_and_submitted(self, loopback, channel, ada):
        asked = loopback.people.slash(ada, channel, "wood stake")
        await asked.acknowledged()
        assert asked.modal["title"] == "Stake"
        submitted = loopback.people.submit(asked, {"Pebbles": "12", "side": "dearer"})
        assert (await submitted.answered()).text == "12 on dearer"
        with pytest.raises(ValueError, match="characters"):
            loopback.people.submit(asked, {"Pebbles": "123456", "side": "dearer"})
        with pytest.raises(ValueError, match="must be filled in"):
            loopback.people.submit(asked, {"Pebbles": "12"})

    @pytest.mark.usefixtures("tiny_bot")
    async def test_autocompletion_offers_choices(self, loopback, channel, ada):
        typed = loopback.people.autocomplete(ada, channel, "wood chart", "creature", "o")
        await typed.acknowledged()
        assert typed.choices == [{"name": "Oona", "value": "oona"}]

    @pytest.mark.usefixtures("tiny_bot")
    async def test_only_what_the_client_offers_can_be_sent(self, loopback, channel, ada):
        with pytest.raises(LookupError, match="registered are"):
            loopback.people.slash(ada, channel, "wod chart")
        with pytest.raises(LookupError, match="there are"):
            loopback.people.slash(ada, channel, "wood chart", {"creature": "pip", "year": 3})
        with pytest.raises(ValueError, match="above"):
            loopback.people.slash(ada, channel, "wood chart", {"creature": "pip", "turn": 61})
        with pytest.raises(ValueError, match="needs"):
            loopback.people.slash(ada, channel, "wood chart")
        shown = await loopback.people.slash(ada, channel, "wood chart", {"creature": "pip"}).answered()
        with pytest.raises(LookupError, match="leaf:1"):
            loopback.people.click(ada, shown, "leaf:2")
        with pytest.raises(ValueError, match="are not among"):
            loopback.people.click(ada, shown, "goods", values=["gold"])
        with pytest.raises(PermissionError):
            loopback.people.slash(ada, channel, "forester turn")
        with pytest.raises(PermissionError):
            loopback.people.slash(ada, loopback.world.conversation(ada), "wood hello")

    @pytest.mark.usefixtures("tiny_bot")
    async def test_permissions_come_from_roles_or_the_call(self, loopback, channel, ada):
        forester = loopback.people.slash(
            ada, channel, "forester turn", permissions=discord.Permissions(manage_guild=True)
        )
        assert (await forester.answered()).text == "posted"
        assert [message.nonce for message in loopback.messages.in_channel(channel)] == ["turn-7"]
        guild = loopback.world.guild(channel.guild_id)
        loopback.world.join(guild, ada, discord.Permissions(manage_guild=True))
        assert (await loopback.people.slash(ada, channel, "forester turn").answered()).text == "posted"

    async def test_an_answer_from_a_blocked_loop_is_too_late(self, loopback, tiny_bot, channel, ada):
        asked = loopback.people.slash(ada, channel, "wood block")
        await asked.until(lambda: asked.refused)
        assert (asked.refused, asked.ack, asked.reply) == ([10062], None, None)
        await loopback.until(lambda: tiny_bot.errors, 2)
        assert isinstance(tiny_bot.errors[0], discord.NotFound)

    @pytest.mark.usefixtures("tiny_bot")
    async def test_an_interaction_delivered_twice_is_acknowledged_once(self, loopback, channel, ada):
        asked = loopback.people.slash(ada, channel, "wood hello")
        loopback.people.again(asked)
        await asked.until(lambda: asked.refused)
        assert (asked.delivered, asked.refused, len(asked.steps)) == (2, [40060], 1)

    @pytest.mark.usefixtures("tiny_bot")
    async def test_a_dead_token_refuses_the_follow_up(self, loopback, channel, ada):
        hung = loopback.faults.add("POST /webhooks/*/*", Hang())
        asked = loopback.people.slash(ada, channel, "wood chart", {"creature": "pip"})
        await hung.struck()
        asked.expire_token()
        hung.lift()
        await loopback.until(lambda: _last_status(loopback, "/webhooks/") == 401)
        assert asked.reply is None

    async def test_who_would_be_pinged_is_known(self, loopback, tiny_bot, channel, ada):
        answer = await loopback.people.slash(ada, channel, "wood hello").answered()
        assert "@everyone" in answer.text
        assert answer.pings == []
        everyone = discord.AllowedMentions(everyone=True)
        await place(tiny_bot, channel).send("@everyone", allowed_mentions=everyone)
        assert loopback.messages.in_channel(channel)[-1].pings == ["@everyone"]


class TestGateway:
    @pytest.mark.usefixtures("tiny_bot")
    async def test_a_dropped_socket_is_resumed_and_misses_nothing(self, loopback, channel, ada):
        loopback.gateway.drop()
        asked = loopback.people.slash(ada, channel, "wood hello")
        assert (await asked.answered(timeout=10)).text.startswith("hello ada")
        assert (loopback.gateway.times("identify"), loopback.gateway.times("resume")) == (1, 1)

    @pytest.mark.usefixtures("tiny_bot")
    async def test_a_client_asked_to_reconnect_resumes(self, loopback, channel, ada):
        loopback.gateway.ask_to_reconnect()
        await loopback.gateway.happened("resume")
        assert (await loopback.people.slash(ada, channel, "wood hello").answered()).ephemeral

    @pytest.mark.usefixtures("tiny_bot")
    async def test_an_invalid_session_identifies_anew(self, loopback, channel, ada):
        loopback.gateway.invalidate()
        await loopback.gateway.happened("identify", 2)
        assert (await loopback.people.slash(ada, channel, "wood hello").answered()).ephemeral

    async def test_a_wrong_token_is_turned_away(self, loopback):
        with loopback.redirected():
            async with TinyBot() as stranger:
                with pytest.raises(discord.LoginFailure):
                    await stranger.start("wrong")

    async def test_several_shards_share_the_guilds(self):
        async with start(shards=2) as loopback:
            guilds = [loopback.world.add_guild(str(number)) for number in range(2)]
            while len({(guild.id >> 22) % 2 for guild in guilds}) < 2:
                guilds.append(loopback.world.add_guild())
            async with running(loopback) as bot:
                assert {guild.id: guild.shard_id for guild in bot.guilds} == {
                    guild.id: (guild.id >> 22) % 2 for guild in guilds
                }
                loopback.gateway.drop(1)
                await loopback.gateway.happened("resume")
                assert [each.shard for each in loopback.gateway.diary if each.what == "resume"] == [1]


class TestAnotherProcess:
    async def test_it_may_be_killed_while_its_post_is_in_doubt(self, loopback, channel, ada):
        killed = await _process(loopback)
        await loopback.gateway.connected()
        sent = loopback.faults.add(POST, Hang(), after=True)
        allowed = discord.Permissions(manage_guild=True)
        loopback.people.slash(ada, channel, "forester turn", permissions=allowed)
        await sent.struck()
        killed.kill()
        await killed.wait()
        sent.lift()
        assert len(loopback.messages.in_channel(channel)) == 1
        lost = loopback.people.slash(ada, channel, "wood hello")

        revived = await _process(loopback)
        try:
            await loopback.gateway.happened("identify", 2)
            await loopback.gateway.connected()
            again = loopback.people.slash(ada, channel, "forester turn", permissions=allowed)
            assert (await again.answered()).text == "posted"
            assert len(loopback.messages.in_channel(channel)) == 1
            pressed = loopback.people.click(ada, loopback.messages.in_channel(channel)[0], "leaf:7")
            assert (await pressed.answered()).text == "turn 7, de"
            assert lost.ack is None
        finally:
            revived.kill()
            await revived.wait()

    async def test_a_call_that_breaks_off_in_the_middle_changes_nothing(self, loopback, channel):
        hung = loopback.faults.add(POST, Hang())
        _, writer = await asyncio.open_connection("127.0.0.1", loopback.port)
        boundary = "Content-Type: multipart/form-data; boundary=leaf"
        path = f"/api/v10/channels/{channel.id}/messages"
        headers = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bot {loopback.token}\r\n{boundary}\r\n"
        body = '--leaf\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{"content": "hel'
        writer.write(f"{headers}Content-Length: 5000\r\n\r\n{body}".encode())
        await writer.drain()
        await hung.struck()
        hung.lift()
        writer.transport.abort()
        await loopback.until(lambda: loopback.rest.calls)
        assert loopback.messages.in_channel(channel) == []

    def test_a_blocking_test_has_the_stand_in_in_a_thread(self):
        with in_thread() as hosted:
            script = (
                "import os, urllib.request;"
                "urllib.request.urlopen(os.environ['WOOD_DISCORD_API'] + '/users/@me')"
            )
            done = subprocess.run(
                [sys.executable, "-c", script],
                env={**os.environ, **hosted.env},
                capture_output=True,
                text=True,
                timeout=20,
                check=False,
            )
            assert "401" in done.stderr
            assert hosted.call(lambda loopback: loopback.rest.calls[0].status) == 401


def _last_status(loopback: Loopback, start: str) -> int | None:
    statuses = [call.status for call in loopback.rest.calls if call.path.startswith(start)]
    return statuses[-1] if statuses else None


async def _process(loopback: Loopback) -> asyncio.subprocess.Process:
    """The tiny bot in another process."""
    environment = {**os.environ, **loopback.env, "PYTHONPATH": str(HERE.parents[1])}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.e2e.loopback.tiny_bot", env=environment
    )
