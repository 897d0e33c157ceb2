"""Fixtures of the end-to-end tests: Discord on loopback."""

from collections.abc import AsyncIterator

import pytest

from tests.e2e.loopback.server import Loopback, start
from tests.e2e.loopback.tiny_bot import TinyBot, running
from tests.e2e.loopback.world import Channel, User


@pytest.fixture
async def loopback() -> AsyncIterator[Loopback]:
    """A fresh stand-in for Discord with one shard, in the test's own loop; see ``loopback/server.py``."""
    async with start() as serving:
        yield serving
    assert serving.rest.crashes == []


@pytest.fixture
def channel(loopback: Loopback) -> Channel:
    """A text channel of a server that the bot is in."""
    return loopback.world.add_channel(loopback.world.add_guild(), "clearing")


@pytest.fixture
def ada(loopback: Loopback) -> User:
    """A person who reads German."""
    return loopback.world.user("ada", locale="de")


@pytest.fixture
async def tiny_bot(loopback: Loopback, channel: Channel) -> AsyncIterator[TinyBot]:
    """The bot of a few lines, ready, in the test's own loop."""
    async with running(loopback) as bot:
        yield bot
