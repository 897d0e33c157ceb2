"""One model on a real engine, asked as a council asks it."""

from __future__ import annotations

import asyncio
import json

import pytest

from inference.backend import BackendFailed, Completion, Message, Request
from inference.backends.vllm import VllmBackend
from inference.replies.repair import repair
from tests.inference.backends.engine_requests import ask, prompt
from tests.inference.replies.bodkins_moves import BODKIN

pytestmark = [pytest.mark.vllm, pytest.mark.asyncio(loop_scope="session")]


async def all_of(backend: VllmBackend, requests: list[Request]) -> list[Completion]:
    return await asyncio.gather(*(backend.complete(request) for request in requests))


async def test_replies_of_two_architectures_and_two_adapters_are_in_the_schema(
    qwen2_engine: VllmBackend, llama_engine: VllmBackend
) -> None:
    asked = [ask(turn, adapter) for adapter in ("", "hoarder", "gossip") for turn in range(8)]
    replies = await all_of(qwen2_engine, asked) + await all_of(llama_engine, asked[:8])
    assert [repair(reply.text, BODKIN).problems for reply in replies] == [()] * 32
    assert {reply.finish_reason for reply in replies} == {"stop"}


async def test_a_seed_gives_the_same_reply_alone_and_in_a_batch(qwen2_engine: VllmBackend) -> None:
    together = await all_of(qwen2_engine, [ask(turn) for turn in range(12)])
    for turn in (0, 11):
        alone = await qwen2_engine.complete(ask(turn))
        assert alone.text == together[turn].text
    other = await qwen2_engine.complete(ask(0, seed=99))
    assert other.text != together[0].text


async def test_adapters_answer_otherwise_than_their_base_and_leave_it_as_it_was(
    qwen2_engine: VllmBackend,
) -> None:
    before = await qwen2_engine.complete(ask(5))
    mixed = await all_of(qwen2_engine, [ask(5), ask(5, "hoarder"), ask(5, "gossip"), ask(5)])
    assert len({reply.text for reply in mixed}) == 3
    assert mixed[0].text == mixed[3].text == before.text


async def test_a_prompt_is_counted_as_the_engine_counts_it(
    qwen2_engine: VllmBackend, llama_engine: VllmBackend
) -> None:
    for backend in (qwen2_engine, llama_engine):
        reply = await backend.complete(ask(7))
        assert await backend.count(prompt(7)) == reply.prompt_tokens
        assert 0 < reply.reply_tokens <= 320


async def test_the_shared_part_of_prompts_is_computed_once(llama_engine: VllmBackend) -> None:
    await llama_engine.complete(ask(100))
    replies = await all_of(llama_engine, [ask(turn) for turn in range(101, 106)])
    assert all(reply.cached_tokens >= 128 for reply in replies)


async def test_a_reply_cut_off_says_so(qwen2_engine: VllmBackend) -> None:
    reply = await qwen2_engine.complete(ask(3, most=5))
    assert (reply.finish_reason, reply.reply_tokens) == ("length", 5)
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.text)


async def test_a_reply_that_could_not_fit_is_refused_instead_of_cut_short(qwen2_engine: VllmBackend) -> None:
    with pytest.raises(BackendFailed, match="do not fit") as failed:
        await qwen2_engine.complete(ask(3, most=1_024))
    assert failed.value.code == "refused"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (ask(1, "nobody"), "refused"),
        (Request((Message("user", "x"),), {"type": "nonsense"}, 10, 1), "broken"),
        (
            Request((Message("user", "x"),), {"type": "string", "pattern": "(?=x)y"}, 10, 1),
            "broken",
        ),
    ],
    ids=["unknown adapter", "no schema", "a schema that cannot be held to"],
)
async def test_what_cannot_be_answered_fails_alone(
    qwen2_engine: VllmBackend, request_: Request, code: str
) -> None:
    bad, good = await asyncio.gather(
        qwen2_engine.complete(request_), qwen2_engine.complete(ask(2)), return_exceptions=True
    )
    assert isinstance(bad, BackendFailed)
    assert bad.code == code
    assert isinstance(good, Completion)


async def test_a_cancelled_request_leaves_the_engine_at_once(qwen2_engine: VllmBackend) -> None:
    asked = [asyncio.create_task(qwen2_engine.complete(ask(turn))) for turn in range(20)]
    while not qwen2_engine.under_way:
        await asyncio.sleep(0.01)
    for task in asked[1:]:
        task.cancel()
    await asyncio.wait(asked[1:])
    assert all(task.cancelled() for task in asked[1:])
    assert qwen2_engine.under_way <= 1
    assert (await asked[0]).finish_reason == "stop"
    assert qwen2_engine.under_way == 0


async def test_a_deadline_aborts_what_it_cuts(qwen2_engine: VllmBackend) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(qwen2_engine.complete(ask(1)), 0.02)
    assert qwen2_engine.under_way == 0
    assert (await qwen2_engine.complete(ask(1))).finish_reason == "stop"
