"""What any store promises the clock."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from data.store.failures import Stale
from data.store.protocol import Store
from data.store.records import ByHand, Every, Tick
from tests.data.stored_woods import HOUR, MINUTE, START, a_turn, founded, play

DUE = START + HOUR
LEASE = 2 * MINUTE


async def _due(store: Store, *ids: str) -> None:
    for place, id in enumerate(ids):
        await store.woods.found(founded(id, 10 + place, schedule=Every(60), next_due=DUE + place * MINUTE))


async def test_a_wood_is_claimed_when_it_is_due_and_not_before(store: Store) -> None:
    await _due(store, "w1")
    assert await store.ticks.claim(DUE - MINUTE, LEASE, 9) == ()
    (claim,) = await store.ticks.claim(DUE, LEASE, 9)
    assert (claim.wood, claim.due, claim.schedule, claim.turn, claim.generation) == (
        "w1",
        DUE,
        Every(60),
        0,
        1,
    )


async def test_what_is_due_longest_comes_first_and_no_more_than_asked_for(store: Store) -> None:
    await _due(store, "w1", "w2", "w3")
    assert [c.wood for c in await store.ticks.claim(DUE + HOUR, LEASE, 2)] == ["w1", "w2"]
    assert [c.wood for c in await store.ticks.claim(DUE + HOUR, LEASE, 2)] == ["w3"]


async def test_of_many_that_ask_at_once_each_wood_goes_to_one(store: Store) -> None:
    await _due(store, "w1", "w2", "w3")
    asked = await asyncio.gather(*(store.ticks.claim(DUE + HOUR, LEASE, 2) for _ in range(6)))
    assert sorted(claim.wood for claims in asked for claim in claims) == ["w1", "w2", "w3"]


async def test_a_claim_ends_with_its_lease_and_the_old_holder_is_refused(store: Store) -> None:
    await _due(store, "w1")
    (old,) = await store.ticks.claim(DUE, LEASE, 9)
    assert await store.ticks.claim(DUE + MINUTE, LEASE, 9) == ()
    (new,) = await store.ticks.claim(DUE + LEASE, LEASE, 9)
    loaded = await store.woods.load("w1")
    with pytest.raises(Stale):
        await store.woods.commit(a_turn(loaded, tick=Tick(old.lease, DUE + HOUR)))
    await store.woods.commit(a_turn(loaded, tick=Tick(new.lease, DUE + HOUR)))
    assert (await store.woods.find("w1")).next_due == DUE + HOUR


async def test_a_committed_tick_moves_the_next_one_and_gives_the_wood_back(store: Store) -> None:
    await _due(store, "w1")
    (claim,) = await store.ticks.claim(DUE, LEASE, 9)
    await store.woods.commit(a_turn(await store.woods.load("w1"), tick=Tick(claim.lease, DUE + HOUR)))
    assert await store.ticks.claim(DUE + HOUR - MINUTE, LEASE, 9) == ()
    (following,) = await store.ticks.claim(DUE + HOUR, LEASE, 9)
    assert (following.due, following.turn) == (DUE + HOUR, 1)


async def test_while_it_catches_up_a_wood_stays_claimed(store: Store) -> None:
    await _due(store, "w1")
    (claim,) = await store.ticks.claim(DUE + 2 * HOUR, 3 * HOUR, 9)
    held = a_turn(await store.woods.load("w1"), tick=Tick(claim.lease, DUE + HOUR), post="hold")
    await store.woods.commit(held)
    assert await store.ticks.claim(DUE + 2 * HOUR, LEASE, 9) == ()
    last = a_turn(await store.woods.load("w1"), tick=Tick(claim.lease, DUE + 3 * HOUR))
    await store.woods.commit(last)
    assert (await store.woods.find("w1")).next_due == DUE + 3 * HOUR


async def test_a_claim_given_back_is_free_at_once_or_from_an_instant_on(store: Store) -> None:
    await _due(store, "w1")
    (claim,) = await store.ticks.claim(DUE, LEASE, 9)
    await store.ticks.release(claim)
    (claim,) = await store.ticks.claim(DUE, LEASE, 9)
    await store.ticks.release(claim, DUE + 5 * MINUTE)
    assert await store.ticks.claim(DUE + 4 * MINUTE, LEASE, 9) == ()
    (again,) = await store.ticks.claim(DUE + 5 * MINUTE, LEASE, 9)
    await store.ticks.release(claim)
    assert await store.ticks.claim(DUE + 6 * MINUTE, LEASE, 9) == ()
    await store.ticks.release(again)


@pytest.mark.parametrize("state", ["paused", "quarantined", "deleted"])
async def test_only_living_woods_are_due(store: Store, state: str) -> None:
    await _due(store, "w1")
    await store.woods.set_state("w1", state, "because", START, next_due=DUE)
    assert await store.ticks.claim(DUE + HOUR, LEASE, 9) == ()


async def test_a_new_schedule_ends_the_claim_under_the_old_one(store: Store) -> None:
    await _due(store, "w1")
    (claim,) = await store.ticks.claim(DUE, LEASE, 9)
    await store.woods.set_schedule("w1", ByHand(), None, DUE)
    with pytest.raises(Stale):
        await store.woods.commit(a_turn(await store.woods.load("w1"), tick=Tick(claim.lease, DUE + HOUR)))
    assert await store.ticks.claim(DUE + HOUR, LEASE, 9) == ()


async def test_a_long_sleep_is_recorded_and_told_in_the_post_of_the_turn_after_it(store: Store) -> None:
    await _due(store, "w1")
    late = DUE + 6 * HOUR
    (claim,) = await store.ticks.claim(late, LEASE, 9)
    woken = await store.ticks.oversleep(claim, DUE + 4 * HOUR, 4, late)
    assert woken == replace(claim, due=DUE + 4 * HOUR)
    for following, post in ((5, "hold"), (6, "hold"), (7, "release")):
        tick = Tick(claim.lease, DUE + following * HOUR)
        await store.woods.commit(a_turn(await store.woods.load("w1"), tick=tick, post=post))
    (post,) = await store.outbox.take(late, 9)
    assert (post.first, post.last, post.slept) == (1, 3, 4)


async def test_who_lost_the_claim_records_no_sleep(store: Store) -> None:
    await _due(store, "w1")
    (claim,) = await store.ticks.claim(DUE, LEASE, 9)
    await store.ticks.release(claim)
    assert await store.ticks.oversleep(claim, DUE + HOUR, 1, DUE) is None
    await play(store, "w1", 1)
    (post,) = await store.outbox.take(DUE, 9)
    assert post.slept == 0
