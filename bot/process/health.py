"""Health and metrics over HTTP, for the machine that the bot runs on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.app import App
from bot.minds import health_of
from bot.problem import Problem
from data.store.failures import StoreError


class Health:
    """HTTP server of `/healthz` (is the process of use?) and `/metrics`."""

    def __init__(self, app: App, ready: Callable[[], bool]) -> None:
        self._app = app
        self._ready = ready
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Serve until stopped. Raises Problem where the address is taken."""
        app = web.Application()
        app.add_routes([web.get("/healthz", self._healthz), web.get("/metrics", self._metrics)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError as error:
            await self.stop()
            raise Problem("address_taken", host=host, port=port) from error
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Serve no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _healthz(self, _request: web.Request) -> web.Response:
        """200 where the database answers and Discord is connected, else 503 and what is wrong."""
        checks: dict[str, Callable[[], Awaitable[bool]]] = {
            "database": self._database,
            "discord": self._discord,
        }
        found = {name: await check() for name, check in checks.items()}
        return web.json_response(found, status=200 if all(found.values()) else 503)

    async def _database(self) -> bool:
        try:
            await self._app.store.outbox.waiting()
        except StoreError:
            return False
        return True

    async def _discord(self) -> bool:
        return self._ready()

    async def _metrics(self, _request: web.Request) -> web.Response:
        with suppress(StoreError):  # the other gauges are of use all the same
            self._app.metrics.waiting.set(await self._app.store.outbox.waiting())
        self._app.metrics.under_way.set(self._app.keeper.under_way)
        self._app.metrics.look_at(health_of(self._app.mind))
        return web.Response(body=self._app.metrics.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})
