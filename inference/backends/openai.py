"""Backend for a model behind one or several servers that speak OpenAI's protocol."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any, TypeVar

from openai import (
    APIConnectionError,
    APIStatusError,
    AsyncOpenAI,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
)

from inference.backend import BackendFailed, Completion, Message, Request, Sampling
from inference.backends.counting import FileCounter, server_count
from inference.backends.remote import Remote, Retry
from inference.backends.server_reply import read_completion
from inference.backends.trial import TRIAL, is_held
from inference.replies.grammar import reply_grammar

T = TypeVar("T")

NO_KEY = "none"
"""What is sent where a server wants no key: the client insists on one."""
REFUSALS = (AuthenticationError, PermissionDeniedError, NotFoundError, BadRequestError)
"""What a server answers that it would answer again."""
NO_GUIDANCE = "no_guidance"
"""Detail of a failure: the server does not read llguidance's notation."""
PROBE = (Message("system", "Say yes."), Message("user", "Yes?"))


@dataclass(slots=True, eq=False)
class _Server:
    """One base URL."""

    client: AsyncOpenAI
    in_flight: int = 0
    rests: float = 0.0
    """Until when it is asked only where no other is left, by the monotonic clock."""


class OpenAIBackend:
    """See `inference.backend.Backend`."""

    def __init__(self, name: str, remote: Remote) -> None:
        self.name = name
        self._remote = remote
        self._servers: list[_Server] = []
        self._file: FileCounter | None = None

    async def start(self) -> None:
        """Reach a server, learn to count, and have the model say a word. Raises BackendFailed."""
        await self.close()
        remote = self._remote
        self._servers = [
            _Server(AsyncOpenAI(base_url=url, api_key=remote.key or NO_KEY, max_retries=0))
            for url in remote.base_urls
        ]
        self._file = FileCounter(remote.tokenizer) if remote.tokenizer else None
        await self._try_each(self._probe)

    async def complete(self, request: Request) -> Completion:
        """See `Backend.complete`. Tried again after what passes, each time at the server with the fewest under way."""
        body = self._body(request)
        return self._read(request, await self._try_each(lambda server: _ask(server, body)))

    async def count(self, messages: Sequence[Message]) -> int:
        """See `Backend.count`."""
        if self._file is not None:
            return await self._file.count(messages)
        return await self._try_each(lambda server: self._count(server, messages))

    async def close(self) -> None:
        """See `Backend.close`."""
        servers, self._servers = self._servers, []
        for server in servers:
            await server.client.close()

    async def _probe(self, server: _Server) -> None:
        """One token of the model: it is there, the key fits, and prompts can be counted. A grammar is tried out too."""
        request = Request(PROBE, {}, max_tokens=1, seed=0)
        self._read(request, await _ask(server, self._body(request, schema=False)))
        if self._remote.structured == "guidance":
            await self._try_out(server)
        if self._file is None:
            await self._count(server, PROBE)

    async def _try_out(self, server: _Server) -> None:
        """Raises BackendFailed, `refused` where the server does not hold replies to a grammar."""
        try:
            answer = await _ask(server, self._body(TRIAL))
        except BadRequestError as error:
            raise BackendFailed("refused", detail=NO_GUIDANCE) from error
        if not is_held(self._read(TRIAL, answer)):
            raise BackendFailed("refused", detail=NO_GUIDANCE)

    async def _count(self, server: _Server, messages: Sequence[Message]) -> int:
        return await server_count(server.client, self._remote.model, self._remote.template, messages)

    async def _try_each(self, ask: Callable[[_Server], Awaitable[T]]) -> T:
        """Ask servers with backoff until one answers. Raises BackendFailed when retries end or cannot help."""
        retry, failed, now = self._remote.retry, BackendFailed("down", detail="no server"), monotonic
        for number in range(retry.tries if self._servers else 0):
            if number:
                await asyncio.sleep(_pause(retry, number, failed))
            server = min(self._servers, key=lambda one: (one.rests > now(), one.in_flight, random.random()))
            server.in_flight += 1
            try:
                return await ask(server)
            except REFUSALS as error:
                raise _final(error) from error
            except (APIConnectionError, APIStatusError) as error:
                server.rests = now() + retry.longest
                failed = _passing(error)
            finally:
                server.in_flight -= 1
        raise failed

    def _body(self, request: Request, *, schema: bool = True) -> dict[str, Any]:
        remote = self._remote
        extra: dict[str, Any] = {**_unusual(request.sampling), **remote.body}
        if remote.template:
            extra["chat_template_kwargs"] = dict(remote.template)
        body: dict[str, Any] = {
            "model": remote.model,
            "messages": [asdict(message) for message in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": request.sampling.temperature,
            "top_p": request.sampling.top_p,
            "seed": request.seed,
        }
        if schema and remote.structured == "guidance" and request.text_tokens:
            extra["structured_outputs"] = {"grammar": reply_grammar(request.schema, request.text_tokens)}
        elif schema and remote.structured != "none":
            body["response_format"] = _format(remote.structured, request.schema)
        return {**body, **extra}

    def _read(self, request: Request, data: bytes) -> Completion:
        completion = read_completion(data)
        if self._file is not None:
            self._file.hear(request.messages, completion.prompt_tokens)
        return completion


async def _ask(server: _Server, body: Mapping[str, Any]) -> bytes:
    """The body of what the server answers, whatever it is. Raises openai's APIError."""
    return await server.client.post("/chat/completions", cast_to=bytes, body=body)


def _pause(retry: Retry, number: int, failed: BackendFailed) -> float:
    """Backoff in seconds: doubled each time, with jitter, and at least what the server asks."""
    doubled = min(retry.longest, retry.first * 2.0 ** (number - 1)) * random.uniform(0.5, 1.5)
    cause = failed.__cause__
    after = cause.response.headers.get("retry-after", "") if isinstance(cause, RateLimitError) else ""
    return max(doubled, min(retry.longest, float(after))) if after.isdecimal() else doubled


def _passing(error: APIConnectionError | APIStatusError) -> BackendFailed:
    code = "down" if isinstance(error, APIConnectionError) else "overloaded"
    failed = BackendFailed(code, detail=str(error)[:200])
    failed.__cause__ = error
    return failed


def _final(error: APIStatusError) -> BackendFailed:
    """A request that the server cannot take is broken; a model or a key that it does not know is refused for good."""
    code = "broken" if isinstance(error, BadRequestError) else "refused"
    return BackendFailed(code, detail=f"{error.status_code}: {str(error)[:200]}")


def _unusual(sampling: Sampling) -> dict[str, float]:
    """What only some servers know, where it is set to something."""
    usual = Sampling()
    values = asdict(sampling)
    names = ("top_k", "min_p", "repetition_penalty")
    return {name: values[name] for name in names if values[name] != getattr(usual, name)}


def _format(structured: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    if structured == "json_object":
        return {"type": "json_object"}
    return {
        "type": "json_schema",
        "json_schema": {"name": "decision", "schema": dict(schema), "strict": True},
    }
