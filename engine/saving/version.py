"""The version of the engine's behaviour."""

from __future__ import annotations

BEHAVIOUR = 3
"""Raised by hand when the golden log of `tests/engine/golden` fails: same wood and same input, another outcome.

Each era is stored with the version that plays it, so that a replay knows which inputs it can play again.
"""
