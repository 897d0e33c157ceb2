"""Worker of the outbox: it delivers owed posts at least once, and never twice as far as readers see.

A post is marked as being sent before it is sent, carries a nonce, and where it may have arrived without our knowing
it is looked for in the channel before it is sent again. What a person has to mend lets the wood rest; its posts wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.app import App
from bot.cancellation import own_cancellation
from bot.keeper.held import ChangeSignal
from bot.posts.courier import Courier, NoHistory
from bot.posts.delivery import DeliveryFailure, failure
from bot.posts.turn_post import pack
from bot.running import HeraldPace
from data.store.failures import StoreError
from data.store.records import Post

log = structlog.get_logger(__name__)

LONGEST = 86_400.0
"""Seconds between two tries of what a person has to mend."""


class Herald:
    """Worker that takes posts from the outbox and sees each to its end."""

    def __init__(self, app: App, courier: Courier, changes: ChangeSignal, pace: HeraldPace) -> None:
        self._app = app
        self._courier = courier
        self._changes = changes
        self._pace = pace
        self._sending = asyncio.Semaphore(pace.at_once)
        self._under_way: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, asyncio.Event] = {}
        self._busy = 0
        self._calm = asyncio.Event()
        self._calm.set()
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look for owed posts. To be called once, in the running loop."""
        self._running = asyncio.create_task(self._run(), name="herald")

    async def stop(self, grace: float) -> None:
        """Take no more, and give posts in flight `grace` seconds; then they are in doubt, and looked for later."""
        if self._running is not None:
            self._running.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.idle(), grace)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.take()
            except StoreError as error:
                log.error("owed posts cannot be read", code=error.code, **error.params)
            for wood in await self._changes.wait(self._pace.asking):
                if wood in self._waiting:
                    self._waiting[wood].set()

    async def take(self) -> int:
        """Take owed posts, as many as there is room for, and deliver them. Returns how many."""
        room = self._pace.at_once - self._busy
        posts = await self._app.store.outbox.take(self._app.now(), room) if room > 0 else ()
        for post in posts:
            self._count(1)
            task = asyncio.create_task(self._see_to(post), name=post.wood)
            self._under_way.add(task)
            task.add_done_callback(self._done)
        return len(posts)

    async def idle(self) -> None:
        """Wait until nothing is under way but what a person has to mend."""
        await self._calm.wait()

    def _count(self, more: int) -> None:
        """Keep the number of posts that are being made or sent."""
        self._busy += more
        if self._busy:
            self._calm.clear()
        else:
            self._calm.set()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._count(-1)
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a post was left in the middle", wood=task.get_name(), exc_info=error)
        self._changes.ring(task.get_name())

    async def _see_to(self, post: Post) -> None:
        """Deliver one post: it ends sent, put off or given up, and is never left as being sent.

        Only a herald that is told to stop leaves it so, and the next start has it looked for.
        """
        try:
            await self._carry(post)
        except (Exception, asyncio.CancelledError) as error:
            if own_cancellation():
                raise
            log.exception("a post is put off after an error", wood=post.wood, turn=post.last)
            await self._put_off(post, DeliveryFailure("passing", type(error).__name__, in_doubt=True))

    async def _carry(self, post: Post) -> None:
        wait = self._pace.mending
        while (trouble := await self._try(post)) is not None:
            self._app.metrics.posts.labels(trouble.kind).inc()
            log.warning("a post did not go out", wood=post.wood, turn=post.last, reason=trouble.reason)
            if trouble.kind != "blocked":
                await self._put_off(post, trouble)
                return
            await self._rest(post, trouble.reason)
            await self._wait_for_mending(post.wood, wait)
            wait = min(2 * wait, LONGEST)

    async def _try(self, post: Post) -> DeliveryFailure | None:
        """Render and send a post, or find that it was sent; None where it stands in its channel."""
        left = False
        try:
            async with self._sending:
                record = await self._app.store.woods.find(post.wood)
                if record.state == "deleted":
                    await self._insist(lambda: self._app.store.outbox.fail(post.id, record.state))
                    return None
                post = replace(post, guild=record.guild, channel=record.channel)
                parcel = await pack(self._app, post, record)
                message = await self._courier.find(post, parcel) if post.in_doubt else None
                left = True
                if message is None:
                    message = await self._courier.send(post, parcel)
                sent = message
                await self._courier.detail(post, sent, parcel)
            await self._insist(lambda: self._app.store.outbox.mark_sent(post.id, sent))
        except NoHistory:
            return DeliveryFailure("blocked", "missing_permission")
        except StoreError as error:
            return DeliveryFailure("passing", error.code, in_doubt=left)
        except Exception as error:  # whatever it is, the post is neither lost nor stuck
            known = failure(error)
            if known is None:
                log.exception("a post could not be made", wood=post.wood, turn=post.last)
            return known or DeliveryFailure("faulty", type(error).__name__, in_doubt=left)
        self._app.metrics.posts.labels("sent").inc()
        log.info("posted", wood=post.wood, turn=post.last, kind=post.kind, message=sent)
        return None

    async def _put_off(self, post: Post, trouble: DeliveryFailure) -> None:
        """Retry a post later with backoff, or give it up where Discord has found it faulty too often."""
        outbox = self._app.store.outbox
        if trouble.kind == "faulty" and post.attempts >= self._pace.faulty:
            log.error("a post is given up", wood=post.wood, turn=post.last, reason=trouble.reason)
            await self._insist(lambda: outbox.fail(post.id, trouble.reason))
            return
        seconds = min(self._pace.longest_wait, self._pace.first_wait * 2 ** min(post.attempts - 1, 16))
        again = self._app.now() + timedelta(seconds=seconds)
        await self._insist(lambda: outbox.retry(post.id, again, in_doubt=trouble.in_doubt))

    async def _rest(self, post: Post, reason: str) -> None:
        """Let the wood rest until a person has mended what is wrong, and tell its forester, once."""
        record = await self._app.store.woods.find(post.wood)
        if record.state != "living":
            return
        await self._app.keeper.pause(post.wood, reason)
        forester = self._app.settings_of(record).forester
        user = await self._app.store.people.user(post.wood, forester) if forester is not None else None
        if user is not None:
            voice = self._app.public_voice(record)
            why = voice(f"discord.reasons.{reason}")
            await self._courier.tell(user, voice("discord.told.rests", channel=record.channel, why=why))

    async def _wait_for_mending(self, wood: str, seconds: float) -> None:
        """Wait until somebody has changed the wood, or for some time."""
        changed = self._waiting.setdefault(wood, asyncio.Event())
        self._count(-1)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), seconds)
        finally:
            self._count(1)
            self._waiting.pop(wood, None)

    async def _insist(self, write: Callable[[], Awaitable[None]]) -> None:
        """Store what became of a post, retrying however long the database refuses."""
        while True:
            try:
                return await write()
            except StoreError as error:
                log.error("what became of a post cannot be stored", code=error.code, **error.params)
            except (Exception, asyncio.CancelledError):
                if own_cancellation():
                    raise
                log.exception("what became of a post cannot be stored")
            await asyncio.sleep(self._pace.asking)
