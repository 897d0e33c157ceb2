"""Token counters of remote models: by the server, or with the tokenizer on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from openai import APIStatusError, AsyncOpenAI

from inference.backend import BackendFailed, Message
from inference.backends.server_reply import read_count

SLACK = 16
"""Tokens that a chat template is taken to add to each message until the server's own counts say how many."""
NO_TOKENIZER = "no_tokenizer"
NO_LIBRARY = "no_tokenizers_library"
"""Why a remote model is refused, as codes."""
ABSENT = (404, 405, 501)


async def server_count(
    client: AsyncOpenAI, model: str, template: Mapping[str, Any], messages: Sequence[Message]
) -> int:
    """Tokens of a whole chat prompt by the server's `/tokenize`, as vLLM has it.

    Raises BackendFailed, `refused` where the server offers no such thing, and openai's APIError.
    """
    body: dict[str, Any] = {
        "model": model,
        "messages": [asdict(message) for message in messages],
        "add_generation_prompt": True,
    }
    if template:
        body["chat_template_kwargs"] = dict(template)
    root = str(client.base_url).rstrip("/").removesuffix("/v1")
    try:
        answer = await client.post(f"{root}/tokenize", cast_to=bytes, body=body)
    except APIStatusError as error:
        if error.status_code in ABSENT:
            raise BackendFailed("refused", detail=NO_TOKENIZER) from error
        raise
    count = read_count(answer)
    if count is None:
        raise BackendFailed("refused", detail=NO_TOKENIZER)
    return count


class FileCounter:
    """Counts with a `tokenizer.json`, and learns from the server what the chat template adds."""

    def __init__(self, path: Path) -> None:
        """Raises BackendFailed where there is no such tokenizer, or nothing here to read it with."""
        file = path / "tokenizer.json" if path.is_dir() else path
        try:
            library = import_module("tokenizers")
        except ImportError as error:
            raise BackendFailed("refused", detail=NO_LIBRARY) from error
        try:
            self._tokenizer: Any = library.Tokenizer.from_file(str(file))
        except Exception as error:  # the library raises bare Exception for what it cannot read
            raise BackendFailed("refused", detail=f"tokenizer {file}: {error}") from error
        self._added: int | None = None

    async def count(self, messages: Sequence[Message]) -> int:
        """Tokens of a whole chat prompt."""
        bare = await asyncio.to_thread(self._bare, messages)
        return bare + (SLACK * (len(messages) + 1) if self._added is None else self._added)

    def hear(self, messages: Sequence[Message], tokens: int) -> None:
        """The server counted a prompt itself: take the most that its template was ever seen to add."""
        added = tokens - self._bare(messages)
        self._added = added if self._added is None else max(self._added, added)

    def _bare(self, messages: Sequence[Message]) -> int:
        return sum(
            len(self._tokenizer.encode(message.content, add_special_tokens=False).ids) for message in messages
        )
