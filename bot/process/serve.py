"""The process of `wood run`, from its first check to its last commit."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import aiohttp
import discord
import structlog

from bot.app import App
from bot.client.client import WoodClient
from bot.client.command_sync import sync_commands
from bot.client.endpoints import redirect
from bot.keeper.clock import Clock
from bot.minds import health_of
from bot.posts.courier import Courier
from bot.posts.herald import Herald
from bot.problem import Problem
from bot.process.health import Health
from bot.process.housekeeping import feel_pulse, sweep_daily
from bot.process.startup import open_app
from bot.settings import Settings
from bot.views.items import ITEMS

log = structlog.get_logger(__name__)

SYNCED = "commands.synced"
"""File in the data folder that says which commands Discord was last told of."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds between two tries to reach Discord."""
STOPPING = (signal.SIGTERM, signal.SIGINT)


async def run(settings: Settings, *, sync: bool) -> None:
    """Run the bot until it is told to stop. With `sync`, Discord is told of changed slash commands.

    Raises Problem without a usable token, and what `open_app` raises.
    """
    if settings.discord_token is None:
        raise Problem("no_token")
    token = settings.discord_token.get_secret_value()
    redirect(settings)
    stopping = asyncio.Event()
    for number in STOPPING:
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with open_app(settings) as app:
        await _serve(app, token, stopping, sync=sync)
    log.info("stopped")


async def _serve(app: App, token: str, stopping: asyncio.Event, *, sync: bool) -> None:
    """Keep clock, herald, health and client going until told to stop, then end them in that order."""
    running, settings = app.running, app.settings
    gc.freeze()  # content stays for good; looking it over for garbage would hold up answers for a tenth of a second
    clock = Clock(app.store.ticks, app.keeper, running.clock, app.now, models=bool(health_of(app.mind)))

    async def begin(client: WoodClient) -> None:
        await _sync(client, settings.data / SYNCED, wanted=sync)
        herald.start()
        clock.start()

    client = WoodClient(app, running.interactions, items=ITEMS, begin=begin)
    herald = Herald(app, Courier(client, running.herald.looked_through), app.changes, running.herald)
    health = Health(app, lambda: client.is_ready() and not client.is_closed())
    await health.start(settings.health_host, settings.health_port)
    beside = [
        asyncio.create_task(feel_pulse(app)),
        asyncio.create_task(sweep_daily(app, lambda: frozenset(guild.id for guild in client.guilds))),
        asyncio.create_task(app.gallery.worker.warm()),
    ]
    discord_task = asyncio.create_task(_stay_connected(client, token))
    stop_task = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({discord_task, stop_task}, return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping")
        await clock.stop(running.grace)
        await herald.stop(running.grace)
    finally:
        await client.close()
        for task in (*beside, stop_task):
            task.cancel()
        await health.stop()
        await asyncio.gather(*beside, stop_task, return_exceptions=True)
    await _await_end(discord_task, running.grace)


async def _await_end(task: asyncio.Task[None], grace: float) -> None:
    """Wait for the connection to end; what ended it by itself is raised."""
    done, _ = await asyncio.wait({task}, timeout=grace)
    if not done:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _stay_connected(client: WoodClient, token: str) -> None:
    """Log in and stay in the gateway; a network that is away is waited for. Raises Problem for a wrong token."""
    try:
        await _retry(lambda: client.login(token), client)
        await _retry(lambda: client.connect(reconnect=True), client)
    except discord.LoginFailure as error:
        raise Problem("bad_token") from error


async def _retry(work: Callable[[], Awaitable[None]], client: WoodClient) -> None:
    wait = FIRST_WAIT
    while True:
        try:
            return await work()
        except discord.LoginFailure:
            raise
        except (discord.GatewayNotFound, discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
            log.warning("Discord cannot be reached", error=str(error), again_in=wait)
        if client.is_closed():
            return None
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)


async def _sync(client: WoodClient, kept: Path, *, wanted: bool) -> None:
    """Tell Discord of changed commands where that is wanted; a fault there keeps nobody from playing."""
    try:
        await sync_commands(client.tree, kept, wanted=wanted)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.error("the slash commands could not be sent to Discord", error=str(error))
