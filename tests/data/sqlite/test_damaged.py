"""One row that cannot be read harms nobody but itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from data.sqlite.store import SqliteStore, open_store
from tests.data.beside import post_of_turn
from tests.data.stored_woods import HOUR, START, founded, play

LATER = START + 1000 * HOUR


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Three woods that owe two posts each."""
    opened = await open_store(tmp_path / "wood.db")
    for number in (1, 2, 3):
        await opened.woods.found(founded(f"w{number}", number))
        await play(opened, f"w{number}", 2)
    yield opened
    await opened.close()


async def damage(store: SqliteStore, post: int, params: str) -> None:
    await store._writer.transact(
        lambda c: c.execute("UPDATE outbox SET params = ? WHERE key = ?", (params, post))
    )


@pytest.mark.parametrize("params", ["{broken", "[1, 2]", '"text"', ""])
async def test_a_damaged_post_is_given_up_and_the_others_go_out(
    store: SqliteStore, tmp_path: Path, params: str
) -> None:
    damaged = post_of_turn(tmp_path / "wood.db", "w1", 1)
    await damage(store, damaged.id, params)
    with capture_logs() as said:
        taken = await store.outbox.take(LATER, 8)
    assert [(p.wood, p.first, p.state) for p in taken] == [
        ("w2", 1, "sending"),
        ("w3", 1, "sending"),
        ("w1", 2, "sending"),
    ]
    assert [(line["log_level"], line["post"], line["wood"]) for line in said] == [("error", damaged.id, "w1")]
    for post in taken:
        await store.outbox.mark_sent(post.id, 1)
    assert [(p.wood, p.first) for p in await store.outbox.take(LATER, 8)] == [("w2", 2), ("w3", 2)]
    assert await store.outbox.waiting() == 2


async def test_no_more_posts_are_taken_than_were_asked_for(store: SqliteStore, tmp_path: Path) -> None:
    first = post_of_turn(tmp_path / "wood.db", "w1", 1)
    await damage(store, first.id, "{broken")
    assert [p.wood for p in await store.outbox.take(LATER, 1)] == ["w1"]
    assert [p.wood for p in await store.outbox.take(LATER, 9)] == ["w2", "w3"]


async def test_what_was_damaged_while_it_was_sent_is_given_up_at_the_next_start(
    store: SqliteStore, tmp_path: Path
) -> None:
    (first,) = await store.outbox.take(LATER, 1)
    await damage(store, first.id, "{broken")
    await store.close()
    again = await open_store(tmp_path / "wood.db")
    try:
        assert sorted(p.wood for p in await again.outbox.take(LATER, 9)) == ["w1", "w2", "w3"]
    finally:
        await again.close()
