"""`/forester`: founding and managing a wood, for people who may manage the server."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands
from discord.app_commands import Choice, Range
from discord.ext import commands

from bot.app import App
from bot.client.client import WoodClient
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.keeper.schedule import MINUTES, zones
from bot.present.card import Card
from bot.views.confirm import confirmation
from cogs.edge import defer, manages, offer_choices, record_here, show, voice_of
from cogs.forester import founding as forester_founding
from cogs.forester import rules as forester_rules
from cogs.forester import running as forester_running
from cogs.forester.export import export
from data.reading.wood_settings import MOST_WAIT, Draw, Who

Hour = Range[int, 0, 23]
Minute = Range[int, 0, 59]
Interval = Range[int, MINUTES[0], MINUTES[-1]]
Wait = Range[int, 0, MOST_WAIT]


def choices(*values: str) -> list[Choice[str]]:
    """Choices whose words stand in `[discord.choices]`."""
    return [Choice(name=value, value=value) for value in values]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class ForesterCog(commands.GroupCog, group_name="forester"):
    """Found and manage the wood of this channel."""

    def __init__(self, app: App) -> None:
        self._app = app
        places = sorted(zone for zone in zones() if "/" in zone and not zone.startswith("Etc/"))
        self._zones = ("UTC", *places)

    async def interaction_check(self, asked: Asked, /) -> bool:
        """Check that the asker manages the server: Discord's own default may be overruled there."""
        if not manages(asked):
            raise Refused("need_manage")
        return True

    @app_commands.command()
    async def found(
        self,
        asked: Asked,
        zone: str | None = None,
        hour: Hour | None = None,
        language: str | None = None,
        cast: str | None = None,
    ) -> None:
        """Found a wood in this channel."""
        await forester_founding.found_here(self._app, asked, zone, hour, language, cast)

    @app_commands.command()
    async def settings(self, asked: Asked, thread: bool | None = None) -> None:
        """Show the settings, or switch threads."""
        await forester_rules.settings(self._app, asked, thread)

    @app_commands.command()
    async def test(self, asked: Asked) -> None:
        """Check permissions and post a sample."""
        await forester_founding.test_here(self._app, asked)

    @app_commands.command()
    async def pause(self, asked: Asked) -> None:
        """Let the wood rest."""
        await forester_running.pause(self._app, asked)

    @app_commands.command()
    async def resume(self, asked: Asked, wood: str | None = None) -> None:
        """Let a wood go on."""
        await forester_running.resume(self._app, asked, wood)

    @app_commands.command(name="turn-now")
    async def turn_now(self, asked: Asked) -> None:
        """Play one turn at once."""
        await forester_running.play(self._app, asked)

    @app_commands.command()
    @app_commands.choices(how=choices("daily", "every", "by_hand"))
    async def tick(
        self,
        asked: Asked,
        how: str,
        hour: Hour | None = None,
        minute: Minute = 0,
        minutes: Interval | None = None,
    ) -> None:
        """When turns come."""
        await forester_running.tick(self._app, asked, how, hour, minute, minutes)

    @app_commands.command(name="time-zone")
    async def time_zone(self, asked: Asked, zone: str) -> None:
        """The zone of daily turns."""
        await forester_running.time_zone(self._app, asked, zone)

    @app_commands.command()
    @app_commands.choices(what=choices("legend", "shock"), who=choices("everyone", "role", "foresters"))
    async def draws(
        self,
        asked: Asked,
        what: Draw,
        who: Who | None = None,
        role: discord.Role | None = None,
        wood_turns: Wait | None = None,
        person_turns: Wait | None = None,
    ) -> None:
        """Who may meddle, and how often."""
        number = role.id if role else None
        await forester_rules.draws(self._app, asked, what, who, number, wood_turns, person_turns)

    @app_commands.command()
    async def veto(self, asked: Asked, spell: str) -> None:
        """End a legend or shock."""
        await forester_rules.veto(self._app, asked, spell)

    @app_commands.command()
    async def export(self, asked: Asked) -> None:
        """The public story and figures as files."""
        await export(self._app, asked)

    @app_commands.command()
    async def reset(self, asked: Asked) -> None:
        """Begin again, after asking."""
        await self._ask(asked, "reset")

    @app_commands.command()
    async def delete(self, asked: Asked) -> None:
        """End the wood, after asking."""
        await self._ask(asked, "delete")

    @app_commands.command()
    async def language(self, asked: Asked, language: str) -> None:
        """The language of public posts."""
        await forester_rules.language(self._app, asked, language)

    async def _ask(self, asked: Asked, act: Literal["reset", "delete"]) -> None:
        await defer(asked)
        voice = voice_of(self._app, asked)
        record = await record_here(self._app, asked)
        question = voice(f"discord.forester.{act}_ask", turn=record.turn)
        yes, no = voice(f"discord.forester.{act}_yes"), voice("discord.forester.cancel")
        row = confirmation(act, yes, no, record.id, record.generation)
        await show(asked, Card(voice("discord.confirm.title"), question), row=row)

    @found.autocomplete("zone")
    @time_zone.autocomplete("zone")
    async def _zones_offered(self, _asked: Asked, current: str) -> list[Choice[str]]:
        async def source() -> list[tuple[str, str]]:
            return [(zone, zone) for zone in self._zones]

        return await offer_choices(current.strip().replace(" ", "_"), source)

    @found.autocomplete("language")
    @language.autocomplete("language")
    async def _languages(self, asked: Asked, current: str) -> list[Choice[str]]:
        async def source() -> list[tuple[str, str]]:
            voice = voice_of(self._app, asked)
            return [(code, voice(f"discord.languages.{code}")) for code in self._app.texts.languages]

        return await offer_choices(current, source)

    @found.autocomplete("cast")
    async def _casts(self, _asked: Asked, current: str) -> list[Choice[str]]:
        async def source() -> list[tuple[str, str]]:
            return [(id, f"{cast.name}: {cast.about}") for id, cast in self._app.casts.items()]

        return await offer_choices(current, source)

    @veto.autocomplete("spell")
    async def _at_work(self, asked: Asked, current: str) -> list[Choice[str]]:
        return await offer_choices(current, lambda: forester_rules.at_work(self._app, asked))

    @resume.autocomplete("wood")
    async def _resting(self, asked: Asked, current: str) -> list[Choice[str]]:
        return await offer_choices(current, lambda: forester_running.resting(self._app, asked))


async def setup(bot: WoodClient) -> None:
    """Called by discord.py when the client loads this file."""
    await bot.add_cog(ForesterCog(bot.app))
