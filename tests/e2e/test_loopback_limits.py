"""The stand-in refuses what Discord refuses for its size or shape."""

from collections.abc import Awaitable

import discord
import pytest

from tests.e2e.loopback import errors
from tests.e2e.loopback.checks.command import check_commands
from tests.e2e.loopback.tiny_bot import place, post


def _option(name: str, *, choices: int = 0, words: int = 1, required: bool = False) -> dict[str, object]:
    listed = [{"name": f"{n}", "value": f"{n:0{words}}"} for n in range(choices)]
    return {"type": 3, "name": name, "description": "x", "required": required, "choices": listed}


def _layout_flag() -> discord.MessageFlags:
    return discord.MessageFlags(components_v2=True)


async def _refused(sending: Awaitable[object], complaint: str) -> None:
    """The message is refused as an invalid form, with that in its text."""
    with pytest.raises(discord.HTTPException, match=complaint) as caught:
        await sending
    assert (caught.value.status, caught.value.code) == (400, 50035)


async def test_a_layout_holds_forty_components_and_no_content(tiny_bot, channel):
    view = discord.ui.LayoutView()
    view._children = [discord.ui.TextDisplay("leaf") for _ in range(41)]
    await _refused(place(tiny_bot, channel).send(view=view), "40 or fewer")
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    both = {"content": "beside", "flags": discord.MessageFlags(components_v2=True).value}
    await _refused(tiny_bot.http.request(route, json=both), "beside the IS_COMPONENTS_V2")


async def test_texts_and_ids_have_their_lengths(tiny_bot, channel):
    sending = place(tiny_bot, channel)
    await _refused(sending.send("x" * 2001), "content")
    await _refused(sending.send("x", nonce="n" * 26), "nonce")
    await _refused(sending.send(view=post(1)), "was not sent")
    twice = discord.ui.View()
    twice._children = [discord.ui.Button(label="a", custom_id="same") for _ in range(2)]
    await _refused(sending.send(view=twice), "must be unique")
    long = discord.ui.View()
    long.add_item(button := discord.ui.Button(label="a", custom_id="short"))
    button._underlying.custom_id = "x" * 101
    await _refused(sending.send(view=long), "custom_id")
    with pytest.raises(discord.HTTPException) as caught:
        await sending.send("")
    assert caught.value.code == 50006


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ({"name": "Wood", "description": "x"}, "lower-case"),
        ({"name": "wood", "description": "x" * 101}, "between 1 and 100"),
        (
            {"name": "wood", "description": "x", "options": [_option(str(n)) for n in range(26)]},
            "between 0 and 25",
        ),
        ({"name": "wood", "description": "x", "options": [_option("a", choices=26)]}, "between 0 and 25"),
        (
            {"name": "wood", "description": "x", "options": [_option("a"), _option("b", required=True)]},
            "come first",
        ),
        ({"name": "wood", "description": "x", "name_localizations": {"deutsch": "wald"}}, "not a locale"),
        (
            {
                "name": "wood",
                "description": "x",
                "options": [_option(f"option{n}", choices=20, words=20) for n in range(20)],
            },
            "8000 or fewer",
        ),
    ],
)
def test_commands_have_theirs(command, complaint):
    with pytest.raises(errors.DiscordError, match=complaint):
        check_commands([command])
