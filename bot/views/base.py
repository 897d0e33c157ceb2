"""Base of all views: they act once on each interaction, and answer whatever goes wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from discord import ui

from bot.client.errors import apologise
from bot.client.host import Asked, host_of


class WoodLayout(ui.LayoutView):
    """A view in Components V2 that ends with the conversation that it belongs to."""

    async def interaction_check(self, interaction: Asked, /) -> bool:
        return host_of(interaction).admits(interaction)

    async def on_error(self, interaction: Asked, error: Exception, _item: ui.Item[Any], /) -> None:
        await apologise(interaction, error)


async def press(interaction: Asked, item: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work of an item that outlives restarts; discord.py itself would only log what goes wrong in it."""
    host = host_of(interaction)
    if not host.admits(interaction):
        return
    host.app.metrics.clicks.labels(item).inc()
    try:
        await work()
    except Exception as error:  # whatever it is, the person is told
        await apologise(interaction, error)
