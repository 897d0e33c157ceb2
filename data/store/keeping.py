"""Retention and snapshot intervals of a store."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keeping:
    """The store's numbers."""

    trace_chapters: int = 2
    """Chapters for which traces are kept."""
    snapshot_commands: int = 256
    """Commands without a turn between them after which the whole wood is written; each turn writes it."""
