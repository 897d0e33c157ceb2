"""Guided decoding on a real engine: whatever a model would rather say, its reply is in the schema."""

from __future__ import annotations

import asyncio
import functools
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from moves import BODKIN, IDLE

from inference.legal import Legal
from inference.repair import repair
from inference.reply_length import longest_reply_tokens, text_room
from inference.schema import reply_schema

os.environ |= {
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    "VLLM_LOGGING_LEVEL": "ERROR",
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
}
from vllm import AsyncEngineArgs, SamplingParams
from vllm.outputs import CompletionOutput
from vllm.sampling_params import RequestOutputKind, StructuredOutputsParams
from vllm.v1.engine.async_llm import AsyncLLM

pytestmark = pytest.mark.vllm

BUDGET = 320


@pytest.fixture(scope="module")
def arguments(qwen2: Path) -> AsyncEngineArgs:
    return AsyncEngineArgs(
        model=str(qwen2),
        dtype="bfloat16",
        enforce_eager=True,
        max_model_len=1_000,
        max_num_seqs=40,
        max_num_batched_tokens=2_048,
        kv_cache_memory_bytes=64 << 20,
        disable_log_stats=True,
        structured_outputs_config={"backend": "guidance", "disable_any_whitespace": True},
    )


@pytest.fixture
async def engine(arguments: AsyncEngineArgs) -> AsyncIterator[AsyncLLM]:
    engine = AsyncLLM.from_engine_args(arguments)
    yield engine
    engine.shutdown()


async def one_reply(engine: AsyncLLM, legal: Legal, room: int, number: int) -> CompletionOutput:
    sampling = SamplingParams(
        max_tokens=BUDGET,
        temperature=1.0,
        seed=number,
        output_kind=RequestOutputKind.FINAL_ONLY,
        structured_outputs=StructuredOutputsParams(json=reply_schema(legal, room)),
    )
    last = None
    async for output in engine.generate(f"Turn {number}. Decide.", sampling, f"{id(legal)}-{number}"):
        last = output
    assert last
    return last.outputs[0]


async def test_forty_of_forty_replies_are_valid_and_no_longer_than_the_bound(engine: AsyncLLM) -> None:
    tokenizer = engine.get_tokenizer()
    count = functools.cache(lambda text: len(tokenizer.encode(text, add_special_tokens=False)))
    for legal in (BODKIN, IDLE):
        room = text_room(legal, count, BUDGET)
        assert room >= 40
        replies = await asyncio.gather(*(one_reply(engine, legal, room, number) for number in range(40)))
        assert [repair(reply.text, legal).problems for reply in replies] == [()] * 40
        assert {reply.finish_reason for reply in replies} == {"stop"}
        assert max(len(reply.token_ids) for reply in replies) <= longest_reply_tokens(legal, count, room)
