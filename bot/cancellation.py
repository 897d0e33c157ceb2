"""Cancellation: shielding work from it, and telling the running task's own from that of what it awaits."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def own_cancellation() -> bool:
    """Whether somebody cancels the running task, rather than a future that it awaits."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def shield(work: Coroutine[Any, Any, T]) -> T:
    """Shield work from cancellation: it is finished, and then the cancellation is raised."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
