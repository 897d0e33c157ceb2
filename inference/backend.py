"""Protocol of a backend: completions for chat prompts under a schema, and the model's own count of tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine.errors import Coded


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat prompt."""

    role: str
    """`system`, `user` or `assistant`."""
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sampling parameters of a reply; the defaults leave everything to temperature."""

    temperature: float = 0.7
    """0 takes the likeliest token every time."""
    top_p: float = 1.0
    top_k: int = 0
    """0 for all tokens."""
    min_p: float = 0.0
    repetition_penalty: float = 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """Request for one reply of one model."""

    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    """JSON Schema of the reply, for constrained decoding where the backend has it."""
    max_tokens: int
    seed: int
    adapter: str = ""
    """LoRA adapter by name; empty for the base model."""
    wood: str = ""
    """Public id of the wood that asks, for fairness between woods."""
    sampling: Sampling = Sampling()
    text_tokens: int = 0
    """Most tokens of each text in the reply, for a backend that can count them while it decodes; the others, and all
    where this is 0, keep to the characters that the schema allows.
    """


@dataclass(frozen=True, slots=True)
class Completion:
    """One reply. Tokens by the model's own tokenizer."""

    text: str
    prompt_tokens: int
    reply_tokens: int
    finish_reason: str
    """`stop`, `length`, or `error` where the backend failed without saying so."""
    cached_tokens: int = 0
    """Prompt tokens that prefix caching saved."""


class BackendFailed(Coded):
    """Failure of a backend: a reply could not be had.

    `code` is `down` (engine or server gone: it is started anew), `deadline`, `overloaded`, `refused` (it cannot be
    used as it is configured: nothing is tried again) or `broken` (this reply alone); `detail` is for logs.
    """


class Backend(Protocol):
    """One model, or several adapters of one, behind one engine or server."""

    name: str

    async def start(self) -> None:
        """Load or reach the model. Raises BackendFailed; may be called again after a failure."""
        ...

    async def complete(self, request: Request) -> Completion:
        """One reply. Cancelling the task aborts the request. Raises BackendFailed."""
        ...

    async def count(self, messages: Sequence[Message]) -> int:
        """Tokens of a whole chat prompt in the model's own template. Raises BackendFailed."""
        ...

    async def close(self) -> None:
        """Release everything; safe to call twice."""
        ...
