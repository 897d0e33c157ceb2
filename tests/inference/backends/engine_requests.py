"""Requests to a real engine, as a creature's turn makes them."""

from __future__ import annotations

import multiprocessing
import os
import signal

from inference.backend import Message, Request, Sampling
from inference.replies.schema import reply_schema
from tests.inference.replies.bodkins_moves import BODKIN

RULES = Message("system", "In the wood five creatures trade for pebbles; nobody can feed itself alone. " * 12)
SCHEMA = reply_schema(BODKIN, 40)
MOST = 320
"""Most tokens of a reply."""


def prompt(turn: int) -> tuple[Message, ...]:
    """A shared prefix, then this turn."""
    return (RULES, Message("user", f"Turn {turn}. You are Bodkin the beaver. Decide."))


def ask(turn: int, adapter: str = "", seed: int | None = None, most: int = MOST) -> Request:
    """One request, sampled from everything the model finds possible."""
    draw = turn if seed is None else seed
    return Request(prompt(turn), SCHEMA, most, draw, adapter, sampling=Sampling(temperature=1.0))


def engines() -> list[int]:
    """The ids of the engines' processes of this process."""
    return [
        child.pid
        for child in multiprocessing.active_children()
        if child.pid and child.name.startswith("EngineCore")
    ]


def kill(engine: int) -> None:
    """As the kernel does it when memory runs out."""
    os.kill(engine, signal.SIGKILL)
