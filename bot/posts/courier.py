"""Discord client of the outbox: send once, look for what was sent, open a thread, tell a forester."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import discord
import structlog
from discord.utils import MISSING

from bot.client.client import WoodClient
from bot.posts.turn_post import Parcel
from data.store.records import Post
from engine.errors import Coded

log = structlog.get_logger(__name__)

MARGIN = timedelta(minutes=10)
"""How far our clock and Discord's may differ."""
THREAD_EXISTS = 160004


class NoHistory(Coded):
    """The channel's messages may not be read, so nobody can tell whether a post stands there."""

    code = "no_history"


class Courier:
    """Sender of posts to channels. Raises discord.py's and the network's errors."""

    def __init__(self, client: WoodClient, looked_through: int) -> None:
        """`looked_through` is how many of the newest messages are looked at where our clock may have been wrong."""
        self._client = client
        self._looked_through = looked_through

    async def send(self, post: Post, parcel: Parcel) -> int:
        """Send a post; Discord itself refuses to show one nonce twice within minutes. Returns the message's id."""
        channel = self._channel(post)
        file = parcel.file()
        sent = await channel.send(view=parcel.layout, file=file if file else MISSING, nonce=post.nonce)
        return sent.id

    async def find(self, post: Post, parcel: Parcel) -> int | None:
        """Find the bot's own message of this post in the channel, or None. Raises NoHistory.

        Looked for from its making on, however much was written since, and then among the newest messages: a clock of
        ours that was ahead of Discord's puts the making after the message.
        """
        self._require_history(post)
        oldest = discord.Object(discord.utils.time_snowflake(post.created - MARGIN))
        channel = self._channel(post)
        for history in (
            channel.history(limit=None, after=oldest, oldest_first=True),
            channel.history(limit=self._looked_through),
        ):
            async for message in history:
                if self._client.user and message.author.id == self._client.user.id and parcel.ours(message):
                    return message.id
        return None

    async def detail(self, post: Post, message: int, parcel: Parcel) -> None:
        """Open a thread with the long detail under a post; where that cannot be, the post does without."""
        if parcel.detail is None:
            return
        await self._client.wait_until_ready()
        channel = self._client.get_channel(post.channel)
        if not isinstance(channel, discord.TextChannel):
            return
        try:
            thread = await channel.get_partial_message(message).create_thread(name=parcel.thread)
            await thread.send(view=parcel.detail)
        except discord.HTTPException as error:
            if error.code != THREAD_EXISTS:
                log.warning("a post has no thread", wood=post.wood, turn=post.last, code=error.code)
        except (aiohttp.ClientError, OSError) as error:
            log.warning("a post has no thread", wood=post.wood, turn=post.last, code=type(error).__name__)

    async def tell(self, user: int, text: str) -> bool:
        """Tell one person by direct message, where they let the bot. Returns whether it arrived."""
        try:
            conversation = await self._client.create_dm(discord.Object(user))
            await conversation.send(text)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("a forester could not be told", user=user, error=type(error).__name__)
            return False
        return True

    def _channel(self, post: Post) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(post.channel, guild_id=post.guild)

    def _require_history(self, post: Post) -> None:
        """Raise NoHistory where the permission is missing: Discord then shows an empty history."""
        channel = self._client.get_channel(post.channel)
        if isinstance(channel, discord.TextChannel | discord.Thread):
            held = channel.permissions_for(channel.guild.me)
            if held.view_channel and not held.read_message_history:
                raise NoHistory
