"""How long a turn's post keeps the event loop's processor busy, in German and in English.

A wood lives for some chapters; then each turn is played unmeasured, and its post is measured from the outbox to the
message as discord.py hands it to the network: read, told, worded, drawn (by the worker, in another process), laid out.
Beside it the same post told cold, as after a restart.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import tempfile
import time
from pathlib import Path

from discord.http import handle_message_parameters

from bot.app import App
from bot.posts.courier import Courier
from bot.posts.herald import Herald
from bot.posts.turn_post import Parcel
from bot.process.startup import open_app
from bot.settings import Settings
from data.store.records import ByHand, Post

POSTS = 200
LIVED = 60
"""Turns before the first post that is measured: a picture's whole window."""
WANTED = 3.0
"""Milliseconds of the event loop's processor time that a post may take."""


class Nowhere(Courier):
    """A courier whose messages are made ready for the network and go no further."""

    sent = 0

    def __init__(self) -> None: ...

    async def send(self, _post: Post, parcel: Parcel) -> int:
        with handle_message_parameters(view=parcel.layout, file=parcel.file()) as ready:
            assert ready.payload or ready.multipart
        self.sent += 1
        return 10**17 + self.sent

    async def detail(self, *_: object) -> None: ...


async def posted(herald: Herald) -> float:
    """Milliseconds of this thread's processor time until what is owed is sent."""
    began = time.thread_time()
    await herald.take()
    await herald.idle()
    return (time.thread_time() - began) * 1000


def cold(app: App) -> None:
    """Forget what was told, as a restart does."""
    app.tales._last.clear()


async def measure(app: App, language: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each post: of a wood that was told of a turn before, and of one that was not."""
    herald = Herald(app, courier := Nowhere(), app.changes, app.running.herald)
    wood = await app.keeper.found_wood(
        app.casts["wood"], app.rules, guild=1, channel=hash(language), schedule=ByHand(),
        settings={"language": language},
    )  # fmt: skip
    for _ in range(LIVED):
        await app.keeper.play_turn(wood.id)
        await posted(herald)
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(POSTS + POSTS // 10):
        await app.keeper.play_turn(wood.id)
        if again := number >= POSTS:
            cold(app)
        took[again].append(await posted(herald))
    assert courier.sent == LIVED + POSTS + POSTS // 10
    return took


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_app(Settings(data=Path(folder))) as app:
            await app.gallery.worker.warm()
            gc.freeze()  # as `wood run` does
            found = {language: await measure(app, language) for language in ("en", "de")}
    for language, (warm, fresh) in found.items():
        ranked, again = sorted(warm), statistics.median(fresh)
        late = ranked[len(ranked) * 9 // 10]
        print(
            f"{language}: median {statistics.median(ranked):.2f} ms, nine of ten {late:.2f}, cold {again:.2f}"
        )
    ours = max(statistics.median(warm) for warm, _ in found.values())
    print(
        json.dumps(
            {
                "name": "posts",
                "ratio": round(ours / WANTED, 2),
                "unit": "ms",
                "ours": round(ours, 2),
                "reference": WANTED,
                "n": POSTS,
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
