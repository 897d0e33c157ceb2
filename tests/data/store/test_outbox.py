"""What any store promises of posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store.protocol import Store
from tests.data.stored_woods import HOUR, MINUTE, START, Opener, a_turn, founded, play

LATER = START + 1000 * HOUR


async def test_each_turn_owes_one_post(store: Store) -> None:
    await store.woods.found(founded())
    await play(store, "w1", 1)
    (post,) = await store.outbox.take(LATER, 9)
    assert (post.wood, post.guild, post.channel, post.kind) == ("w1", 1, 10, "turn")
    assert (post.first, post.last, post.slept, post.in_doubt, post.attempts) == (1, 1, 0, False, 1)
    assert await store.outbox.take(LATER, 9) == ()
    await store.outbox.mark_sent(post.id, 123)
    assert await store.outbox.waiting() == 0


async def test_posts_of_a_wood_come_one_by_one_and_in_order(store: Store) -> None:
    for id, channel in (("w1", 10), ("w2", 11)):
        await store.woods.found(founded(id, channel))
        await play(store, id, 2)
    first = await store.outbox.take(LATER, 9)
    assert [(p.wood, p.first) for p in first] == [("w1", 1), ("w2", 1)]
    assert await store.outbox.take(LATER, 9) == ()
    await store.outbox.mark_sent(first[0].id, 1)
    assert [(p.wood, p.first) for p in await store.outbox.take(LATER, 9)] == [("w1", 2)]
    assert await store.outbox.waiting() == 3


async def test_a_post_to_be_sent_again_waits_and_keeps_its_doubt(store: Store) -> None:
    await store.woods.found(founded())
    await play(store, "w1", 1)
    (post,) = await store.outbox.take(START, 9)
    await store.outbox.retry(post.id, START + MINUTE, in_doubt=True)
    assert await store.outbox.take(START, 9) == ()
    (again,) = await store.outbox.take(START + MINUTE, 9)
    assert (again.id, again.nonce, again.in_doubt, again.attempts) == (post.id, post.nonce, True, 2)
    await store.outbox.retry(post.id, START, in_doubt=False)
    (third,) = await store.outbox.take(START, 9)
    assert third.in_doubt


async def test_what_was_being_sent_when_the_process_ended_is_in_doubt(opener: Opener, tmp_path: Path) -> None:
    first = await opener(tmp_path)
    await first.woods.found(founded())
    await play(first, "w1", 2)
    (post,) = await first.outbox.take(LATER, 9)
    await first.close()
    second = await opener(tmp_path)
    try:
        (again,) = await second.outbox.take(START, 9)
        assert (again.id, again.nonce, again.in_doubt) == (post.id, post.nonce, True)
        await second.outbox.mark_sent(again.id, 5)
        (following,) = await second.outbox.take(START, 9)
        assert not following.in_doubt
    finally:
        await second.close()


async def test_a_failed_post_makes_room_for_the_next(store: Store) -> None:
    await store.woods.found(founded())
    await play(store, "w1", 2)
    (post,) = await store.outbox.take(LATER, 9)
    await store.outbox.fail(post.id, "too_large")
    assert [p.first for p in await store.outbox.take(LATER, 9)] == [2]
    assert await store.outbox.waiting() == 1


async def test_a_held_post_grows_until_it_is_let_go(store: Store) -> None:
    await store.woods.found(founded())
    for post in ("hold", "hold"):
        await store.woods.commit(a_turn(await store.woods.load("w1"), post=post))
    assert await store.outbox.take(LATER, 9) == ()
    await store.woods.commit(a_turn(await store.woods.load("w1"), post="release"))
    (told,) = await store.outbox.take(LATER, 9)
    assert (told.first, told.last) == (1, 3)


@pytest.mark.parametrize("state", ["paused", "quarantined"])
async def test_a_held_post_goes_out_when_its_wood_stops(store: Store, state: str) -> None:
    await store.woods.found(founded())
    await store.woods.commit(a_turn(await store.woods.load("w1"), post="hold"))
    await store.woods.set_state("w1", state, "because", START)
    assert [p.last for p in await store.outbox.take(LATER, 9)] == [1]


async def test_a_deleted_wood_owes_nothing(store: Store) -> None:
    await store.woods.found(founded())
    await play(store, "w1", 2)
    await store.woods.set_state("w1", "deleted", "deleted", START)
    assert await store.outbox.take(LATER, 9) == ()
    assert await store.outbox.waiting() == 0


async def test_a_notice_follows_what_is_owed_already_and_carries_its_words(store: Store) -> None:
    await store.woods.found(founded())
    await play(store, "w1", 1)
    await store.woods.set_state("w1", "quarantined", "ledger_broken", START, notice={"account": "vault"})
    await store.woods.set_state("w1", "paused", "unclear", START, notice={"n": 1})
    seen = []
    while posts := await store.outbox.take(LATER, 9):
        seen += [(p.kind, p.code, p.params) for p in posts]
        await store.outbox.mark_sent(posts[0].id, 1)
    assert seen == [
        ("turn", "", {}),
        ("notice", "ledger_broken", {"account": "vault"}),
        ("notice", "unclear", {"n": 1}),
    ]


async def test_posts_that_waited_go_out_at_once_when_their_wood_lives_again(store: Store) -> None:
    await store.woods.found(founded())
    await play(store, "w1", 1)
    (post,) = await store.outbox.take(START, 9)
    await store.outbox.retry(post.id, LATER, in_doubt=False)
    await store.woods.set_state("w1", "paused", "missing_permission", START)
    assert await store.outbox.take(START, 9) == ()
    await store.woods.set_state("w1", "living", "", START)
    assert [p.id for p in await store.outbox.take(START, 9)] == [post.id]


async def test_nonces_are_unique_and_fit_a_message(store: Store) -> None:
    for id, channel in (("w1", 10), ("w2", 11)):
        await store.woods.found(founded(id, channel))
        await play(store, id, 3)
    nonces = []
    while posts := await store.outbox.take(LATER, 9):
        for post in posts:
            nonces.append(post.nonce)
            await store.outbox.mark_sent(post.id, post.id)
    assert len(set(nonces)) == len(nonces) == 6
    assert all(0 < len(nonce) <= 25 for nonce in nonces)
