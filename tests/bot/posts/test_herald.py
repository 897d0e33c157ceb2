"""The herald's patience: what passes is tried again, what is faulty given up, and one wood never holds up another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.posts.courier import Courier, NoHistory
from bot.posts.herald import Herald
from bot.posts.turn_post import Parcel
from data.store.records import ByHand, Post
from tests.bot.app_setup import AppForTests, app_for_tests
from tests.data.beside import post_of_turn


class Scripted(Courier):
    """A courier to a channel of ours: `plan` says what each try to send does, after which all succeed."""

    def __init__(self) -> None:
        self.plan: list[Exception | Callable[[], Any]] = []
        self.channel: list[str] = []
        self.looked: list[str] = []
        self.told: list[int] = []
        self.history = True

    async def send(self, post: Post, _parcel: Parcel) -> int:
        step = self.plan.pop(0) if self.plan else None
        if isinstance(step, Exception):
            raise step
        if step is not None:
            await step()
        self.channel.append(post.nonce)
        return 10**17 + len(self.channel)

    async def find(self, post: Post, _parcel: Parcel) -> int | None:
        self.looked.append(post.nonce)
        if not self.history:
            raise NoHistory
        return 10**17 + 1 + self.channel.index(post.nonce) if post.nonce in self.channel else None

    async def detail(self, post: Post, message: int, parcel: Parcel) -> None: ...

    async def tell(self, user: int, _text: str) -> bool:
        self.told.append(user)
        return True


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[AppForTests]:
    async with app_for_tests(tmp_path) as one:
        await one.play()
        yield one


def herald(here: AppForTests, courier: Courier, **pace: Any) -> Herald:
    quick = {"first_wait": 0.001, "longest_wait": 0.001, "asking": 0.01}
    return Herald(here.app, courier, here.app.changes, here.app.running.herald.changed(**{**quick, **pace}))


async def drained(herald: Herald, here: AppForTests, most: int = 50) -> None:
    """Take until nothing is owed."""
    for _ in range(most):
        await herald.take()
        await herald.idle()
        if not await here.app.store.outbox.waiting():
            return
        await asyncio.sleep(0.002)
    raise AssertionError("posts are still owed")


async def state(here: AppForTests, turn: int) -> str:
    return (await owed(here, turn)).state


async def test_posts_of_a_wood_go_out_once_and_in_order(here: AppForTests) -> None:
    await here.play(3)
    courier = Scripted()
    await drained(herald(here, courier), here)
    nonces = [(await owed(here, turn)).nonce for turn in (1, 2, 3, 4)]
    assert courier.channel == nonces
    assert len(set(nonces)) == 4
    assert courier.looked == []
    assert [await state(here, turn) for turn in (1, 2, 3, 4)] == ["sent"] * 4


async def test_after_a_lost_answer_the_channel_is_looked_at_before_anything_is_sent_again(
    here: AppForTests,
) -> None:
    courier = Scripted()

    async def sent_but_unheard() -> None:
        courier.channel.append((await owed(here)).nonce)
        raise ConnectionResetError

    courier.plan = [sent_but_unheard]
    await drained(herald(here, courier), here)
    assert len(courier.channel) == len(courier.looked) == 1


async def test_what_never_arrived_is_sent_after_a_look(here: AppForTests) -> None:
    courier = Scripted()
    courier.plan = [ConnectionResetError(), TimeoutError(), OSError()]
    await drained(herald(here, courier), here)
    assert len(courier.channel) == 1
    assert len(courier.looked) == 3


async def test_what_cannot_be_made_is_given_up_after_some_tries_and_the_next_goes_out(
    here: AppForTests,
) -> None:
    await here.play()
    courier = Scripted()
    courier.plan = [ValueError("odd")] * here.app.running.herald.faulty
    await drained(herald(here, courier), here)
    assert [await state(here, turn) for turn in (1, 2)] == ["failed", "sent"]


async def test_without_the_history_a_post_in_doubt_is_not_risked(here: AppForTests) -> None:
    courier = Scripted()
    courier.plan, courier.history = [ConnectionResetError()], False
    one = herald(here, courier)
    for _ in range(3):
        await one.take()
        await one.idle()
        await asyncio.sleep(0.002)
    assert courier.channel == []
    assert (await here.now()).record.reason == "missing_permission"
    await one.stop(0.1)


async def test_a_wood_that_waits_for_its_forester_holds_up_no_other(here: AppForTests) -> None:
    other = await here.app.keeper.found_wood(
        here.app.casts["wood"], here.app.rules, guild=1, channel=11, schedule=ByHand(), settings={}
    )
    courier = Scripted()
    courier.plan = [forbidden()]
    one = herald(here, courier, at_once=1)
    await one.take()
    await one.idle()
    await here.app.keeper.play_turn(other.id)
    await one.take()
    await one.idle()
    assert len(courier.channel) == 1
    assert (await here.now()).record.state == "paused"
    await one.stop(0.1)


async def test_a_wood_that_is_woken_sends_what_it_owes(here: AppForTests) -> None:
    courier = Scripted()
    courier.plan = [forbidden()]
    one = herald(here, courier)
    one.start()
    while (await here.app.store.woods.find(here.record.id)).state == "living":
        await asyncio.sleep(0.005)
    await here.app.keeper.resume(here.record.id)
    async with asyncio.timeout(10):
        while await state(here, 1) != "sent":
            await asyncio.sleep(0.005)
    await one.stop(0.1)
    assert len(courier.channel) == 1


async def test_posts_of_a_deleted_wood_are_dropped(here: AppForTests) -> None:
    await here.app.keeper.delete(here.record.id)
    courier = Scripted()
    one = herald(here, courier)
    await one.take()
    await one.idle()
    assert courier.channel == []


async def owed(here: AppForTests, turn: int = 1) -> Post:
    return post_of_turn(here.app.settings.database, here.record.id, turn)


def forbidden() -> Exception:
    class Answer:
        status, reason = 403, "no"

    return discord.Forbidden(Answer(), {"code": 50013, "message": ""})  # type: ignore[arg-type]  # enough of it
