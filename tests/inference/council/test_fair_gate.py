"""The gate: a limited number at a time, wood by wood, whatever gives up meanwhile."""

from __future__ import annotations

import asyncio
import random

import pytest

from inference.council.fair_gate import FairGate, in_turns


def test_asks_begin_wood_by_wood() -> None:
    assert [("aaabcb")[place] for place in in_turns("aaabcb")] == list("abcaba")
    assert in_turns("aab") == [0, 2, 1]
    assert in_turns("") == []


async def through(gate: FairGate, wood: str, order: list[str]) -> None:
    async with gate.pass_through(wood):
        order.append(wood)
        await asyncio.sleep(0)


async def test_woods_take_turns() -> None:
    gate, order = FairGate(1), []
    await asyncio.gather(*(through(gate, wood, order) for wood in "aaaaabbc"))
    assert "".join(order) == "aabcabaa"


async def test_a_wood_alone_goes_in_the_order_it_came() -> None:
    gate, order = FairGate(2), []

    async def numbered(n: int) -> None:
        async with gate.pass_through("w"):
            order.append(n)

    await asyncio.gather(*map(numbered, range(20)))
    assert order == list(range(20))


async def test_whoever_gives_up_leaves_its_place_to_others() -> None:
    gate, rng, inside = FairGate(3), random.Random(1), 0

    async def one(wood: str) -> None:
        nonlocal inside
        async with gate.pass_through(wood):
            inside += 1
            assert inside <= 3
            try:
                await asyncio.sleep(rng.random() / 500)
            finally:
                inside -= 1

    tasks = [asyncio.create_task(one(rng.choice("abcd"))) for _ in range(300)]
    while not all(task.done() for task in tasks):
        rng.choice(tasks).cancel()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert gate.waiting == 0
    async with gate.pass_through("x"), gate.pass_through("y"), gate.pass_through("z"):
        assert inside == 0


async def test_an_error_inside_gives_the_place_back() -> None:
    gate = FairGate(1)
    with pytest.raises(RuntimeError):
        async with gate.pass_through("w"):
            raise RuntimeError
    async with asyncio.timeout(1), gate.pass_through("w"):
        pass


def test_a_gate_that_nothing_can_pass_is_a_fault() -> None:
    with pytest.raises(ValueError, match="0"):
        FairGate(0)
