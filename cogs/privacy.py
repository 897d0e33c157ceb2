"""`/privacy`: what is kept of a person, and how to have it or be rid of it."""

from __future__ import annotations

import io
import json
from dataclasses import asdict

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import App
from bot.client.client import WoodClient
from bot.client.host import Asked
from bot.present.card import Card
from bot.views.confirm import confirmation
from cogs.edge import defer, say, show, voice_of


class PrivacyCog(commands.GroupCog, group_name="privacy"):
    """What is kept of a person."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command()
    async def kept(self, asked: Asked) -> None:
        """What the bot keeps."""
        await defer(asked)
        voice = voice_of(self._app, asked)
        await show(asked, Card(voice("discord.privacy.title"), voice("discord.privacy.kept")))

    @app_commands.command()
    async def export(self, asked: Asked) -> None:
        """Everything that is kept of the asker, as a file."""
        await defer(asked)
        voice = voice_of(self._app, asked)
        records = await self._app.store.people.records(asked.user.id)
        if not records:
            await say(asked, voice("discord.privacy.export_none"))
            return
        kept = {"user": asked.user.id, "woods": [asdict(record) for record in records]}
        text = json.dumps(kept, indent=2, default=str, ensure_ascii=False)
        file = discord.File(io.BytesIO(text.encode()), "about-me.json")
        await say(asked, voice.count("discord.privacy.export_ready", len(records)), file=file)

    @app_commands.command()
    async def delete(self, asked: Asked) -> None:
        """Forget the asker, after asking."""
        await defer(asked)
        voice = voice_of(self._app, asked)
        row = confirmation("forget", voice("discord.privacy.delete_yes"), voice("discord.forester.cancel"))
        await show(asked, Card(voice("discord.confirm.title"), voice("discord.privacy.delete_ask")), row=row)


async def setup(bot: WoodClient) -> None:
    """Called by discord.py when the client loads this file."""
    await bot.add_cog(PrivacyCog(bot.app))
