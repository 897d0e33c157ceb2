"""Killed with -9 anywhere: nothing acknowledged is lost, nothing happens twice, the books hold, the log replays."""

from __future__ import annotations

import asyncio
import os
import random
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.keeper.replay import replay
from data.store.protocol import nothing
from data.store.records import Every
from engine.commands.tales import FireShock
from engine.ledger import check
from tests.bot.keeper_setup import CAST, HOUR, RULES, START, Grove, growing
from tests.data.beside import faults_of, post_of_turn

SHOCKS = [shock.id for shock in RULES.shocks]
MINUTE = HOUR / 60


async def _live(folder: Path, steps: range, acknowledged: int, at: Callable[[str], None]) -> None:
    """Do numbered steps, each under an id of its own: commands, turns by hand, and ticks; acknowledge each."""
    async with growing(folder, failpoint=at) as grove:
        wood = await grove.found(schedule=Every(1), command="founding")
        for step in steps:
            if step % 4 == 0:
                await grove.keeper.command(wood.id, FireShock(SHOCKS[step % len(SHOCKS)]), id=f"s{step}")
            elif step % 4 == 1:
                await _tick(grove, wood.id)
            else:
                await grove.keeper.play_turn(wood.id, command=f"s{step}")
            os.write(acknowledged, step.to_bytes(4, "big"))


async def _tick(grove: Grove, wood: str) -> None:
    due = (await grove.store.woods.find(wood)).next_due
    assert due is not None
    grove.now[0] = due
    clock = grove.clock()
    await clock.ask()
    await clock.idle()


def _crash(folder: Path, first: int, last: int, at: Callable[[str], None], kill_after: float | None) -> int:
    """Run steps in a child that is killed, by itself or from here after a while; the step after those acknowledged."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            asyncio.run(_live(folder, range(first, last), write, at))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(write)
    if kill_after is not None:
        select.select([read], [], [], 20)
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    heard = b""
    while chunk := os.read(read, 4096):
        heard += chunk
    os.close(read)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)
    steps = [int.from_bytes(heard[n : n + 4], "big") for n in range(0, len(heard), 4)]
    assert steps == list(range(first, first + len(steps)))
    return first + len(steps)


def _dying(calls: int) -> Callable[[str], None]:
    """A failpoint that ends the process at its n-th call."""
    left = [calls]

    def at(_: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return at


async def _verify(folder: Path, steps: int) -> None:
    """Each step before `steps` happened exactly once, and a tick interrupted after its commit at most once more."""
    async with growing(folder) as grove:
        (record,) = await grove.store.woods.all()
        wood = (await grove.store.woods.load(record.id)).wood
        check(wood.balances)
        log = [entry async for entry in grove.store.history.inputs(record.id)]
        assert [entry.number for entry in log] == list(range(len(log)))
        for step in (s for s in range(steps) if s % 4 != 1):
            assert sum(entry.command == f"s{step}" for entry in log) <= 1
            assert await grove.store.woods.command(f"s{step}") is not None
        turns = [entry for entry in log if entry.kind == "turn"]
        assert [entry.turn for entry in turns] == list(range(1, len(turns) + 1))
        ticks = [entry for entry in turns if entry.command is None]
        assert record.next_due == START + MINUTE * (len(ticks) + 1)
        told = [post_of_turn(folder / "wood.db", record.id, entry.turn) for entry in turns]
        assert [(p.first, p.last) for p in told] == [(e.turn, e.turn) for e in turns]
        result = await replay(grove.store, record.id)
        assert (result.inputs, result.deviation) == (len(log), None)
        assert faults_of(folder / "wood.db") == []
        assert wood.cast == CAST


def test_killed_at_every_failpoint_in_turn(tmp_path: Path) -> None:
    done, names = 0, _failpoints(tmp_path / "rehearsal")
    assert len(names) > 60
    for calls in range(1, len(names) + 1):
        done = _crash(tmp_path, done, done + 8, _dying(calls), None)
    done = _crash(tmp_path, done, done + 4, nothing, None)
    asyncio.run(_verify(tmp_path, done))


def _failpoints(folder: Path) -> list[str]:
    """The failpoints that four steps pass."""
    names: list[str] = []
    read, write = os.pipe()
    asyncio.run(_live(folder, range(4), write, names.append))
    os.close(read)
    os.close(write)
    return names


def test_killed_at_random_moments(tmp_path: Path) -> None:
    _random_kills(tmp_path, kills=8, seed=1)


@pytest.mark.slow
def test_killed_at_very_many_random_moments(tmp_path: Path) -> None:
    _random_kills(tmp_path, kills=250, seed=2)


def _random_kills(folder: Path, kills: int, seed: int) -> None:
    draw, done = random.Random(seed), 0
    for kill in range(kills):
        done = _crash(folder, done, done + 400, nothing, draw.uniform(0, 0.06))
        if kill % 25 == 24:
            asyncio.run(_verify(folder, done))
    done = _crash(folder, done, done + 4, nothing, None)
    asyncio.run(_verify(folder, done))
    assert done > kills
