"""`/help`: a tutorial that names commands which really exist."""

from __future__ import annotations

import re

import pytest

from cogs.help import TOPICS
from tests.cogs.simulated_discord import Village, private, words


@pytest.mark.parametrize("topic", TOPICS)
async def test_every_topic_is_told_in_private_with_commands_that_exist(glade: Village, topic: str) -> None:
    result = await glade.anna.slash(glade.channel, "help", topic=topic)
    assert private(result)
    known = {command.qualified_name for command in glade.tree.walk_commands()}
    named = re.findall(r"`/([a-z-]+(?: [a-z-]+)?)", words(result))
    assert all(name in known or name.split()[0] in known for name in named)


async def test_help_begins_with_the_first_minute(glade: Village) -> None:
    assert "In one minute" in words(await glade.anna.slash(glade.channel, "help"))


async def test_help_speaks_the_readers_language(glade: Village, in_german: None) -> None:
    assert "In einer Minute" in words(await glade.anna.slash(glade.channel, "help"))


async def test_help_also_comes_by_direct_message(glade: Village) -> None:
    result = await glade.anna.user.slash("help", topic="economy")
    assert "one auction per good" in words(result)
