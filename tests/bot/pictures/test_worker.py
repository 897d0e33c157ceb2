"""Pictures come from another process, which may die."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pictures.worker import ChartWorker, Drawn, NoPicture, Picture
from bot.story.record import read_past
from tests.bot.app_setup import app_for_tests


@pytest.fixture
async def picture(tmp_path: Path) -> AsyncIterator[Picture]:
    async with app_for_tests(tmp_path) as here:
        await here.play(3)
        wood, app = (await here.now()).wood, here.app
        past = await read_past(app.store.history, here.record.id, 1, 3)
        yield Picture("prices", past, wood.cast, wood.rules, app.narrators["en"])


@pytest.fixture
async def worker() -> AsyncIterator[ChartWorker]:
    made = ChartWorker(deadline=60)
    yield made
    made.close()


def pids(worker: ChartWorker) -> list[int]:
    assert worker._pool is not None
    return list(worker._pool._processes)


async def test_a_picture_has_bytes_and_words_and_the_loop_goes_on(
    worker: ChartWorker, picture: Picture
) -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    beating = asyncio.create_task(beat())
    drawn = await worker.draw(picture)
    beating.cancel()
    assert drawn.png.startswith(b"\x89PNG")
    assert drawn.alt.startswith("Line chart of prices")
    assert beats > 100
    assert pids(worker) != [os.getpid()]


async def test_the_same_picture_has_the_same_bytes(worker: ChartWorker, picture: Picture) -> None:
    one, two = await asyncio.gather(worker.draw(picture), worker.draw(picture))
    assert one == two


async def test_a_worker_that_dies_is_replaced(worker: ChartWorker, picture: Picture) -> None:
    await worker.draw(picture)
    (pid,) = pids(worker)
    os.kill(pid, signal.SIGKILL)
    assert (await worker.draw(picture)).png.startswith(b"\x89PNG")
    assert pids(worker) != [pid]


async def test_a_worker_that_hangs_is_ended_and_the_next_picture_comes(picture: Picture) -> None:
    worker = ChartWorker(deadline=60)
    await worker.draw(picture)
    (pid,) = pids(worker)
    os.kill(pid, signal.SIGSTOP)
    worker._deadline = 0.2
    with pytest.raises(NoPicture) as error:
        await worker.draw(picture)
    assert error.value.params["reason"] == "too_slow"
    worker._deadline = 60
    assert (await worker.draw(picture)).png.startswith(b"\x89PNG")
    worker.close()


async def test_one_picture_that_hangs_takes_no_other_with_it(picture: Picture) -> None:
    worker = ChartWorker(deadline=60)
    await worker.draw(picture)
    (pid,) = pids(worker)
    os.kill(pid, signal.SIGSTOP)
    worker._deadline = 4
    asked = [worker.draw(picture, urgent=n % 2 == 0) for n in range(4)]
    first, *others = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(first, NoPicture)
    assert first.params["reason"] == "too_slow"
    assert all(isinstance(other, Drawn) for other in others)
    worker.close()


async def test_pictures_that_wait_are_not_slow_ones(worker: ChartWorker, picture: Picture) -> None:
    await worker.draw(picture)
    began = time.perf_counter()
    await worker.draw(picture)
    worker._deadline = 4 * (time.perf_counter() - began)
    asked = (worker.draw(picture, urgent=True) for _ in range(12))
    assert all(drawn.png for drawn in await asyncio.gather(*asked))


async def test_of_a_flood_some_are_refused_at_once_and_a_post_comes_first(picture: Picture) -> None:
    worker = ChartWorker(deadline=60, waiting=3)
    done: list[str] = []

    async def ask(name: str, *, urgent: bool = False) -> str:
        try:
            await worker.draw(picture, urgent=urgent)
        except NoPicture as error:
            return str(error.params.get("reason", error.code))
        done.append(name)
        return "drawn"

    people = [asyncio.create_task(ask(f"person {n}")) for n in range(10)]
    await asyncio.sleep(0)
    assert await ask("post", urgent=True) == "drawn"
    ended = await asyncio.gather(*people)
    assert ended == ["drawn"] * 4 + ["pictures_busy"] * 6
    assert done == ["person 0", "post", "person 1", "person 2", "person 3"]
    worker.close()


async def test_a_person_waits_only_so_long(picture: Picture) -> None:
    worker = ChartWorker(deadline=60, patience=0.1)
    await worker.draw(picture)
    (pid,) = pids(worker)
    os.kill(pid, signal.SIGSTOP)
    slow = asyncio.create_task(worker.draw(picture))
    await asyncio.sleep(0)
    with pytest.raises(NoPicture) as error:
        await worker.draw(picture)
    os.kill(pid, signal.SIGCONT)
    assert error.value.code == "pictures_busy"
    assert (await slow).png
    worker.close()


async def test_who_stops_waiting_leaves_the_line_moving(worker: ChartWorker, picture: Picture) -> None:
    asked = [asyncio.create_task(worker.draw(picture)) for _ in range(4)]
    await asyncio.sleep(0)
    asked[0].cancel()
    asked[2].cancel()
    ended = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(end) for end in ended] == [asyncio.CancelledError, Drawn, asyncio.CancelledError, Drawn]


async def test_who_waits_for_a_worker_that_is_closed_gets_no_picture_and_is_not_cancelled(
    worker: ChartWorker, picture: Picture
) -> None:
    await worker.warm()
    for _ in range(3):
        worker._running().submit(time.sleep, 1)
    asked = asyncio.create_task(worker.draw(picture))
    await asyncio.sleep(0.05)
    worker.close()
    with pytest.raises(NoPicture) as error:
        await asked
    assert error.value.params["reason"] == "worker_died"


async def test_what_cannot_be_drawn_is_said_and_the_worker_lives(
    worker: ChartWorker, picture: Picture
) -> None:
    strange = Picture("good", picture.past, picture.cast, picture.rules, picture.narrator, good="gold")
    with pytest.raises(NoPicture) as error:
        await worker.draw(strange)
    assert error.value.params["reason"] == "cannot_draw"
    assert (await worker.draw(picture)).png
    with pytest.raises(ValueError, match="record"):
        await worker.draw(
            Picture("prices", picture.past._replace(turns=()), picture.cast, picture.rules, picture.narrator)
        )


PARENT = """
import asyncio, os, signal
from bot.pictures.worker import ChartWorker

if __name__ == "__main__":
    worker = ChartWorker(deadline=60)
    asyncio.run(worker.warm())
    print(list(worker._pool._processes)[0], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_worker_outlives_a_bot_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert int(done.stdout)  # the pipe has ended: nobody is left who could write to it
