"""The courier's last mile: what breaks on the way to a forester or under a post is no reason to fall silent."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.posts.courier import Courier

BROKEN = (aiohttp.ServerDisconnectedError(), ConnectionResetError(), TimeoutError())


class Broken:
    """As much of a client as is used, whose every request breaks off."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def create_dm(self, _user: Any) -> Any:
        raise self.error


@pytest.mark.parametrize("error", BROKEN, ids=repr)
async def test_a_forester_who_cannot_be_reached_is_not_told(error: Exception) -> None:
    client: Any = Broken(error)
    assert not await Courier(client, 100).tell(7, "the wood rests")
