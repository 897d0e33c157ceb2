"""`wood run` with a council: commands are answered while models load, and turns are played whatever becomes of them."""

import asyncio
import json
from pathlib import Path

from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.world import Channel, User
from tests.e2e.wood_process import Bot, plant, posts, running
from tests.model_server import Body, answering, waiting

COUNCIL = """
everyone = "far"
creatures = {{ pip = ["far", "near"] }}
retry = {{ tries = 1 }}
restart = {{ first = 0.2, longest = 0.5 }}
[minds.far]
backend = "openai"
model = "x"
base_urls = ["{url}"]
[minds.near]
backend = "openai"
model = "y"
base_urls = ["{url}"]
"""


def at_odds(body: Body) -> str:
    """The model y says that it likes somebody, of whom x says nothing."""
    reply = json.loads(waiting(body))
    if body["model"] == "y":
        reply["say"] = {"text": "Good old owl.", "about": "oona", "stance": "praise"}
    return json.dumps(reply)


async def status(bot: Bot, ada: User, channel: Channel) -> str:
    answer = await bot.loopback.people.slash(ada, channel, "wood status", locale="en-US").answered()
    return answer.text


async def until_status(bot: Bot, ada: User, channel: Channel, word: str, *, gone: bool = False) -> str:
    for _ in range(100):
        text = await status(bot, ada, channel)
        if (word in text) is not gone:
            return text
        await asyncio.sleep(0.1)
    raise AssertionError(text)


async def turn(bot: Bot, ada: User, channel: Channel, number: int) -> None:
    await bot.forester(ada, channel, "turn-now").answered()
    await bot.loopback.until(lambda: number in posts(bot.loopback, channel), 20, f"turn {number}")


async def test_turns_are_played_while_models_load_when_they_think_and_when_they_are_gone(
    loopback: Loopback, channel: Channel, ada: User, tmp_path: Path
) -> None:
    await plant(tmp_path, [channel])
    file = tmp_path / "council.toml"
    with answering() as model:
        file.write_text(COUNCIL.format(url=model.url), encoding="utf-8")
        model.reply = at_odds
        model.open.clear()
        async with running(loopback, tmp_path, WOOD_COUNCIL=str(file)) as bot:
            assert "far (x): loading" in await status(bot, ada, channel)
            await turn(bot, ada, channel, 1)
            assert not model.heard
            assert "disagree" not in await status(bot, ada, channel)

            model.open.set()
            await until_status(bot, ada, channel, "loading", gone=True)
            model.heard.clear()
            await turn(bot, ada, channel, 2)
            assert model.heard.total() == 6, "five creatures, one of them with two minds"
            told = await status(bot, ada, channel)
            assert "x × 5" in told
            assert "Pip" in next(line for line in told.splitlines() if "disagree" in line)

            model.gone = True
            await turn(bot, ada, channel, 3)
            gone = await until_status(bot, ada, channel, "far (x): away")
            assert "instinct decides for it" in gone
            assert await bot.stop() == 0
