"""`/wood`: how the wood fares, its charts and its story."""

from __future__ import annotations

from typing import Literal

from discord import app_commands
from discord.ext import commands

from bot.app import App
from bot.client.client import WoodClient
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.minds import health_of
from bot.present.board import ROWS, board_card
from bot.present.card import Card
from bot.present.chronicle import chronicle_card
from bot.present.status import next_card, status_card
from bot.views.pages import pages
from cogs.edge import defer, known_patron, show, voice_of, wood_here

OWN_CALLS = 3
"""Last calls of one's own under the board."""
MOST = 1_000_000
"""Turns and pages that a person may ask for."""


@app_commands.guild_only()
class WoodCog(commands.GroupCog, group_name="wood"):
    """Look at the wood of this channel."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command()
    async def status(self, asked: Asked) -> None:
        """The wood at a glance."""
        await defer(asked)
        loaded = await wood_here(self._app, asked)
        turn = loaded.wood.turn
        traces = await self._app.store.history.traces(loaded.record.id, turn, turn)
        await show(
            asked,
            status_card(
                voice_of(self._app, asked), loaded.record, loaded.wood, traces, health_of(self._app.mind)
            ),
        )

    @app_commands.command()
    @app_commands.choices(what=[app_commands.Choice(name=what, value=what) for what in ("prices", "wealth")])
    async def chart(self, asked: Asked, what: Literal["prices", "wealth"] = "prices") -> None:
        """Prices or wealth as a picture."""
        await defer(asked)
        voice = voice_of(self._app, asked)
        loaded = await wood_here(self._app, asked)
        drawn = await self._app.gallery.draw(loaded, what, voice.language)
        title = voice(f"discord.chart.{what}_title", turn=loaded.wood.turn)
        await show(asked, Card(title, ""), drawn=drawn)

    @app_commands.command()
    async def chronicle(self, asked: Asked, turn: app_commands.Range[int, 1, MOST] | None = None) -> None:
        """One turn's story, with buttons to turn the page."""
        await defer(asked)
        voice = voice_of(self._app, asked)
        loaded = await wood_here(self._app, asked)
        last = loaded.wood.turn
        if last == 0:
            raise Refused("no_page")
        page = turn or last
        if page > last:
            raise Refused("no_such_turn", turn=page, last=last)
        story = await self._app.tales.story(loaded.record.id, loaded.wood, page, voice.language)
        await show(asked, chronicle_card(story), row=pages(voice, loaded.record.id, page, last))

    @app_commands.command()
    async def next(self, asked: Asked) -> None:
        """When the next turn comes."""
        await defer(asked)
        loaded = await wood_here(self._app, asked)
        await show(asked, next_card(voice_of(self._app, asked), loaded.record, loaded.wood))

    @app_commands.command()
    async def board(self, asked: Asked, page: app_commands.Range[int, 1, MOST] = 1) -> None:
        """The daily call's board."""
        await defer(asked)
        loaded = await wood_here(self._app, asked)
        wood, people = loaded.record.id, self._app.store.people
        patron = await known_patron(self._app, wood, asked)
        own = await people.score(wood, patron) if patron else None
        calls = await people.calls(wood, patron, OWN_CALLS) if patron else ()
        rows = await people.board(wood, ROWS, (page - 1) * ROWS)
        card = board_card(voice_of(self._app, asked), loaded.wood.cast, rows, own, calls, first=page == 1)
        await show(asked, card)


async def setup(bot: WoodClient) -> None:
    """Called by discord.py when the client loads this file."""
    await bot.add_cog(WoodCog(bot.app))
