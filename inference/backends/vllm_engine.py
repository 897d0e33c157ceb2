"""A live vLLM engine: launched in a thread, asked from the event loop, shut down once. Importing this imports vLLM.

Only `inference.backends.vllm` does so, for it takes seconds and wants an environment prepared first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from multiprocessing import active_children
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

from vllm import AsyncEngineArgs, SamplingParams
from vllm.exceptions import VLLMValidationError
from vllm.lora.request import LoRARequest
from vllm.outputs import RequestOutput
from vllm.platforms import current_platform
from vllm.sampling_params import RequestOutputKind, StructuredOutputsParams
from vllm.v1.engine.async_llm import AsyncLLM
from vllm.v1.engine.exceptions import EngineDeadError, EngineGenerateError

from inference.backend import BackendFailed, Completion, Request
from inference.backends.orphans import leave_no_orphans
from inference.backends.vllm_home import said
from inference.backends.vllm_settings import VllmSettings
from inference.replies.grammar import reply_grammar

ON_CPU = {
    "enforce_eager": True,
    "enable_chunked_prefill": False,
    "max_num_batched_tokens": 4_096,
    "block_size": 32,
}
"""A seeded request whose prompt is computed in parts kills the engine on a CPU (its random generators cannot be
turned back), so prompts are computed whole there. Blocks are the smallest that its attention takes: prefix caching
serves whole ones, and with vLLM's 128 tokens it missed most of what the creatures of one wood share.
"""
CPU_CACHE_MIB = 256
"""Without a figure vLLM reserves most of a machine's memory on a CPU."""
PROCESS = "EngineCore"
"""What the names of engines' processes begin with."""
RANKS = (8, 16, 32, 64, 128, 256, 320, 512)
"""The ranks for which vLLM has kernels."""


def arguments(settings: VllmSettings) -> AsyncEngineArgs:
    """The engine's arguments, fit for the machine. Raises TypeError for one that vLLM does not know."""
    on_cpu = current_platform.is_cpu()
    cache_mib = settings.cache_mib or (CPU_CACHE_MIB if on_cpu else None)
    chosen: dict[str, Any] = {
        "model": settings.model,
        "revision": settings.revision or None,
        "trust_remote_code": settings.trust_remote_code,
        "dtype": settings.dtype,
        "quantization": settings.quantisation or None,
        "max_model_len": settings.context,
        "seed": 0,
        "enable_prefix_caching": True,
        "disable_log_stats": True,
        "use_tqdm_on_load": False,
        "structured_outputs_config": {"backend": "guidance", "disable_any_whitespace": True},
    }
    if on_cpu:
        chosen |= ON_CPU
    if cache_mib:
        chosen["kv_cache_memory_bytes"] = cache_mib << 20
    if settings.memory_share and not on_cpu:
        chosen["gpu_memory_utilization"] = settings.memory_share
    if settings.adapters:
        spare = (
            len(settings.adapters) + 1
        )  # with every slot taken, base requests would run through an adapter
        rank = next(rank for rank in RANKS if rank >= settings.adapter_rank)
        chosen |= {"enable_lora": True, "max_loras": spare, "max_cpu_loras": spare, "max_lora_rank": rank}
    return AsyncEngineArgs(**{**chosen, **settings.engine})


class Launch:
    """One attempt to bring an engine up, which another thread may call off."""

    def __init__(self, settings: VllmSettings) -> None:
        self._settings = settings
        self._before = {child.pid for child in active_children()}
        self._lock = Lock()
        self._off = False
        self._engine: VllmEngine | None = None

    def run(self) -> VllmEngine | None:
        """Build the engine, seconds to minutes; nothing where it was called off. Raises whatever vLLM raises."""
        if (
            current_platform.is_cpu()
        ):  # one process instead of two: with the default the model runs below the engine
            os.environ.setdefault("VLLM_ENABLE_V1_MULTIPROCESSING", "0")
        leave_no_orphans()
        if self._off:
            return None
        engine = VllmEngine(AsyncLLM.from_engine_args(arguments(self._settings)), self._settings.adapters)
        with self._lock:
            if not self._off:
                self._engine = engine
                return engine
        engine.shutdown()
        return None

    def call_off(self) -> None:
        """Nobody wants the engine any more, built or not.

        To be called again until `run` is done: a load ends with its process, and that may not have begun yet.
        """
        with self._lock:
            self._off = True
            engine, self._engine = self._engine, None
        if engine:
            engine.shutdown()
            return
        for child in active_children():
            if child.name.startswith(PROCESS) and child.pid not in self._before:
                child.kill()  # asked to end, it would do so when it has loaded, after minutes


class VllmEngine:
    """One model in the engine's own process."""

    def __init__(self, live: AsyncLLM, adapters: Mapping[str, Path]) -> None:
        self._live = live
        self._adapters = {
            name: LoRARequest(name, number, str(path))
            for number, (name, path) in enumerate(adapters.items(), start=1)
        }

    @property
    def takes_grammar(self) -> bool:
        """Whether it reads llguidance's notation; an owner may have chosen another backend."""
        return bool(self._live.vllm_config.structured_outputs_config.backend == "guidance")

    @property
    def tokenizer(self) -> Any:
        """The model's tokenizer, of the `transformers` kind."""
        return self._live.get_tokenizer()

    @property
    def dead(self) -> bool:
        """Whether the engine's process has ended."""
        return bool(self._live.errored)

    @property
    def under_way(self) -> int:
        """Requests not answered yet."""
        return int(self._live.get_num_unfinished_requests())

    @property
    def context(self) -> int:
        """Tokens of prompt and reply that fit."""
        return int(self._live.model_config.max_model_len)

    async def load_adapters(self) -> None:
        """Load every adapter by name: the first request for one that is missing would kill the engine."""
        for name, adapter in self._adapters.items():
            try:
                await self._live.add_lora(adapter)
            except EngineDeadError:
                raise
            except Exception as error:
                why = said(error)
                raise BackendFailed(
                    "refused", detail=f"adapter {name} at {adapter.lora_path}: {why}"
                ) from error

    async def reply(self, prompt: Sequence[int], request: Request) -> Completion:
        """One reply to a prompt of tokens. Raises BackendFailed; a cancelled task aborts the request."""
        adapter = self._adapters.get(request.adapter)
        if request.adapter and adapter is None:
            raise BackendFailed("refused", detail=f"no adapter {request.adapter}")
        if len(prompt) + request.max_tokens > self.context:  # vLLM would cut the reply short without a word
            detail = f"{len(prompt)} + {request.max_tokens} tokens do not fit into {self.context}"
            raise BackendFailed("refused", detail=detail)
        try:
            sampling = sampling_of(request, grammar=self.takes_grammar)
            output = await self._output(list(prompt), sampling, adapter)
        except EngineDeadError as error:
            raise BackendFailed("down", detail=said(error)) from error
        except (VLLMValidationError, ValueError) as error:
            raise BackendFailed("broken", detail=said(error)) from error
        except EngineGenerateError as error:
            raise BackendFailed("broken", detail=said(error.__cause__ or error)) from error
        reply = output.outputs[0]
        if reply.finish_reason not in ("stop", "length"):
            raise BackendFailed("broken", detail=f"finish_reason {reply.finish_reason}")
        return Completion(
            text=self.tokenizer.decode(reply.token_ids, skip_special_tokens=True),
            prompt_tokens=len(prompt),
            reply_tokens=len(reply.token_ids),
            finish_reason=reply.finish_reason,
            cached_tokens=output.num_cached_tokens or 0,
        )

    async def _output(
        self, prompt: list[int], sampling: SamplingParams, adapter: LoRARequest | None
    ) -> RequestOutput:
        tokens = {"prompt_token_ids": prompt}
        async for output in self._live.generate(tokens, sampling, uuid4().hex, lora_request=adapter):
            if output.finished:
                return output
        raise BackendFailed("broken", detail="no output")

    def shutdown(self) -> None:
        """End the engine's processes, seconds; again does nothing. Also after its death, for a worker may linger."""
        self._live.shutdown()


def sampling_of(request: Request, *, grammar: bool = True) -> SamplingParams:
    """How vLLM is told to draw the reply, held to a grammar where the engine takes one and texts are to be counted."""
    how = request.sampling
    return SamplingParams(
        max_tokens=request.max_tokens,
        seed=request.seed,
        temperature=how.temperature,
        top_p=how.top_p,
        top_k=how.top_k,
        min_p=how.min_p,
        repetition_penalty=how.repetition_penalty,
        output_kind=RequestOutputKind.FINAL_ONLY,
        detokenize=False,  # read as a whole at its end: token by token costs the event loop more than all else
        structured_outputs=_constraint(request, grammar=grammar),
    )


def _constraint(request: Request, *, grammar: bool) -> StructuredOutputsParams:
    if grammar and request.text_tokens:
        return StructuredOutputsParams(grammar=reply_grammar(request.schema, request.text_tokens))
    return StructuredOutputsParams(json=json.dumps(request.schema))
