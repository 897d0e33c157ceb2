"""Guided decoding on a real engine: whatever a model would rather say, its reply is in the schema."""

from __future__ import annotations

import asyncio
import functools
import json
import random
import re
from dataclasses import replace
from importlib import import_module

import pytest

from inference.backend import Message, Request, Sampling
from inference.backends.vllm import VllmBackend
from inference.replies.grammar import reply_grammar
from inference.replies.length import longest_reply_tokens, text_room
from inference.replies.repair import repair
from inference.replies.schema import reply_schema
from tests.inference.replies.bodkins_moves import BODKIN, IDLE
from tests.inference.replies.random_replies import compact, draw

pytestmark = [pytest.mark.vllm, pytest.mark.asyncio(loop_scope="session")]

BUDGET = 320


async def test_forty_of_forty_replies_are_valid_and_no_longer_than_the_bound(
    qwen2_engine: VllmBackend,
) -> None:
    count = functools.cache(qwen2_engine._loaded_template().count)
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


def test_the_grammar_takes_what_the_schema_takes_and_nothing_else() -> None:
    guidance, tokenizer = (
        import_module("llguidance"),
        import_module("tests.inference.tiny_models").make_tokenizer(),
    )
    told = import_module("llguidance.hf").from_tokenizer(tokenizer, len(tokenizer))

    def taken(grammar: str, reply: str) -> bool:
        matcher = guidance.LLMatcher(told, guidance.grammar_from("grammar", grammar), log_level=0)
        return bool(matcher.consume_tokens(told.tokenize_str(reply)) and matcher.is_accepting())

    for legal in (BODKIN, IDLE):
        grammar = reply_grammar(reply_schema(legal), tokens=200)
        replies = [compact(draw(reply_schema(legal), random.Random(seed))) for seed in range(100)]
        assert all(taken(grammar, reply) for reply in replies)
        assert not any(taken(grammar, reply.replace('"thought":"', '"thought":"_')) for reply in replies)
        assert not any(taken(grammar, reply.replace('"say":', '"sing":')) for reply in replies)
        assert not any(taken(grammar, reply + " ") for reply in replies)
        buying = [reply for reply in replies if '"side":"buy"' in reply]
        assert bool(buying) == bool(legal.buyable)
        own = [
            re.sub('"side":"buy","good":"[a-z]+"', '"side":"buy","good":"firewood"', one) for one in buying
        ]
        assert not any(taken(grammar, reply) for reply in own)


def test_an_engine_with_another_guided_backend_is_asked_with_the_schema_itself() -> None:
    sampling_of, schema = import_module("inference.backends.vllm_engine").sampling_of, reply_schema(BODKIN)
    counted = Request((Message("user", "Decide."),), schema, BUDGET, 1, text_tokens=24)
    assert sampling_of(counted).structured_outputs.grammar == reply_grammar(schema, 24)
    for asked, grammar in ((counted, False), (replace(counted, text_tokens=0), True)):
        held = sampling_of(asked, grammar=grammar).structured_outputs
        assert (json.loads(held.json), held.grammar) == (schema, None)


@pytest.mark.parametrize("tokens", [4, 24])
async def test_texts_bounded_in_tokens_keep_every_reply_in_the_schema_and_below_the_bound(
    qwen2_engine: VllmBackend, tokens: int
) -> None:
    count = functools.cache(qwen2_engine._loaded_template().count)
    for legal in (BODKIN, IDLE):
        schema = reply_schema(legal)
        prompts = [(Message("user", f"Turn {number}. Decide."),) for number in range(40)]
        replies = await asyncio.gather(
            *(
                qwen2_engine.complete(
                    Request(prompt, schema, BUDGET, number, sampling=Sampling(1.0), text_tokens=tokens)
                )
                for number, prompt in enumerate(prompts)
            )
        )
        read = [repair(reply.text, legal) for reply in replies]
        assert {one.status for one in read} == {"valid"}
        assert {bool(one.reply.say) for one in read} == {True, False}
        assert max(reply.reply_tokens for reply in replies) <= longest_reply_tokens(legal, count, tokens)
