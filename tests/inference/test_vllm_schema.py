"""Guided decoding on a real engine: whatever a model would rather say, its reply is in the schema."""

from __future__ import annotations

import asyncio
import functools

import pytest
from moves import BODKIN, IDLE

from inference.backend import Message, Request, Sampling
from inference.repair import repair
from inference.reply_length import longest_reply_tokens, text_room
from inference.schema import reply_schema
from inference.vllm_backend import VllmBackend

pytestmark = [pytest.mark.vllm, pytest.mark.asyncio(loop_scope="session")]

BUDGET = 320


async def test_forty_of_forty_replies_are_valid_and_no_longer_than_the_bound(
    qwen2_engine: VllmBackend,
) -> None:
    count = functools.cache(qwen2_engine.count_text)
    for legal in (BODKIN, IDLE):
        room = text_room(legal, count, BUDGET)
        assert room >= 40
        schema = reply_schema(legal, room)
        prompts = [(Message("user", f"Turn {number}. Decide."),) for number in range(40)]
        replies = await asyncio.gather(
            *(
                qwen2_engine.complete(Request(prompt, schema, BUDGET, number, sampling=Sampling(1.0)))
                for number, prompt in enumerate(prompts)
            )
        )
        assert [repair(reply.text, legal).problems for reply in replies] == [()] * 40
        assert {reply.finish_reason for reply in replies} == {"stop"}
        assert max(reply.reply_tokens for reply in replies) <= longest_reply_tokens(legal, count, room)
