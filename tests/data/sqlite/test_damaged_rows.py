"""A row that a disk, an older program or a hand at the database spoilt harms its own wood, and no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.sqlite.store import SqliteStore
from data.store.records import ByHand, Every, Unreadable
from tests.data.stored_woods import HOUR, MINUTE, START, founded

DUE = START + HOUR
LEASE = 2 * MINUTE

SPOILT = [
    "{broken",
    "",
    "[]",
    '{"daily":[8]}',
    '{"daily":[24,0,"UTC"]}',
    '{"daily":[8,60,"UTC"]}',
    '{"every":0}',
    '{"every":-5}',
    '{"every":"60"}',
    '{"weekly":1}',
    "[" * 100_000,
]


async def _spoil(store: SqliteStore, wood: str, text: str) -> None:
    spoil = "UPDATE clock SET schedule = ? WHERE wood = (SELECT key FROM woods WHERE id = ?)"
    await store._writer.transact(lambda c: c.execute(spoil, (text, wood)))


@pytest.mark.parametrize("text", SPOILT)
async def test_a_schedule_that_cannot_be_read_keeps_no_other_wood_from_being_claimed(
    store: SqliteStore, text: str
) -> None:
    for place, id in enumerate(("w1", "w2", "w3")):
        await store.woods.found(founded(id, 10 + place, schedule=Every(60), next_due=DUE))
    await _spoil(store, "w2", text)
    claims = await store.ticks.claim(DUE, LEASE, 9)
    assert {claim.wood: claim.schedule for claim in claims} == {
        "w1": Every(60),
        "w2": Unreadable(text),
        "w3": Every(60),
    }


@pytest.mark.parametrize("text", SPOILT)
async def test_the_books_go_on_with_a_wood_whose_schedule_cannot_be_read(
    store: SqliteStore, text: str
) -> None:
    await store.woods.found(founded("w1", 10, schedule=Every(60), next_due=DUE))
    await _spoil(store, "w1", text)
    assert [record.schedule for record in await store.woods.all()] == [Unreadable(text)]
    paused = await store.woods.set_state("w1", "paused", "bad_schedule", START, notice={})
    assert (paused.state, paused.schedule, paused.next_due) == ("paused", Unreadable(text), None)
    mended = await store.woods.set_schedule("w1", ByHand(), None, START + timedelta(seconds=1))
    assert mended.schedule == ByHand()
