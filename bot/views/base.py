"""What every view has in common: it answers whatever goes wrong, and acts once on each interaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.client.errors import apologise

if TYPE_CHECKING:
    from bot.client.client import WoodClient


class WoodView(ui.View):
    """A view that ends with the conversation that it belongs to."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        return admitted(interaction)

    async def on_error(
        self, interaction: discord.Interaction[Any], error: Exception, _item: ui.Item[Any], /
    ) -> None:
        await apologise(interaction, error)


class WoodLayout(ui.LayoutView):
    """As `WoodView`, in Components V2."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        return admitted(interaction)

    async def on_error(
        self, interaction: discord.Interaction[Any], error: Exception, _item: ui.Item[Any], /
    ) -> None:
        await apologise(interaction, error)


class WoodModal(ui.Modal):
    """A form. Subclasses take `title` as every modal does."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        return admitted(interaction)

    async def on_error(
        self, interaction: discord.Interaction[Any], error: Exception, /, *_item: ui.Item[Any]
    ) -> None:
        await apologise(interaction, error)


def admitted(interaction: discord.Interaction[WoodClient]) -> bool:
    """Whether to act on an interaction."""
    return interaction.client.admits(interaction)


async def pressed(
    interaction: discord.Interaction[WoodClient], item: str, work: Callable[[], Awaitable[None]]
) -> None:
    """Do the work of an item that outlives restarts; discord.py itself would only log what goes wrong in it."""
    if not admitted(interaction):
        return
    interaction.client.app.metrics.clicks.labels(item).inc()
    try:
        await work()
    except Exception as error:  # whatever it is, the person is told
        await apologise(interaction, error)
