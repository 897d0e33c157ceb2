"""Cancellation of the running task, told apart from that of something it waits for."""

from __future__ import annotations

import asyncio


def own_cancellation() -> bool:
    """Whether somebody cancels the running task, rather than a future that it awaits."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
