"""Backend for one model on vLLM: started in the background, asked in one stream, restarted after its death."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from inference.backend import BackendFailed, Completion, Message, Request
from inference.backends.chat_template import ChatTemplate
from inference.backends.trial import TRIAL, is_held
from inference.backends.vllm_home import VllmHome, said
from inference.backends.vllm_settings import VllmSettings

if TYPE_CHECKING:
    from inference.backends.vllm_engine import Launch, VllmEngine

Stage = Literal["idle", "importing", "loading", "adapters", "ready", "down"]
THINKING_OFF = {"enable_thinking": False}
AGAIN = 0.1
"""Seconds until a launch that still runs is called off once more."""


class VllmBackend:
    """See `inference.backend.Backend`. All creatures that think with the model, and all its adapters, share it."""

    def __init__(
        self, name: str, settings: VllmSettings, home: VllmHome, loading: asyncio.Lock | None = None
    ) -> None:
        """`loading` is one lock for all backends of a process: engines measure memory as they load, so one by one."""
        self.name = name
        self._settings = settings
        self._home = home
        self._loading = loading or asyncio.Lock()
        self._starting = asyncio.Lock()
        self._stage: Stage = "idle"
        self._launch: Launch | None = None
        self._engine: VllmEngine | None = None
        self._template: ChatTemplate | None = None
        self._reader = ThreadPoolExecutor(1, f"tokens of {name}")
        """One thread: more of them would only contend with the event loop."""

    @property
    def stage(self) -> Stage:
        """How far the engine is: the progress of `start`, and whether it still lives."""
        return "down" if self._engine and self._engine.dead else self._stage

    @property
    def under_way(self) -> int:
        """Requests that the engine has not answered yet."""
        return self._engine.under_way if self._engine else 0

    async def start(self) -> None:
        """Bring the engine up, seconds to minutes; nothing where it lives. Raises BackendFailed."""
        async with self._starting, self._loading:
            if self._engine and not self._engine.dead:
                return
            await self._retire()
            try:
                await self._bring_up()
            except BaseException:
                self._stage = "down"
                await self._retire()
                raise
            self._stage = "ready"

    async def complete(self, request: Request) -> Completion:
        """See `Backend.complete`."""
        engine, prompt = self._live(), await self._tokens(request.messages)
        return await engine.reply(prompt, request)

    async def count(self, messages: Sequence[Message]) -> int:
        """See `Backend.count`."""
        return len(await self._tokens(messages))

    async def close(self) -> None:
        """Release everything, a start under way too; safe to call twice."""
        while self._launch:
            await asyncio.to_thread(self._launch.call_off)
            await asyncio.sleep(AGAIN)
        await self._retire()
        self._stage = "idle"

    async def _bring_up(self) -> None:
        self._stage = "importing"
        if self._settings.missing:
            raise BackendFailed("refused", detail=self._settings.missing)
        settings, written = self._settings, await asyncio.to_thread(self._home.prepare)
        self._launch = (await asyncio.to_thread(_launch_class))(settings)
        self._stage = "loading"
        self._engine = await self._run_launch(self._launch, written)
        options = {**THINKING_OFF, **settings.template}
        self._template = await asyncio.to_thread(
            ChatTemplate, self._engine.tokenizer, options, settings.prefill
        )
        self._stage = "adapters"
        await self._engine.load_adapters()
        await self._try_out(self._engine, self._template)
        gc.freeze()  # what vLLM made lives as long as it: walking it again and again would stall the event loop

    async def _try_out(self, engine: VllmEngine, template: ChatTemplate) -> None:
        """One short reply, so that what is made at first use is made now, and a schema is seen to hold.

        Raises BackendFailed, `refused` where vLLM cannot hold this model to a schema.
        """
        try:
            reply = await engine.reply(template.tokens(TRIAL.messages), TRIAL)
        except BackendFailed as failed:
            raise BackendFailed(
                "down" if failed.code == "down" else "refused", detail=failed.detail
            ) from failed
        if not is_held(reply):
            raise BackendFailed(
                "refused", detail=f"its replies are not held to a schema: {reply.text[:100]!r}"
            )

    async def _run_launch(self, launch: Launch, written: int) -> VllmEngine:
        """The engine of a launch. A cancelled start calls the launch off, for nobody could shut its engine down."""
        running = asyncio.create_task(asyncio.to_thread(launch.run))
        try:
            engine = await asyncio.shield(running)
        except asyncio.CancelledError:
            await _called_off(launch, running)
            raise
        except (ValueError, TypeError) as error:  # found wrong before any process was started
            raise BackendFailed("refused", detail=said(error)) from error
        except Exception as error:  # the hub was away, or the engine's process ended; why, stands in its log
            raise BackendFailed("down", detail=self._home.cause(written) or said(error)) from error
        finally:
            self._launch = None
        if engine is None:
            raise BackendFailed("down", detail="closed while it was loading")
        return engine

    async def _retire(self) -> None:
        """Shut down what there is of an engine, alive or dead."""
        engine, self._engine = self._engine, None
        if engine:
            await asyncio.to_thread(engine.shutdown)

    def _live(self) -> VllmEngine:
        if self._engine is None or self.stage != "ready":
            raise BackendFailed("down", detail=self.stage)
        return self._engine

    def _loaded_template(self) -> ChatTemplate:
        if self._template is None:
            raise BackendFailed("down", detail=self.stage)
        return self._template

    async def _tokens(self, messages: Sequence[Message]) -> Sequence[int]:
        spoken = self._loaded_template()
        return await asyncio.get_running_loop().run_in_executor(self._reader, spoken.tokens, messages)


async def _called_off(launch: Launch, running: asyncio.Task[VllmEngine | None]) -> None:
    """Call a launch off until it is over, for the next model is not loaded before this one has let go."""
    over: set[asyncio.Task[VllmEngine | None]] = set()
    while not over:
        await asyncio.to_thread(launch.call_off)
        over, _ = await asyncio.wait({running}, timeout=AGAIN)
    await asyncio.gather(running, return_exceptions=True)  # nobody else hears how it failed


def _launch_class() -> type[Launch]:
    """How engines are launched; the first call imports vLLM."""
    try:
        launch: type[Launch] = import_module("inference.backends.vllm_engine").Launch
    except ImportError as error:
        raise BackendFailed("refused", detail=f"vLLM cannot be imported here: {error}") from error
    return launch
