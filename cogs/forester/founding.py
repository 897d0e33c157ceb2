"""Founding of a wood, and the check of its channel."""

from __future__ import annotations

from typing import Any

import discord

from bot.app import App
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.client.permissions import in_words, lacking, needs
from bot.present.card import Card, relative
from bot.present.settings import next_words
from cogs.edge import announce, defer, say, show, voice_of
from data.reading.texts import Voice
from data.store.records import Daily, WoodRecord
from engine.content.cast import Cast


async def found_here(
    app: App, asked: Asked, zone: str | None, hour: int | None, language: str | None, cast: str | None
) -> None:
    """Carry out `/forester found`."""
    await defer(asked)
    voice = voice_of(app, asked)
    channel = home(asked)
    chosen = _cast(app, cast)
    where = zone or app.beginnings.zone
    schedule = Daily(app.beginnings.hour if hour is None else hour, app.beginnings.minute, where)
    settings = app.beginnings.settings.model_copy(
        update={"language": known_language(app, language or server_language(app, asked)), "zone": where}
    )
    record = await app.keeper.found_wood(
        chosen,
        app.rules,
        guild=channel.guild.id,
        channel=channel.id,
        schedule=schedule,
        settings=settings.as_settings(),
        forester=asked.user.id,
        command=str(asked.id),
    )
    missing = lacking(
        asked.app_permissions, needs(thread=isinstance(channel, discord.Thread), detail=settings.thread)
    )
    told = voice("discord.forester.founded", next=next_words(voice, record))
    if missing:
        told += "\n" + voice("discord.forester.founded_missing", missing=in_words(voice, missing))
    await say(asked, told)
    await announce(asked, welcome(app.public_voice(record), record, chosen))


async def test_here(app: App, asked: Asked) -> None:
    """Carry out `/forester test`: list permissions, and send a real post."""
    await defer(asked)
    voice = voice_of(app, asked)
    channel = home(asked)
    record = await app.store.woods.in_channel(channel.id)
    detail = record is not None and app.settings_of(record).thread
    wanted = needs(thread=isinstance(channel, discord.Thread), detail=detail)
    missing = {need.name for need in lacking(asked.app_permissions, wanted)}
    lines = [_verdict(voice, need.name, good=need.name not in missing) for need in wanted]
    public = app.public_voice(record) if record else app.texts.voice(server_language(app, asked))
    sent = await _sample(channel, public("discord.test.sample"))
    if not sent:
        lines.append(voice("discord.test.sample_failed"))
    lines.append(voice("discord.test.all_good" if sent and not missing else "discord.test.some_bad"))
    await show(asked, Card(voice("discord.test.title"), "\n".join(lines)))


def home(asked: Asked) -> discord.TextChannel | discord.Thread:
    """Return the channel if a wood can live in it. Raises Refused."""
    if not isinstance(asked.channel, discord.TextChannel | discord.Thread):
        raise Refused("not_here")
    return asked.channel


def server_language(app: App, asked: Asked) -> str:
    """The language that the server chose on Discord, as far as there are texts."""
    return app.texts.voice(asked.guild_locale.value if asked.guild_locale else "").language


def known_language(app: App, language: str) -> str:
    """Return the language if it has texts. Raises Refused."""
    if language not in app.texts.languages:
        raise Refused("unknown_language", id=language[:64])
    return language


def welcome(voice: Voice, record: WoodRecord, cast: Cast) -> str:
    """What the channel reads of its new wood."""
    names = ", ".join(f"{c.emoji} {c.name}" for c in cast.creatures)
    if record.next_due is None:
        return voice("discord.forester.welcome_by_hand", names=names)
    return voice("discord.forester.welcome", names=names, relative=relative(record.next_due))


def _cast(app: App, cast: str | None) -> Cast:
    wanted = cast or app.beginnings.cast
    if wanted not in app.casts:
        raise Refused("unknown_cast", id=wanted[:64])
    return app.casts[wanted]


def _verdict(voice: Voice, name: str, *, good: bool) -> str:
    permission = voice(f"discord.permissions.{name}")
    if good:
        return voice("discord.test.good", permission=permission)
    return voice("discord.test.bad", permission=permission, why=voice(f"discord.permission_why.{name}"))


async def _sample(channel: discord.abc.Messageable, text: str) -> bool:
    """Whether a real message could be posted."""
    try:
        sent: Any = await channel.send(text)
    except discord.HTTPException:
        return False
    return sent is not None
