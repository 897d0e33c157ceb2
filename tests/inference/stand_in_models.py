"""What stands in for models where real ones cannot fail on demand: a backend in process, and a server on loopback.

Both answer with random replies drawn from the schema that they are given, as a constrained model would.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from inference.backend import BackendFailed, Completion, Message, Request
from tests.inference.replies.random_replies import compact, draw

PIECE = re.compile(r" ?[A-Za-z]{1,7}|\d| ?[^\sA-Za-z\d]{1,2}|\s")


def pieces(text: str) -> int:
    """Tokens of a text where a token is a digit, up to seven letters, or up to two signs, with the blank before it."""
    return len(PIECE.findall(text))


def prompt_pieces(messages: Sequence[Message]) -> int:
    """Tokens of a chat prompt whose template adds four tokens to each message and two at the end."""
    return sum(pieces(message.content) + 4 for message in messages) + 2


def reply_to(request: Request) -> str:
    """A legal reply, the same for the same seed."""
    return compact(draw(dict(request.schema), random.Random(request.seed)))


Say = Callable[[Request], Awaitable[str] | str]


class Scripted:
    """A backend in process that says what a test has it say, `reply_to` where nothing is said."""

    def __init__(
        self, name: str = "scripted", count: Callable[[Sequence[Message]], int] = prompt_pieces
    ) -> None:
        self.name = name
        self.say: Say = reply_to
        self.starts: deque[Exception] = deque()
        """What the next starts fail with."""
        self.finish_reason = "stop"
        self.requests: list[Request] = []
        self.started = 0
        self.alive = False
        self._count = count

    async def start(self) -> None:
        self.started += 1
        if self.starts:
            raise self.starts.popleft()
        self.alive = True

    async def complete(self, request: Request) -> Completion:
        if not self.alive:
            raise BackendFailed("down", detail="dead")
        self.requests.append(request)
        said = self.say(request)
        text = said if isinstance(said, str) else await said
        return Completion(text, self._count(request.messages), pieces(text), self.finish_reason)

    async def count(self, messages: Sequence[Message]) -> int:
        return self._count(messages)

    async def close(self) -> None:
        self.alive = False


class Server:
    """A small server that speaks OpenAI's protocol on loopback, with faults by request."""

    def __init__(self) -> None:
        self.faults: deque[str] = deque()
        """What befalls the next requests: `429`, `500`, `404`, `401`, `hang`, `cut`, `html`, `half`, `empty` or
        `uncounted`.
        """
        self.bodies: list[dict[str, Any]] = []
        self.counts = True
        """Whether there is a `/tokenize`."""
        self.under_way = self.most = self.left = 0
        self.reply: Callable[[dict[str, Any]], str] = _legal
        self.bend: Callable[[dict[str, Any]], object] = lambda answer: answer
        """What becomes of a whole completion before it is sent."""
        self.count = ""
        """What `/tokenize` answers instead, as it stands."""
        self.url = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Server]:
        app = web.Application()
        app.add_routes(
            [web.post("/v1/chat/completions", self._complete), web.post("/tokenize", self._tokenize)]
        )
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.bodies.append(body)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(0)
            return await self._answer(request, body, self.faults.popleft() if self.faults else "")
        except asyncio.CancelledError:
            self.left += 1
            raise
        finally:
            self.under_way -= 1

    async def _answer(self, request: web.Request, body: dict[str, Any], fault: str) -> web.StreamResponse:
        if fault.isdigit():
            headers = {"Retry-After": "0"} if fault == "429" else {}
            return web.json_response({"error": {"message": fault}}, status=int(fault), headers=headers)
        if fault == "hang":
            await asyncio.Event().wait()
        if fault == "cut":
            assert request.transport is not None
            request.transport.close()
        if fault == "html":
            return web.Response(text="<html>Bad gateway</html>", content_type="text/html")
        if fault == "half":
            return web.Response(text='{"id": "1", "choices": [', content_type="application/json")
        text = "" if fault == "empty" else self.reply(body)
        tokens = {"prompt_tokens": _prompt(body), "completion_tokens": pieces(text)}
        usage = {} if fault == "uncounted" else {"usage": {**tokens, "total_tokens": sum(tokens.values())}}
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        shell = {"id": "1", "object": "chat.completion", "created": 0, "model": body["model"]}
        return web.json_response(self.bend({**shell, "choices": [choice], **usage}))

    async def _tokenize(self, request: web.Request) -> web.Response:
        if not self.counts:
            return web.json_response({"detail": "Not Found"}, status=404)
        if self.count:
            return web.Response(text=self.count, content_type="application/json")
        return web.json_response({"count": _prompt(await request.json()), "max_model_len": 4096})


def _prompt(body: dict[str, Any]) -> int:
    return prompt_pieces([Message(m["role"], m["content"]) for m in body["messages"]])


def _legal(body: dict[str, Any]) -> str:
    if "response_format" not in body:
        return "yes"
    schema = body["response_format"]["json_schema"]["schema"]
    return json.dumps(draw(schema, random.Random(body["seed"])))
