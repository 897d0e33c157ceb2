"""A model behind servers that speak OpenAI's protocol: over real sockets, with the faults that servers have."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from inference.backend import BackendFailed, Message, Request, Sampling
from inference.backends.openai import OpenAIBackend
from inference.backends.remote import Remote, Retry
from inference.replies.grammar import reply_grammar
from inference.replies.schema import reply_schema
from tests.inference.replies.bodkins_moves import BODKIN
from tests.inference.stand_in_models import Server, prompt_pieces

QUICK = Retry(tries=3, first=0.001, longest=0.01)
MESSAGES = (Message("system", "You play."), Message("user", "Decide."))
REQUEST = Request(MESSAGES, reply_schema(BODKIN), max_tokens=200, seed=7)


@pytest.fixture
async def servers() -> AsyncIterator[list[Server]]:
    """Two servers of one model."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Server().serving()) for _ in range(2)]


def backend(*servers: Server, **fields: object) -> OpenAIBackend:
    urls = tuple(server.url for server in servers)
    return OpenAIBackend("m", Remote(**{"model": "m", "base_urls": urls, "retry": QUICK, **fields}))


async def started(*servers: Server, **fields: object) -> OpenAIBackend:
    made = backend(*servers, **fields)
    await made.start()
    for server in servers:
        server.bodies.clear()
    return made


async def failure(made: OpenAIBackend) -> BackendFailed:
    with pytest.raises(BackendFailed) as failed:
        await made.complete(REQUEST)
    return failed.value


async def test_a_reply_comes_with_its_tokens(servers: list[Server]) -> None:
    made = await started(servers[0])
    completion = await made.complete(REQUEST)
    assert set(json.loads(completion.text)) == set(REQUEST.schema["required"])
    assert completion.finish_reason == "stop"
    assert completion.prompt_tokens == prompt_pieces(MESSAGES) == await made.count(MESSAGES)
    await made.close()


async def test_what_the_model_is_asked(servers: list[Server]) -> None:
    made = await started(servers[0], template={"enable_thinking": False}, body={"priority": 1})
    await made.complete(Request(MESSAGES, REQUEST.schema, 200, seed=9, sampling=Sampling(0.3, top_k=20)))
    (body,) = servers[0].bodies
    asked = {
        key: body[key] for key in ("model", "max_tokens", "seed", "temperature", "top_p", "top_k", "priority")
    }
    assert asked == {
        "model": "m", "max_tokens": 200, "seed": 9, "temperature": 0.3, "top_p": 1.0, "top_k": 20, "priority": 1
    }  # fmt: skip
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert body["response_format"]["json_schema"]["schema"] == REQUEST.schema
    assert "min_p" not in body
    await made.close()


async def test_a_server_on_guidance_is_asked_with_a_grammar(servers: list[Server]) -> None:
    servers[0].reply = lambda _: '{"ready":"yes"}'
    made = await started(servers[0], structured="guidance")
    await made.complete(replace(REQUEST, text_tokens=24))
    await made.complete(REQUEST)
    counted, plain = servers[0].bodies
    assert counted["structured_outputs"] == {"grammar": reply_grammar(REQUEST.schema, 24)}
    assert "response_format" not in counted
    assert plain["response_format"]["json_schema"]["schema"] == REQUEST.schema
    await made.close()


@pytest.mark.parametrize("fault", ["400", ""])
async def test_a_server_that_reads_no_grammar_is_refused(servers: list[Server], fault: str) -> None:
    servers[0].reply = lambda _: "Yes."
    servers[0].faults.extend(["", fault])
    with pytest.raises(BackendFailed) as failed:
        await backend(servers[0], structured="guidance").start()
    assert (failed.value.code, failed.value.detail) == ("refused", "no_guidance")


@pytest.mark.parametrize("fault", ["429", "500", "503", "cut"])
async def test_what_passes_is_tried_again(servers: list[Server], fault: str) -> None:
    made = await started(servers[0])
    servers[0].faults.extend([fault, fault])
    assert (await made.complete(REQUEST)).text
    assert len(servers[0].bodies) == 3
    await made.close()


@pytest.mark.parametrize(("fault", "code"), [("429", "overloaded"), ("500", "overloaded"), ("cut", "down")])
async def test_patience_ends(servers: list[Server], fault: str, code: str) -> None:
    made = await started(servers[0])
    servers[0].faults.extend([fault] * 3)
    assert (await failure(made)).code == code
    await made.close()


@pytest.mark.parametrize(("fault", "code"), [("404", "refused"), ("401", "refused"), ("400", "broken")])
async def test_what_does_not_pass_is_not_tried_again(servers: list[Server], fault: str, code: str) -> None:
    made = await started(servers[0])
    servers[0].faults.append(fault)
    assert (await failure(made)).code == code
    assert len(servers[0].bodies) == 1
    await made.close()


@pytest.mark.parametrize("fault", ["html", "half", "uncounted"])
async def test_what_is_no_completion_is_broken(servers: list[Server], fault: str) -> None:
    made = await started(servers[0])
    servers[0].faults.append(fault)
    assert (await failure(made)).code == "broken"
    await made.close()


def bent(**fields: object) -> Callable[[dict[str, Any]], object]:
    """A completion whose message holds these fields."""

    def bend(answer: dict[str, Any]) -> object:
        (choice,) = answer["choices"]
        return {**answer, "choices": [{**choice, "message": {**choice["message"], **fields}}]}

    return bend


def counted(**usage: object) -> Callable[[dict[str, Any]], object]:
    """A completion whose usage holds these fields."""
    return lambda answer: {**answer, "usage": {**answer["usage"], **usage}}


WITHOUT_PARTS = [
    {"thought": "Wait."}, 7, True, ["Wait."], [{"type": "text", "text": 7}], [{"type": "text"}], [7], [None],
]  # fmt: skip


async def test_of_a_reply_in_parts_its_texts_count(servers: list[Server]) -> None:
    made = await started(servers[0])
    servers[0].bend = bent(
        content=[
            {"type": "thinking", "thinking": [{"type": "text", "text": '{"thought":"A draft."}'}]},
            {"type": "text", "text": '{"thought":'},
            {"type": "text", "text": '"Wait."}'},
        ]
    )
    assert (await made.complete(REQUEST)).text == '{"thought":"Wait."}'
    await made.close()


@pytest.mark.parametrize("content", WITHOUT_PARTS, ids=repr)
async def test_content_that_is_no_text_is_broken(servers: list[Server], content: object) -> None:
    made = await started(servers[0])
    servers[0].bend = bent(content=content)
    assert (await failure(made)).code == "broken"
    await made.close()


@pytest.mark.parametrize("content", [None, "", []], ids=repr)
async def test_no_content_is_an_empty_reply(servers: list[Server], content: object) -> None:
    made = await started(servers[0])
    servers[0].bend = bent(content=content)
    assert (await made.complete(REQUEST)).text == ""
    await made.close()


async def test_halves_of_characters_pass_for_the_reader_to_drop(servers: list[Server]) -> None:
    made = await started(servers[0])
    servers[0].bend = bent(content="a\ud83d")
    assert (await made.complete(REQUEST)).text == "a\ud83d"
    await made.close()


@pytest.mark.parametrize(
    "usage",
    [
        {},
        None,
        "many",
        [],
        {"prompt_tokens": None, "completion_tokens": None},
        {"prompt_tokens": 300},
        {"prompt_tokens": 300, "completion_tokens": None},
        {"prompt_tokens": "300", "completion_tokens": 30},
        {"prompt_tokens": -300, "completion_tokens": 30},
        {"prompt_tokens": True, "completion_tokens": 30},
        {"prompt_tokens": 1e300, "completion_tokens": 30},
        {"prompt_tokens": 10**30, "completion_tokens": 30},
    ],
    ids=repr,
)
async def test_a_reply_without_its_tokens_is_broken(servers: list[Server], usage: object) -> None:
    made = await started(servers[0])
    servers[0].bend = lambda answer: {**answer, "usage": usage}
    assert (await failure(made)).code == "broken"
    await made.close()


@pytest.mark.parametrize(
    ("details", "cached"),
    [
        ({"cached_tokens": 12}, 12),
        ({"cached_tokens": "12"}, 0),
        ({"cached_tokens": None}, 0),
        ({"cached_tokens": -3}, 0),
        ({"cached_tokens": 10**30}, 0),
        ("12", 0),
        ([12], 0),
    ],
)
async def test_what_the_cache_saved_is_believed_where_it_is_a_number(
    servers: list[Server], details: object, cached: int
) -> None:
    made = await started(servers[0])
    servers[0].bend = counted(prompt_tokens_details=details)
    assert (await made.complete(REQUEST)).cached_tokens == cached
    await made.close()


@pytest.mark.parametrize(
    "bend",
    [
        lambda _: [],
        lambda _: "yes",
        lambda _: None,
        lambda answer: {**answer, "choices": {}},
        lambda answer: {**answer, "choices": []},
        lambda answer: {**answer, "choices": ["yes"]},
        lambda answer: {**answer, "choices": [{**answer["choices"][0], "message": "yes"}]},
        lambda answer: {**answer, "choices": [{**answer["choices"][0], "finish_reason": 3}]},
    ],
)
async def test_an_answer_of_another_shape_is_broken(
    servers: list[Server], bend: Callable[[dict[str, Any]], object]
) -> None:
    made = await started(servers[0])
    servers[0].bend = bend
    assert (await failure(made)).code == "broken"
    await made.close()


@pytest.mark.parametrize(
    "count", ['{"count": 3', "[" * 100_000, "3", '{"count": "3"}', '{"count": -5}', "{}"]
)
async def test_a_count_that_is_none_fails_this_prompt_alone(servers: list[Server], count: str) -> None:
    made = await started(servers[0])
    servers[0].count = count
    with pytest.raises(BackendFailed):
        await made.count(MESSAGES)
    servers[0].count = ""
    assert await made.count(MESSAGES) == prompt_pieces(MESSAGES)
    await made.close()


async def test_requests_go_where_the_fewest_are_under_way(servers: list[Server]) -> None:
    made = await started(*servers)
    for server in servers:
        server.faults.extend(["hang"] * 10)
    waiting = [asyncio.create_task(made.complete(REQUEST)) for _ in range(10)]
    while sum(len(server.bodies) for server in servers) < 10:
        await asyncio.sleep(0.001)
    assert [server.under_way for server in servers] == [5, 5]
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await made.close()


async def test_a_server_that_fails_is_left_alone_while_another_answers(servers: list[Server]) -> None:
    made = await started(*servers, retry=Retry(tries=3, first=0.001, longest=60))
    servers[0].faults.extend(["500"] * 50)
    for _ in range(20):
        await made.complete(REQUEST)
    assert len(servers[0].bodies) <= 1
    await made.close()


async def test_giving_up_ends_the_request_at_the_server(servers: list[Server]) -> None:
    made = await started(servers[0])
    servers[0].faults.append("hang")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await made.complete(REQUEST)
    while not servers[0].left:
        await asyncio.sleep(0.001)
    await made.close()


async def test_a_server_that_is_not_there_is_down() -> None:
    nowhere = Server()
    nowhere.url = "http://127.0.0.1:9/v1"
    with pytest.raises(BackendFailed) as failed:
        await backend(nowhere).start()
    assert failed.value.code == "down"


async def test_a_server_that_counts_no_tokens_is_refused(servers: list[Server]) -> None:
    servers[0].counts = False
    with pytest.raises(BackendFailed) as failed:
        await backend(servers[0]).start()
    assert (failed.value.code, failed.value.detail) == ("refused", "no_tokenizer")


async def test_a_tokenizer_on_disk_needs_its_library_and_its_file(
    servers: list[Server], tmp_path: Path
) -> None:
    with pytest.raises(BackendFailed) as failed:
        await backend(servers[0], tokenizer=tmp_path).start()
    library = find_spec("tokenizers") is not None
    assert failed.value.code == "refused"
    assert (failed.value.detail == "no_tokenizers_library") is not library
