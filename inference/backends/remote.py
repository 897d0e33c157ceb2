"""Settings of a remote model: where it is, and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Structured = Literal["guidance", "json_schema", "json_object", "none"]
"""What a server is asked to hold its replies to: `guidance` is a grammar, for vLLM on its backend of that name."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a request is tried, and how long is waited in between. Seconds."""

    tries: int = 4
    first: float = 0.25
    longest: float = 8.0


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a model is, and how it is asked."""

    model: str
    base_urls: tuple[str, ...]
    key: str = ""
    tokenizer: Path | None = None
    """Its tokenizer on disk; without one the server counts."""
    structured: Structured = "json_schema"
    template: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    retry: Retry = Retry()
