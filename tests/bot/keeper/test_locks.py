"""Locks by key: in order for one key, never between two, and none kept for nobody."""

from __future__ import annotations

import asyncio

import pytest

from bot.keeper.held import KeyedLocks


async def test_holders_of_one_key_come_one_after_another_in_their_order() -> None:
    locks, inside, order = KeyedLocks(), [0], []

    async def hold(number: int) -> None:
        async with locks.hold("a"):
            inside[0] += 1
            assert inside[0] == 1
            order.append(number)
            await asyncio.sleep(0)
            inside[0] -= 1

    await asyncio.gather(*(hold(number) for number in range(10)))
    assert order == list(range(10))


async def test_another_key_is_free() -> None:
    locks = KeyedLocks()
    async with locks.hold("a"):
        await asyncio.wait_for(_once(locks, "b"), 5)
        assert len(locks) == 1


async def _once(locks: KeyedLocks, key: str) -> None:
    async with locks.hold(key):
        pass


async def test_a_key_is_forgotten_after_use_error_and_cancellation() -> None:
    locks = KeyedLocks()
    with pytest.raises(ZeroDivisionError):
        async with locks.hold("a"):
            raise ZeroDivisionError
    async with locks.hold("a"):
        waiting = [asyncio.create_task(_once(locks, "a")) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[1].cancel()
        await asyncio.gather(waiting[1], return_exceptions=True)
        assert len(locks) == 1
    await asyncio.gather(waiting[0], waiting[2])
    assert len(locks) == 0
