"""Discord client: it loads cogs and persistent items, answers every error, and pauses woods of servers that drop it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands, ui
from discord.ext import commands

from bot.app import App
from bot.client.errors import apologise
from bot.client.gate import Gatekeeper
from bot.running import InteractionPace
from bot.words.command_words import WoodTranslator, word_commands

log = structlog.get_logger(__name__)

COGS = (
    "cogs.wood",
    "cogs.creature",
    "cogs.market",
    "cogs.legend",
    "cogs.shock",
    "cogs.forester.forester",
    "cogs.help",
    "cogs.privacy",
)
"""Every cog, by dotted name."""
CALLBACK = "callback"
REMOVED = "removed"
"""Why a wood rests whose server let the bot go."""


class WoodTree(app_commands.CommandTree["WoodClient"]):
    """Command tree that admits each interaction once and answers it whatever happens."""

    async def interaction_check(self, interaction: discord.Interaction[WoodClient], /) -> bool:
        if not interaction.client.admits(interaction):
            return False
        if interaction.type is discord.InteractionType.application_command and interaction.data:
            interaction.client.app.metrics.commands.labels(str(interaction.data.get("name"))).inc()
        return True

    async def on_error(
        self, interaction: discord.Interaction[WoodClient], error: app_commands.AppCommandError, /
    ) -> None:
        await apologise(interaction, error)


class WoodClient(commands.AutoShardedBot):
    """The client that joins Discord's gateway. It needs no privileged intent and never pings."""

    def __init__(
        self,
        app: App,
        pace: InteractionPace,
        *,
        items: Sequence[type[ui.DynamicItem[Any]]],
        cogs: Sequence[str] = COGS,
        begin: Callable[[WoodClient], Awaitable[None]] | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`items` are those that outlive a restart. `begin` is awaited once, when cogs and items are in place and
        before the gateway is joined. `clock` is monotonic, in seconds; interactions are timed by it.
        """
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._request_ended)
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=WoodTree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            http_trace=trace,
        )
        self.app = app
        self._gate = Gatekeeper(pace.stale, pace.compared, pace.remembered, clock)
        self._items = items
        self._cogs = cogs
        self._begin = begin

    async def setup_hook(self) -> None:
        """Load cogs and items, once, however often the gateway is joined."""
        self.add_dynamic_items(*self._items)
        for cog in self._cogs:
            await self.load_extension(cog)
        word_commands(self.tree, self.app.texts)
        await self.tree.set_translator(WoodTranslator(self.app.texts))
        if self._begin is not None:
            await self._begin(self)

    def admits(self, interaction: discord.Interaction[Any]) -> bool:
        """Tell whether to act on an interaction: not delivered before, and not too old to be answered."""
        verdict = self._gate.judge(interaction.id, interaction.created_at)
        if verdict != "fresh":
            self.app.metrics.refused.labels(verdict).inc()
            log.warning("an interaction is not acted on", interaction=interaction.id, reason=verdict)
        return verdict == "fresh"

    async def on_ready(self) -> None:
        """Log that the client is ready; what has to run once begins in `setup_hook`."""
        self.app.metrics.ready.set(1)
        self.app.metrics.guilds.set(len(self.guilds))
        log.info("ready", servers=len(self.guilds), shards=self.shard_count, user=str(self.user))

    async def on_shard_disconnect(self, shard_id: int) -> None:
        self.app.metrics.ready.set(0)
        log.info("a shard lost its connection", shard=shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self.app.metrics.ready.set(1)
        log.info("a shard resumed", shard=shard_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.app.metrics.guilds.set(len(self.guilds))
        log.info("joined a server", server=guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pause the woods of a server that removed the bot; nothing of them is lost."""
        self.app.metrics.guilds.set(len(self.guilds))
        for record in await self.app.store.woods.all(guild.id):
            await self.app.keeper.pause(record.id, REMOVED)
        log.info("left a server", server=guild.id)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        log.exception("an event could not be handled", gateway_event=event_method)

    async def _request_ended(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        """Measure how long an interaction waited for its first answer or deferral."""
        parts = end.url.path.split("/")
        if parts[-1] == CALLBACK and parts[-4] == "interactions" and parts[-3].isdigit():
            waited = self._gate.since(int(parts[-3]))
            if waited is not None:
                self.app.metrics.acknowledged.observe(waited)
