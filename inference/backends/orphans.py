"""Orphan guard: no spawned process outlives its parent, however that one ended.

vLLM does not look after this itself: an engine left alone keeps its memory, on a GPU too, and the next start has none.
"""

from __future__ import annotations

import copyreg
import os
import time
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from threading import Thread

BETWEEN = 0.5
"""Seconds between two looks at whether the parent is still there."""


def leave_no_orphans() -> None:
    """Have whatever this process spawns through multiprocessing, at any depth, end soon after it.

    Only what is spawned: a process that is forked is never pickled, and so never told.
    """
    copyreg.pickle(SpawnProcess, _sent)


def _sent(process: SpawnProcess) -> tuple[Callable[[int], SpawnProcess], tuple[int], dict[str, object]]:
    """A process as its interpreter reads it: first `_arrived` is called, then the rest is read and set."""
    return _arrived, (os.getpid(),), vars(process)


def _arrived(parent: int) -> SpawnProcess:
    """Begins to watch before anything else is read: to import what is named there may take as long as to load."""
    leave_no_orphans()
    Thread(target=_end_with, args=(parent,), name="watch over the parent", daemon=True).start()
    return SpawnProcess.__new__(SpawnProcess)


def _end_with(parent: int) -> None:
    """Looks by itself, for the kernel's signal would come when the parent's thread ends that began this process.

    The end is hard: who waits for a parent that is gone would never come to tidy up.
    """
    while os.getppid() == parent:
        time.sleep(BETWEEN)
    os._exit(1)
