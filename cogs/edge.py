"""Edge between Discord and the keeper: what every command does first and last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import discord
import structlog
from discord.app_commands import Choice
from discord.utils import MISSING

from bot.acts.actor import Actor
from bot.app import App
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.pictures.worker import Drawn
from bot.present.card import Card
from bot.views.cards import card_layout
from bot.views.pieces import picture_file
from bot.words.escape import one_line
from data.reading.texts import Voice
from data.store.records import Look, WoodRecord
from engine import accounts

Buttons = discord.ui.ActionRow[Any]
CHOICES = 25
"""What Discord shows of an autocompletion at most."""
log = structlog.get_logger(__name__)


async def defer(asked: Asked) -> None:
    """Acknowledge at once, before anything that may take time; the answer will be for the asker alone."""
    await asked.response.defer(ephemeral=True, thinking=True)


def voice_of(app: App, asked: Asked) -> Voice:
    """Return the voice of the asker's own language."""
    return app.texts.voice(asked.locale.value)


async def record_here(app: App, asked: Asked) -> WoodRecord:
    """Return the wood of this channel, or of this thread's channel. Raises Refused where there is none."""
    if asked.guild_id is None or asked.channel_id is None:
        raise Refused("guild_only")
    record = await app.store.woods.in_channel(asked.channel_id)
    if record is None and isinstance(asked.channel, discord.Thread):
        record = await app.store.woods.in_channel(asked.channel.parent_id)
    if record is None:
        raise Refused("no_wood")
    return record


async def wood_here(app: App, asked: Asked) -> Look:
    """Return the wood of this channel with its record. Raises Refused where there is none."""
    return await app.keeper.look((await record_here(app, asked)).id)


async def known_patron(app: App, wood: str, asked: Asked) -> int | None:
    """Return the asker's number as a patron of a wood; None for somebody who only ever watched."""
    return await app.store.people.patron_of(wood, asked.user.id)


async def actor_of(app: App, wood: str, asked: Asked) -> Actor:
    """The asker as the wood knows them; whoever acts for the first time becomes a patron."""
    patron = await app.store.people.patron(wood, asked.user.id, app.now())
    roles = asked.user.roles if isinstance(asked.user, discord.Member) else ()
    return Actor(accounts.patron(patron), manages(asked), frozenset(role.id for role in roles))


def manages(asked: Asked) -> bool:
    """Tell whether the asker is a forester: may manage this server."""
    return asked.guild_id is not None and asked.permissions.manage_guild


async def show(asked: Asked, card: Card, *, drawn: Drawn | None = None, row: Buttons | None = None) -> None:
    """Put a card, with its picture and its buttons, where the deferred answer stands."""
    layout = card_layout(card, drawn)
    if row is not None:
        layout.add_item(row)
    file = picture_file(drawn) if drawn is not None else MISSING
    await asked.followup.send(view=layout, file=file, ephemeral=True)


async def say(asked: Asked, text: str, *, file: discord.File = MISSING) -> None:
    """Put a sentence where the deferred answer stands."""
    await asked.followup.send(text, file=file, ephemeral=True)


async def announce(asked: Asked, text: str) -> None:
    """Tell the whole channel, after the answer. What was done stands, whether or not this arrives."""
    try:
        await asked.followup.send(text, ephemeral=False)
    except discord.HTTPException as error:
        log.warning("an announcement did not arrive", channel=asked.channel_id, status=error.status)


async def offer_choices(
    current: str, source: Callable[[], Awaitable[Iterable[tuple[str, str]]]]
) -> list[Choice[str]]:
    """Offer choices of ids, each with what it is called, that match what was typed so far.

    Never raises: a list that cannot be made is empty, and the command itself says what is wrong.
    """
    try:
        typed = current.casefold()
        found = [(id, label) for id, label in await source() if typed in label.casefold() or typed in id]
        return [Choice(name=one_line(label, 100), value=id) for id, label in found[:CHOICES]]
    except Exception:
        log.debug("no choices could be offered", exc_info=True)
        return []
