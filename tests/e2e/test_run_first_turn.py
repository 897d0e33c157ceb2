"""From the invitation to the first post, on the real process over real sockets."""

import asyncio
import json
import socket
import urllib.error
import urllib.request
from pathlib import Path

from tests.e2e.loopback import errors
from tests.e2e.loopback.faults import RateLimit
from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.world import Channel, User
from tests.e2e.wood_process import plant, posts, running


async def test_a_wood_is_founded_and_tells_its_first_turn(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    async with running(loopback, tmp_path) as bot:
        founded = await bot.forester(ada, channel, "found").answered()
        assert founded.ephemeral
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: posts(loopback, channel), 20, "the first post")
        (post,) = posts(loopback, channel)[1]
        assert post.nonce
        assert "Turn 1" in post.text
        assert [file.filename for file in post.attachments] == ["chart.png"]
        assert post.unseen_files == []
        assert post.pings == []
        assert (post.attachments[0].description or "").startswith("Line chart of prices")
        assert await bot.stop() == 0


async def test_everything_under_a_post_answers_in_the_readers_language_also_after_a_restart(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    await plant(tmp_path, [channel])
    async with running(loopback, tmp_path) as bot:
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: posts(loopback, channel), 20, "the first post")
        assert await bot.stop() == 0
    (post,) = posts(loopback, channel)[1]
    dearer, _, cheaper, why, goods, creatures = post.custom_ids
    async with running(loopback, tmp_path):
        click = loopback.people.click
        first = await click(ada, post, dearer).answered()
        second = await click(ada, post, cheaper).answered()
        assert first.ephemeral
        assert "Notiert" in first.text
        assert "Geändert" in second.text
        explained = await click(ada, post, why).answered()
        assert "Von den Geschöpfen selbst" in explained.text
        chart = await click(ada, post, goods, values=["honey"]).answered()
        assert chart.attachments[0].data.startswith(b"\x89PNG")
        card = await click(ada, post, creatures, values=["oona"]).answered()
        assert "Oona" in card.text


async def test_a_call_is_settled_by_the_next_turn_and_comes_too_late_afterwards(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    await plant(tmp_path, [channel])
    async with running(loopback, tmp_path) as bot:
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: 1 in posts(loopback, channel), 20, "the first post")
        (post,) = posts(loopback, channel)[1]
        await loopback.people.click(ada, post, post.custom_ids[0]).answered()
        await bot.forester(ada, channel, "turn-now").answered()
        late = await loopback.people.click(ada, post, post.custom_ids[1], locale="en-US").answered()
        assert "has been played already" in late.text
        for _ in range(3):  # a call waits so many turns at most for its good to be paid for
            board = await loopback.people.slash(ada, channel, "wood board", locale="en-US").answered()
            if "still open" not in board.text:
                break
            await bot.forester(ada, channel, "turn-now").answered()
        else:
            board = await loopback.people.slash(ada, channel, "wood board", locale="en-US").answered()
        assert "still open" not in board.text
        assert board.pings == []


async def test_a_limited_post_and_one_whose_answer_is_lost_arrive_once(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    await plant(tmp_path, [channel])
    send = f"POST /channels/{channel.id}/messages"
    async with running(loopback, tmp_path) as bot:
        limited = loopback.faults.add(send, RateLimit(0.2), times=2)
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: 1 in posts(loopback, channel), 20, "the first post")
        lost = loopback.faults.add(send, errors.server_error(503), after=True)
        await bot.forester(ada, channel, "turn-now").answered()
        await lost.struck()
        loopback.messages.forget_nonces()
        await loopback.until(
            lambda: loopback.rest.count("GET", f"/channels/{channel.id}/messages"), 20, "a look"
        )
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: 3 in posts(loopback, channel), 20, "the third post")
    assert limited.hits == 2
    assert [len(posts(loopback, channel)[turn]) for turn in (1, 2, 3)] == [1, 1, 1]


async def test_health_and_metrics_are_served_on_loopback(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def read(path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    await plant(tmp_path, [channel])
    async with running(loopback, tmp_path, WOOD_HEALTH_PORT=str(port)) as bot:
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: 1 in posts(loopback, channel), 20, "the first post")
        for _ in range(100):
            status, body = await asyncio.to_thread(read, "/healthz")
            if status == 200:
                break
            await asyncio.sleep(0.1)
        assert json.loads(body) == {"database": True, "discord": True}
        for _ in range(100):
            _, metrics = await asyncio.to_thread(read, "/metrics")
            if 'wood_posts_total{result="sent"}' in metrics:
                break
            await asyncio.sleep(0.1)
    assert 'wood_turns_total{result="played"} 1.0' in metrics
    assert 'wood_posts_total{result="sent"} 1.0' in metrics
    assert "wood_acknowledged_seconds_count 1.0" in metrics
    assert "wood_outbox_waiting 0.0" in metrics
