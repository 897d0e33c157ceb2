"""`/market`: prices, charts of goods, trades and the book."""

from __future__ import annotations

from collections.abc import Iterable

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.app import App
from bot.client.client import WoodClient
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.present.card import Card
from bot.present.market import book_card, newest_trades, prices_card, trades_card
from bot.words.localiser import good_name
from cogs.edge import defer, offer_choices, show, voice_of, wood_here
from engine.content.cast import Ware
from engine.wood import OpenWood


@app_commands.guild_only()
class MarketCog(commands.GroupCog, group_name="market"):
    """Look at the market."""

    def __init__(self, app: App) -> None:
        self._app = app

    @app_commands.command()
    async def prices(self, asked: Asked) -> None:
        """What everything costs."""
        await defer(asked)
        loaded = await wood_here(self._app, asked)
        await show(asked, prices_card(voice_of(self._app, asked), loaded.wood))

    @app_commands.command()
    async def chart(self, asked: Asked, good: str) -> None:
        """One good's price and trade as a picture."""
        await defer(asked)
        voice = voice_of(self._app, asked)
        loaded = await wood_here(self._app, asked)
        wanted = good_of(loaded.wood, good)
        drawn = await self._app.gallery.draw(loaded, "good", voice.language, good=wanted.id)
        title = voice("discord.chart.good_title", good=good_name(voice, wanted), turn=loaded.wood.turn)
        await show(asked, Card(title, "", wanted.colour), drawn=drawn)

    @app_commands.command()
    async def trades(self, asked: Asked, good: str | None = None) -> None:
        """The newest trades."""
        await defer(asked)
        loaded = await wood_here(self._app, asked)
        wanted = good_of(loaded.wood, good).id if good else None
        shown = await newest_trades(self._app.store.history, loaded, wanted)
        await show(asked, trades_card(voice_of(self._app, asked), loaded.wood, shown, wanted))

    @app_commands.command()
    async def book(self, asked: Asked, good: str | None = None) -> None:
        """The last auction's book, by price."""
        await defer(asked)
        loaded = await wood_here(self._app, asked)
        wanted = [good_of(loaded.wood, good).id] if good else list(loaded.wood.cast.good)
        turn, history = loaded.wood.turn, self._app.store.history
        if turn == 0:
            raise Refused("no_book")
        traces = await history.traces(loaded.record.id, turn, turn)
        prices = await history.prices(loaded.record.id, turn, turn)
        await show(asked, book_card(voice_of(self._app, asked), loaded.wood, wanted, traces, prices))

    @chart.autocomplete("good")
    @trades.autocomplete("good")
    @book.autocomplete("good")
    async def _goods(self, asked: Asked, current: str) -> list[Choice[str]]:
        async def source() -> Iterable[tuple[str, str]]:
            voice, wood = voice_of(self._app, asked), (await wood_here(self._app, asked)).wood
            return [(good.id, f"{good.emoji} {good_name(voice, good)}") for good in wood.cast.traded]

        return await offer_choices(current, source)


def good_of(wood: OpenWood, good: str) -> Ware:
    """A good by the id that an option holds. Raises Refused."""
    if good not in wood.cast.good:
        raise Refused("unknown_good", id=good[:64])
    return wood.cast.good[good]


async def setup(bot: WoodClient) -> None:
    """Called by discord.py when the client loads this file."""
    await bot.add_cog(MarketCog(bot.app))
