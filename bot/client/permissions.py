"""Discord permissions that the bot needs in a wood's channel, and which of them it lacks."""

from __future__ import annotations

from dataclasses import dataclass

import discord

from data.reading.texts import Voice


@dataclass(frozen=True, slots=True)
class NeededPermission:
    """One permission, by discord.py's name for it; `discord.permissions` has its name and why it is needed."""

    name: str
    vital: bool
    """Whether nothing can be posted without it."""


TEXT = (
    NeededPermission("view_channel", vital=True),
    NeededPermission("send_messages", vital=True),
    NeededPermission("attach_files", vital=True),
    NeededPermission("embed_links", vital=False),
    NeededPermission("read_message_history", vital=True),
)
"""In a text channel. Without the history a post that may have arrived could not be looked for."""
THREAD = tuple(
    NeededPermission("send_messages_in_threads", vital=True) if n.name == "send_messages" else n for n in TEXT
)
DETAIL = (
    NeededPermission("create_public_threads", vital=False),
    NeededPermission("send_messages_in_threads", vital=False),
)
"""Where long detail goes into threads."""


def needs(*, thread: bool, detail: bool) -> tuple[NeededPermission, ...]:
    """Return the permissions needed in a channel or a thread, with long detail in threads or without."""
    own = THREAD if thread else TEXT
    return own if thread or not detail else own + DETAIL


def lacking(held: discord.Permissions, wanted: tuple[NeededPermission, ...]) -> list[NeededPermission]:
    """Return the wanted permissions that are not held."""
    return [need for need in wanted if not getattr(held, need.name)]


def in_words(voice: Voice, missing: list[NeededPermission]) -> str:
    """Write permissions by the names that Discord's settings show, separated by commas."""
    return ", ".join(voice(f"discord.permissions.{need.name}") for need in missing)


def invitation(application: int) -> str:
    """Return the link by which a server's owner invites the bot with all that it needs."""
    names = {need.name for need in (*TEXT, *THREAD, *DETAIL)}
    return discord.utils.oauth_url(
        application,
        permissions=discord.Permissions(**dict.fromkeys(names, True)),
        scopes=("bot", "applications.commands"),
    )
