"""Reads go to connections that are idle: a slow one holds up nobody but itself."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from data.sqlite.store import READERS, SqliteStore, open_store
from data.store.failures import Unavailable
from tests.data.stored_woods import founded

SLOW = (
    "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000000) SELECT max(n) FROM n"
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await open_store(tmp_path / "wood.db")
    await opened.woods.found(founded())
    yield opened
    await opened.close()


def slowly(store: SqliteStore, count: int) -> list[asyncio.Task[list[sqlite3.Row]]]:
    return [asyncio.create_task(store._readers.rows(SLOW)) for _ in range(count)]


async def test_reads_go_round_the_slow_ones(store: SqliteStore) -> None:
    slow = slowly(store, READERS - 1)
    await asyncio.sleep(0)
    for _ in range(3 * READERS):
        await store.woods.find("w1")
    assert not any(task.done() for task in slow)
    await asyncio.gather(*slow)


async def test_where_all_are_slow_a_read_waits_its_turn(store: SqliteStore) -> None:
    slow = slowly(store, READERS)
    await asyncio.sleep(0)
    assert (await store.woods.find("w1")).id == "w1"
    assert any(task.done() for task in slow)
    await asyncio.gather(*slow)


async def test_a_read_that_fails_or_is_given_up_costs_no_connection(store: SqliteStore) -> None:
    for _ in range(2 * READERS):
        with pytest.raises(Unavailable):
            await store._readers.rows("SELECT nothing FROM nowhere")
        given_up = asyncio.create_task(store.woods.find("w1"))
        await asyncio.sleep(0)
        given_up.cancel()
    began = time.monotonic()
    assert len(await asyncio.gather(*(store.woods.find("w1") for _ in range(5 * READERS)))) == 5 * READERS
    assert time.monotonic() - began < 10


async def test_those_who_wait_when_the_store_is_closed_are_told(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "wood.db")
    slow = slowly(store, READERS)
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(store.woods.all()) for _ in range(3)]
    await asyncio.sleep(0)
    await store.close()
    told = await asyncio.wait_for(asyncio.gather(*slow, *waiting, return_exceptions=True), 10)
    assert all(not isinstance(result, BaseException) or isinstance(result, Unavailable) for result in told)
