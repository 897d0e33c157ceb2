"""Supervisor of a backend: it loads it in the background and restarts it with backoff after it failed."""

from __future__ import annotations

import asyncio
import random
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from engine.errors import Coded
from inference.backend import Backend, BackendFailed, Completion, Message, Request
from inference.council.health import HealthState

log = structlog.get_logger(__name__)


class Unfit(Coded):
    """A mind cannot keep the thousand tokens: `code` names the sentence, `params` what stands in it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds between two starts: the first pause, doubled up to the longest."""

    first: float
    longest: float


class Supervisor:
    """Supervisor that starts, watches and restarts a backend. No call here waits for a model to load."""

    def __init__(
        self, backend: Backend, patience: Patience, admit: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """`admit` is awaited after each start, and refuses the backend by raising Unfit or BackendFailed."""
        self._backend = backend
        self._patience = patience
        self._admit = admit
        self._fallen = asyncio.Event()
        self._settled = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.state: HealthState = "loading"
        self.since = datetime.now(UTC)
        self.reason = ""
        self.params: Mapping[str, int | str] = {}
        self.failures = 0

    def start(self) -> None:
        """Begin to load; returns at once."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep(), name=f"supervisor of {self._backend.name}")

    async def settle(self) -> None:
        """Wait until the first start has succeeded or failed."""
        await self._settled.wait()

    async def complete(self, request: Request) -> Completion:
        """A reply. Raises BackendFailed; a backend found dead is started anew in the background."""
        self.check_ready()
        try:
            return await self._backend.complete(request)
        except BackendFailed as failed:
            self._hear(failed)
            raise
        except Exception as error:
            raise self._report_broken(error) from error

    async def count(self, messages: Sequence[Message]) -> int:
        """Tokens of a whole chat prompt. Raises BackendFailed."""
        self.check_ready()
        try:
            return await self._backend.count(messages)
        except BackendFailed as failed:
            self._hear(failed)
            raise
        except Exception as error:
            raise self._report_broken(error) from error

    async def close(self) -> None:
        """Let the backend go; safe to call twice."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._close_backend()

    def check_ready(self) -> None:
        """Raises BackendFailed unless the backend is ready."""
        if self.state != "ready":
            raise BackendFailed("refused" if self.state == "refused" else "down", detail=self.state)

    def _report_broken(self, error: Exception) -> BackendFailed:
        log.error("a backend broke", backend=self._backend.name, error=traceback_of(error))
        return BackendFailed("broken", detail=repr(error))

    def _hear(self, failed: BackendFailed) -> None:
        if failed.code == "down" and self.state == "ready":
            self._to("down", "down", detail=failed.detail)
            self.failures += 1
            self._fallen.set()

    async def _keep(self) -> None:
        pause, loop = self._patience.first, asyncio.get_running_loop()
        while True:
            began = loop.time()
            if await self._try_start():
                await self._fallen.wait()
                self._fallen.clear()
                if loop.time() - began > self._patience.longest:
                    pause = self._patience.first
            elif self.state == "refused":
                return
            await self._close_backend()
            await asyncio.sleep(pause * random.uniform(0.75, 1.25))
            pause = min(2 * pause, self._patience.longest)

    async def _try_start(self) -> bool:
        """Start the backend, and tell whether it came up; where it did not, state and reason say why."""
        try:
            await self._backend.start()
            if self._admit is not None:
                await self._admit()
        except Unfit as unfit:
            self._to("refused", unfit.code, **unfit.params)
        except BackendFailed as failed:
            self._to("refused" if failed.code == "refused" else "down", failed.code, detail=failed.detail)
        except Exception as error:
            log.error("a backend would not start", backend=self._backend.name, error=traceback_of(error))
            self._to("down", "broken", detail=repr(error))
        else:
            self._to("ready")
        self.failures += self.state != "ready"
        self._settled.set()
        return self.state == "ready"

    async def _close_backend(self) -> None:
        try:
            await self._backend.close()
        except Exception as error:
            log.error("a backend would not close", backend=self._backend.name, error=traceback_of(error))

    def _to(self, state: HealthState, reason: str = "", **params: int | str) -> None:
        self.reason, self.params = reason, params
        if state != self.state:
            self.state, self.since = state, datetime.now(UTC)
            log.info("a model's state", backend=self._backend.name, state=state, reason=reason, **params)


def traceback_of(error: Exception) -> str:
    """An error and where it came from, short enough that logging it holds nobody up."""
    return "".join(traceback.format_exception(error, limit=-2))
