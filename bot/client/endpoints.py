"""Discord's endpoints: its own addresses, or those of a stand-in or proxy."""

from __future__ import annotations

import discord
import yarl

from bot.settings import Settings


def redirect(settings: Settings) -> None:
    """Point discord.py to the addresses of the settings, where there are any. The one place that does."""
    if settings.discord_api is not None:
        discord.http.Route.BASE = settings.discord_api
    if settings.discord_gateway is not None:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway)
