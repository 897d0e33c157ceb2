"""Discord on loopback: REST v10 and gateway v10 over real sockets, for the real bot in any process.

Use it from an async test through the ``loopback`` fixture (or ``async with start() as loopback``)::

    async def test_status(loopback):
        guild = loopback.world.add_guild()                      # places and people: world.py
        channel = loopback.world.add_channel(guild, "clearing")
        ada = loopback.world.user("ada", locale="de")           # a member from her first interaction on
        ...                                                     # start your own bot with loopback.env
        await loopback.gateway.connected()                      # every shard identified or resumed
        asked = loopback.people.slash(ada, channel, "creature card", {"creature": "oona"})
        answer = await asked.answered()                         # a Message; a deferral alone is none
        assert asked.ack_seconds < 0.25 and answer.ephemeral and "honey" in answer.text

* **Bot in another process**: ``asyncio.create_subprocess_exec(..., env={**os.environ, **loopback.env})``.
  The stand-in lives in the test's loop, so never block that. The bot may be killed at any time and restarted.
* **Bot in this process**: ``with loopback.redirected(): ...`` around the client.
* **Synchronous tests** that block (``subprocess.run``): ``with in_thread() as hosted``, then
  ``hosted.call(lambda loopback: loopback.world.add_guild())``, ``hosted.wait(lambda loopback: coroutine)``.
* **People** (``people``): ``slash``, ``autocomplete``, ``click`` (buttons, selects with ``values=``),
  ``submit`` (modals), ``again`` (the same interaction delivered once more). Each gives an ``Interaction``:
  ``await .acknowledged()``, ``.answered()``, ``.until(...)``; ``.ack_seconds``, ``.reply``, ``.follow_ups``,
  ``.modal``, ``.choices``, ``.steps``, ``.refused`` (codes such as 10062), ``.expire_token()``. What Discord
  does not let a person send raises LookupError, ValueError or PermissionError in the test.
  ``commands.put(None, [...])`` registers commands where the bot does not do so itself.
* **Messages** (``messages``): ``in_channel(channel)`` oldest first; each has ``text``, ``components``,
  ``custom_ids``, ``attachments`` with their bytes, ``unseen_files``, ``flags``, ``nonce``, ``pings``, and
  ``versions`` (before its edits). ``forget_nonces()`` is what Discord does by itself after some minutes.
* **Faults** (``faults``): ``faults.add("POST /channels/*/messages", RateLimit(0.2), times=2)``, ``Reset()``,
  ``Hang()``, or any refusal of ``errors.py``; ``after=True`` spoils the answer once the call took effect (in
  doubt). ``await fault.struck()`` waits for the hit, the moment to kill a process; ``fault.lift()`` ends it.
* **Places**: ``world.forbid(channel, "send_messages")``, ``permit``, ``delete_channel``,
  ``archive(thread, locked=True)``, ``remove_guild``; ``user.dms_open = False``. Permissions are enforced and
  announced as Discord does.
* **Gateway** (``gateway``): ``drop(shard)``, ``ask_to_reconnect``, ``invalidate``, ``forget_sessions``,
  ``accepting = False``; ``times("resume")`` and ``await happened("identify", 2)`` read its diary.
* **Waiting**: ``await loopback.until(lambda: ..., timeout, "what")`` looks again after every change.
* ``rest.calls`` is every request; ``rest.crashes`` what could not be served (the fixture fails on any).

``tiny_bot.py`` is an example of a bot in this and in another process, ``test_loopback.py`` of its tests.
"""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import discord
import yarl
from aiohttp import web

from tests.e2e.loopback.changes import Changes
from tests.e2e.loopback.commands import CommandBook
from tests.e2e.loopback.faults import Faults
from tests.e2e.loopback.gateway import Gateway
from tests.e2e.loopback.messages import MessageBook
from tests.e2e.loopback.people import People
from tests.e2e.loopback.rest.application import ApplicationRoutes, AttachmentRoutes
from tests.e2e.loopback.rest.channels import ChannelRoutes
from tests.e2e.loopback.rest.interactions import InteractionRoutes
from tests.e2e.loopback.rest.requests import PREFIX, Doorway
from tests.e2e.loopback.snowflakes import Snowflakes
from tests.e2e.loopback.world import World

T = TypeVar("T")

TOKEN = "loopback.token.of-the-wood"
LARGEST_REQUEST = 64 * 1024 * 1024


class Loopback:
    """The whole stand-in; see the module for how its parts are used."""

    def __init__(self, port: int, *, shards: int = 1, heartbeat_s: float = 41.25) -> None:
        self.port = port
        self.api = f"http://127.0.0.1:{port}{PREFIX}"
        self.gateway_address = f"ws://127.0.0.1:{port}/gateway"
        self.token = TOKEN
        cdn = f"http://127.0.0.1:{port}/cdn"
        self.changes = Changes()
        self.world = World(self.changes, Snowflakes())
        self.messages = MessageBook(self.world)
        self.commands = CommandBook(self.world)
        self.people = People(self.world, self.commands, cdn)
        self.faults = Faults(self.changes)
        self.rest = Doorway(TOKEN, self.faults)
        self.gateway = Gateway(self.world, TOKEN, self.gateway_address, heartbeat_s, shards)
        self.world.announce = self.gateway.announce
        self._routes = [
            *ApplicationRoutes(self.world, self.commands, self.gateway, self.gateway_address).routes(),
            *ChannelRoutes(self.world, self.messages, cdn).routes(),
            *InteractionRoutes(self.world, self.messages, self.people, cdn).routes(),
        ]

    @property
    def env(self) -> dict[str, str]:
        """The environment that points ``wood run`` here."""
        return {
            "DISCORD_TOKEN": self.token,
            "WOOD_DISCORD_API": self.api,
            "WOOD_DISCORD_GATEWAY": self.gateway_address,
        }

    @contextmanager
    def redirected(self) -> Iterator[None]:
        """Points discord.py in this process here, and back afterwards."""
        route, websocket = discord.http.Route, discord.gateway.DiscordWebSocket
        before = route.BASE, websocket.DEFAULT_GATEWAY
        route.BASE, websocket.DEFAULT_GATEWAY = self.api, yarl.URL(self.gateway_address)
        try:
            yield
        finally:
            route.BASE, websocket.DEFAULT_GATEWAY = before

    async def until(self, look: Callable[[], T], timeout: float = 10, what: str = "that") -> T:
        """The first truthy ``look()``; an ``AssertionError`` naming ``what`` after ``timeout`` seconds."""
        return await self.changes.until(look, timeout, what)

    def application(self) -> web.Application:
        main = web.Application(middlewares=[self.rest.middleware()], client_max_size=LARGEST_REQUEST)
        main.add_routes([web.RouteDef(r.method, PREFIX + r.path, r.handler, r.kwargs) for r in self._routes])
        main.add_routes(AttachmentRoutes(self.messages).routes())
        main.add_routes([web.get("/gateway", self.gateway.serve), web.get("/gateway/", self.gateway.serve)])
        return main


@asynccontextmanager
async def start(*, shards: int = 1, heartbeat_s: float = 41.25) -> AsyncIterator[Loopback]:
    """Serves on a free port of 127.0.0.1 in this loop until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    loopback = Loopback(listening.getsockname()[1], shards=shards, heartbeat_s=heartbeat_s)
    runner = web.AppRunner(
        loopback.application(), access_log=None, handler_cancellation=True, shutdown_timeout=0.5
    )
    await runner.setup()
    await web.SockSite(runner, listening).start()
    try:
        yield loopback
    finally:
        loopback.faults.clear()
        loopback.gateway.forget_sessions()
        await runner.cleanup()


class InThread:
    """A stand-in whose loop runs in a thread of its own, for tests that block."""

    def __init__(self, loop: asyncio.AbstractEventLoop, loopback: Loopback) -> None:
        self._loop = loop
        self._loopback = loopback
        self.env = loopback.env

    def call(self, act: Callable[[Loopback], T]) -> T:
        """Runs ``act`` on the stand-in's loop and gives back its value."""

        async def acting() -> T:
            return act(self._loopback)

        return asyncio.run_coroutine_threadsafe(acting(), self._loop).result()

    def wait(self, wish: Callable[[Loopback], Awaitable[T]]) -> T:
        """Awaits what ``wish`` returns on the stand-in's loop."""

        async def waiting() -> T:
            return await wish(self._loopback)

        return asyncio.run_coroutine_threadsafe(waiting(), self._loop).result()


@contextmanager
def in_thread(*, shards: int = 1) -> Iterator[InThread]:
    """As ``start``, on a loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="loopback", daemon=True)
    thread.start()
    serving = start(shards=shards)
    loopback = asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result()
    try:
        yield InThread(loop, loopback)
    finally:
        asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
