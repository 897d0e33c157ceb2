"""Validation of what a server sent that speaks OpenAI's protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from inference.backend import BackendFailed, Completion

MOST_TOKENS = 10_000_000
"""Most tokens that a count is believed: a larger one is no count, and no store would keep it."""

CountedTokens = Annotated[int, Field(strict=True, ge=0, le=MOST_TOKENS)]
_TOKENS = TypeAdapter(CountedTokens)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Message(_Part):
    content: Any = None
    """A text, its parts, or nothing."""


class _Choice(_Part):
    message: _Message | None = None
    finish_reason: str | None = None


class _Usage(_Part):
    prompt_tokens: CountedTokens
    completion_tokens: CountedTokens
    prompt_tokens_details: Any = None


class _ChatCompletion(_Part):
    choices: Annotated[tuple[_Choice, ...], Field(min_length=1)]
    usage: _Usage


def read_json(data: bytes) -> object:
    """The JSON value of a response's body. Raises BackendFailed `broken`."""
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BackendFailed("broken", detail=f"no JSON but {data[:100]!r}") from error
    return value


def read_completion(data: bytes) -> Completion:
    """The chat completion in a response's body. Raises BackendFailed `broken`."""
    try:
        answer = _ChatCompletion.model_validate(read_json(data))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BackendFailed("broken", detail=f"no completion: {place}: {first['msg']}") from error
    choice, usage = answer.choices[0], answer.usage
    return Completion(
        text=_text(choice.message.content) if choice.message else "",
        prompt_tokens=usage.prompt_tokens,
        reply_tokens=usage.completion_tokens,
        finish_reason=choice.finish_reason or "error",
        cached_tokens=_cached(usage.prompt_tokens_details),
    )


def read_count(data: bytes) -> int | None:
    """The count in the body of a response of `/tokenize`; None where there is none. Raises BackendFailed `broken`."""
    answer = read_json(data)
    return _tokens(answer.get("count")) if isinstance(answer, Mapping) else None


def _text(content: object) -> str:
    """A message's text; of parts, the texts joined, without what the model thought."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not all(isinstance(part, Mapping) for part in content):
        raise BackendFailed("broken", detail=f"content is {type(content).__name__}")
    texts = [part.get("text") for part in content if part.get("type") == "text"]
    if not all(isinstance(text, str) for text in texts):
        raise BackendFailed("broken", detail="a part of the content has no text")
    return "".join(texts)


def _cached(details: object) -> int:
    """Prompt tokens that prefix caching saved; 0 where the server does not say, as only a share depends on it."""
    return (_tokens(details.get("cached_tokens")) or 0) if isinstance(details, Mapping) else 0


def _tokens(value: object) -> int | None:
    try:
        return _TOKENS.validate_python(value)
    except ValidationError:
        return None
