"""No engine outlives a bot that was killed: its memory would be missing when the bot comes up again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inference.backends.killed_programs import last_words

pytestmark = pytest.mark.vllm

PROGRAM = """
import asyncio, os, signal, sys
from multiprocessing import active_children
from pathlib import Path
from tests.inference.backends.engine_requests import ask, engines
from inference.backends.vllm import VllmBackend
from inference.backends.vllm_home import VllmHome
from inference.backends.vllm_settings import VllmSettings

model, home = sys.argv[1], VllmHome(Path(sys.argv[2]))

def backend(name):
    return VllmBackend(name, VllmSettings(model=model, cache_mib=64), home)

async def think(busy):
    while True:
        await busy.complete(ask(1))

async def live():
    busy = backend("busy")
    await busy.start()
    tasks = [asyncio.create_task(think(busy)) for _ in range(8)]
    tasks.append(asyncio.create_task(backend("loading").start()))
    while len(engines()) < 2 or not busy.under_way:
        await asyncio.sleep(0.01)
    print(len(engines()), "engines", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(live())
"""


def test_engines_end_with_a_bot_that_was_killed_whether_they_answer_or_load(
    qwen2: Path, tmp_path: Path
) -> None:
    assert last_words(PROGRAM, tmp_path, qwen2, tmp_path / "home") == "2 engines\n"
