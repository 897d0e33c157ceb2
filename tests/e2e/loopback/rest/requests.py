"""The REST side's doorway: authorisation, scripted faults, a record of every call, and Discord's wording."""

import json
import re
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiohttp import BodyPartReader, web

from tests.e2e.loopback import errors
from tests.e2e.loopback.errors import DiscordError
from tests.e2e.loopback.faults import Fault, Faults, Hang, RateLimit, Reset
from tests.e2e.loopback.messages import Upload

PREFIX = "/api/v10"
WITHOUT_TOKEN = ("/interactions/", "/webhooks/")
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: ``path`` below /api/v10, ``status`` as answered (0: never)."""

    method: str
    path: str
    status: int
    at: float


def answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON whose content type is exactly ``application/json``: the client parses nothing else."""
    if status == 204:
        return web.Response(status=204)
    return web.Response(
        body=json.dumps(data).encode(), status=status, content_type="application/json", headers=headers
    )


def number(request: web.Request, name: str) -> int:
    """An id from the path. Raises 50035 when it is none."""
    text = request.match_info[name]
    if not text.isdecimal():
        raise errors.invalid_form([(name, f"Value {text!r} is not snowflake.")])
    return int(text)


async def read_form(request: web.Request) -> tuple[dict[str, Any], list[Upload]]:
    """The JSON body and the files of a request, multipart or not."""
    if not request.content_type.startswith("multipart/"):
        body = await request.read()
        return (json.loads(body) if body else {}), []
    form: dict[str, Any] = {}
    uploads = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read())
        if part.name == "payload_json":
            form = json.loads(data)
        else:
            index = int(re.sub(r"\D", "", part.name or "") or 0)
            uploads.append(Upload(index, part.filename or "file", data))
    return form, uploads


class Doorway:
    """What every call passes through.

    ``calls`` is all of them, ``crashes`` what the stand-in itself could not serve.
    """

    def __init__(self, token: str, faults: Faults) -> None:
        self._token = token
        self._faults = faults
        self.calls: list[Call] = []
        self.crashes: list[BaseException] = []

    def count(self, method: str, path: str) -> int:
        """How many calls of that method have a path that matches the regular expression."""
        return sum(call.method == method and bool(re.fullmatch(path, call.path)) for call in self.calls)

    def middleware(self) -> Any:
        @web.middleware
        async def pass_through(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not request.path.startswith(PREFIX):
                return await handler(request)
            began = time.monotonic()
            path = request.path.removeprefix(PREFIX)
            status = 0
            try:
                response = await self._served(request, f"{request.method} {path}", handler)
                status = response.status
                return response
            finally:
                self.calls.append(Call(request.method, path, status, began))

        return pass_through

    async def _served(self, request: web.Request, call: str, handler: Handler) -> web.StreamResponse:
        before = self._faults.meet(call, after=False)
        if before is not None and (spoiled := await _suffer(before, request)) is not None:
            return spoiled
        response = await self._answered(request, call, handler)
        after = self._faults.meet(call, after=True)
        if after is not None and (spoiled := await _suffer(after, request)) is not None:
            return spoiled
        return response

    async def _answered(self, request: web.Request, call: str, handler: Handler) -> web.StreamResponse:
        try:
            if not call.partition(" ")[2].startswith(WITHOUT_TOKEN):
                self._authorize(request)
            return await handler(request)
        except DiscordError as refusal:
            return answer(refusal.body(), refusal.status)
        except (OSError, web.RequestPayloadError):
            return web.Response(status=400)
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
            self.crashes.append(LookupError(f"the stand-in does not know {call}"))
            return answer(errors.unknown_route().body(), 404)
        except Exception as crash:
            self.crashes.append(crash)
            raise

    def _authorize(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self._token}":
            raise errors.unauthorized()


async def _suffer(fault: Fault, request: web.Request) -> web.StreamResponse | None:
    """The spoiled answer, or None when a call that hung may go on."""
    misfortune = fault.misfortune
    if isinstance(misfortune, Hang):
        await fault.lifted.wait()
        return None
    if isinstance(misfortune, RateLimit):
        return _rate_limited(misfortune)
    if isinstance(misfortune, Reset):
        _reset(request)
        return web.Response()
    return answer(misfortune.body(), misfortune.status)


def _rate_limited(limit: RateLimit) -> web.Response:
    body = {
        "message": "You are being rate limited.",
        "retry_after": limit.retry_after,
        "global": limit.everywhere,
    }
    headers = {
        "Via": "1.1 google",
        "Retry-After": str(int(limit.retry_after) + 1),
        "X-RateLimit-Scope": "global" if limit.everywhere else "shared",
    }
    return answer(body, 429, headers)


def _reset(request: web.Request) -> None:
    """Closes with a TCP reset, so that the client sees an error and not a polite end."""
    transport = request.transport
    if transport is not None:
        transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        transport.abort()
