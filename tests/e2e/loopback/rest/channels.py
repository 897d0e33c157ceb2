"""Routes below /channels: messages, threads, and the channels themselves."""

from typing import Any

from aiohttp import web

from tests.e2e.loopback import errors, payloads
from tests.e2e.loopback.checks.complaints import Complaints
from tests.e2e.loopback.messages import Message, MessageBook
from tests.e2e.loopback.rest.requests import answer, number, read_form
from tests.e2e.loopback.world import Channel, World

AUTO_ARCHIVE_MINUTES = (60, 1440, 4320, 10080)


class ChannelRoutes:
    def __init__(self, world: World, book: MessageBook, cdn: str) -> None:
        self._world = world
        self._book = book
        self._cdn = cdn

    def routes(self) -> list[web.RouteDef]:
        message = "/channels/{channel}/messages/{message}"
        return [
            web.get("/channels/{channel}", self.get_channel),
            web.patch("/channels/{channel}", self.edit_channel),
            web.delete("/channels/{channel}", self.delete_channel),
            web.post("/channels/{channel}/typing", self.type_something),
            web.put("/channels/{channel}/thread-members/@me", self.type_something),
            web.post("/channels/{channel}/threads", self.make_thread),
            web.post(f"{message}/threads", self.make_thread),
            web.get("/channels/{channel}/messages", self.list_messages),
            web.post("/channels/{channel}/messages", self.post_message),
            web.get(message, self.get_message),
            web.patch(message, self.edit_message),
            web.delete(message, self.delete_message),
        ]

    # messages

    async def post_message(self, request: web.Request) -> web.Response:
        form, uploads = await read_form(request)
        channel = self._channel(request)
        self._require_open(channel)
        wanted = ["send_messages_in_threads" if channel.is_thread else "send_messages"]
        wanted += ["attach_files"] if uploads else []
        wanted += ["embed_links"] if form.get("embeds") else []
        wanted += ["read_message_history"] if form.get("message_reference") else []
        self._world.require(channel, *wanted)
        if form.get("enforce_nonce"):
            earlier = self._book.remembered(self._world.bot, form.get("nonce"))
            if earlier is not None:
                return self._told(earlier)
        if channel.archived:
            self._world.archive(channel, archived=False)
        message = self._book.post(channel, self._world.bot, form, uploads)
        self._announce("MESSAGE_CREATE", message, channel)
        return self._told(message)

    async def list_messages(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        self._world.require(channel)
        limit = int(request.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise errors.invalid_form([("limit", "int value should be between 1 and 100.")])
        if not self._world.permissions(self._world.bot, channel).read_message_history:
            return answer([])
        found = sorted(self._book.in_channel(channel), key=lambda message: message.id, reverse=True)
        if "before" in request.query:
            found = [each for each in found if each.id < int(request.query["before"])][:limit]
        elif "after" in request.query:
            found = [each for each in found if each.id > int(request.query["after"])][-limit:]
        elif "around" in request.query:
            middle = int(request.query["around"])
            nearest = sorted(found, key=lambda each: abs(each.id - middle))[:limit]
            found = [each for each in found if each in nearest]
        return answer([self._wire(each) for each in found[:limit]])

    async def get_message(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        self._world.require(channel, "read_message_history")
        return self._told(self._message(request))

    async def edit_message(self, request: web.Request) -> web.Response:
        form, uploads = await read_form(request)
        channel = self._channel(request)
        self._world.require(channel, *(["attach_files"] if uploads else []))
        message = self._message(request)
        if message.author is not self._world.bot:
            raise errors.not_the_author()
        if channel.archived:
            raise errors.archived_thread()
        self._book.edit(message, form, uploads)
        self._announce("MESSAGE_UPDATE", message, channel)
        return self._told(message)

    async def delete_message(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        message = self._message(request)
        self._world.require(channel, *(["manage_messages"] if message.author is not self._world.bot else []))
        if channel.archived:
            raise errors.archived_thread()
        self._book.delete(message)
        gone = {"id": str(message.id), "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
        self._world.announce("MESSAGE_DELETE", gone, channel.guild_id)
        return answer(None, 204)

    # channels and threads

    async def get_channel(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        self._world.require(channel)
        return answer(payloads.channel(channel))

    async def type_something(self, request: web.Request) -> web.Response:
        self._world.require(self._channel(request), "send_messages")
        return answer(None, 204)

    async def make_thread(self, request: web.Request) -> web.Response:
        form, _ = await read_form(request)
        channel = self._channel(request)
        self._world.require(channel, "create_public_threads")
        self._check_thread(form)
        thread_id = self._message(request).id if "message" in request.match_info else None
        if thread_id in self._world.channels:
            raise errors.thread_exists()
        thread = self._world.add_thread(channel, form["name"], self._world.bot, thread_id)
        thread.auto_archive_minutes = form.get("auto_archive_duration") or thread.auto_archive_minutes
        return answer(payloads.channel(thread), 201)

    async def edit_channel(self, request: web.Request) -> web.Response:
        form, _ = await read_form(request)
        channel = self._channel(request)
        if not channel.is_thread:
            self._world.require(channel, "manage_channels")
        elif channel.locked or form.get("locked") or channel.owner_id != self._world.bot.id:
            self._world.require(channel, "manage_threads")
        else:
            self._world.require(channel, "send_messages_in_threads")
        if channel.archived and form.get("archived") is not False:
            raise errors.archived_thread()
        self._check_thread({"name": channel.name, **form})
        channel.name = form.get("name", channel.name)
        channel.auto_archive_minutes = form.get("auto_archive_duration", channel.auto_archive_minutes)
        if channel.is_thread:
            archived, locked = form.get("archived", channel.archived), form.get("locked", channel.locked)
            self._world.archive(channel, archived=archived, locked=locked)
        else:
            self._world.update_channel(channel)
        return answer(payloads.channel(channel))

    async def delete_channel(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        self._world.require(channel, "manage_threads" if channel.is_thread else "manage_channels")
        self._world.delete_channel(channel)
        return answer(payloads.channel(channel))

    # shared steps

    def _channel(self, request: web.Request) -> Channel:
        return self._world.channel(number(request, "channel"))

    def _message(self, request: web.Request) -> Message:
        message = self._book.get(number(request, "channel"), number(request, "message"))
        if message.only_for is not None:
            raise errors.unknown_message()
        return message

    def _require_open(self, channel: Channel) -> None:
        """Sending to an archived thread opens it again, unless it is locked."""
        if channel.recipient is not None and not channel.recipient.dms_open:
            raise errors.closed_dms()
        if channel.locked and not self._world.permissions(self._world.bot, channel).manage_threads:
            raise errors.archived_thread() if channel.archived else errors.locked_thread()

    def _check_thread(self, form: dict[str, Any]) -> None:
        complain = Complaints()
        complain.size(form.get("name"), 1, 100, "name")
        minutes = form.get("auto_archive_duration")
        allowed = minutes is None or minutes in AUTO_ARCHIVE_MINUTES
        complain.unless(allowed, "auto_archive_duration", f"Value must be one of {AUTO_ARCHIVE_MINUTES}.")
        complain.settle()

    def _announce(self, event: str, message: Message, channel: Channel) -> None:
        place = {} if channel.guild_id is None else {"guild_id": str(channel.guild_id)}
        self._world.announce(event, self._wire(message) | place, channel.guild_id)

    def _wire(self, message: Message) -> dict[str, Any]:
        return payloads.message(self._world, message, self._cdn)

    def _told(self, message: Message) -> web.Response:
        return answer(self._wire(message))
