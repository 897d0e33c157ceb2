"""Host protocol: what views, cogs and error handling know of the client behind an interaction."""

from __future__ import annotations

from typing import Any, Protocol

import discord

from bot.app import App

Asked = discord.Interaction[Any]
"""A slash command, a press or an autocompletion."""


class Host(Protocol):
    """The client as interactions see it."""

    @property
    def app(self) -> App: ...

    def admits(self, interaction: Asked) -> bool:
        """Tell whether to act on an interaction: not delivered before, and not too old to be answered."""
        ...


def host_of(interaction: Asked) -> Host:
    """Return the host that an interaction came through."""
    host: Host = interaction.client
    return host
