"""Routes about the application, its commands, its guilds and their people."""

from typing import Any

from aiohttp import web

from tests.e2e.loopback import errors, payloads
from tests.e2e.loopback.commands import CommandBook
from tests.e2e.loopback.gateway import Gateway
from tests.e2e.loopback.messages import MessageBook
from tests.e2e.loopback.rest.requests import answer, number, read_form
from tests.e2e.loopback.world import World


class ApplicationRoutes:
    def __init__(self, world: World, commands: CommandBook, gateway: Gateway, address: str) -> None:
        self._world = world
        self._commands = commands
        self._gateway = gateway
        self._address = address

    def routes(self) -> list[web.RouteDef]:
        global_list = "/applications/{application}/commands"
        guild_list = "/applications/{application}/guilds/{guild}/commands"
        return [
            web.get("/gateway", self.get_gateway),
            web.get("/gateway/bot", self.get_gateway),
            web.get("/users/@me", self.get_me),
            web.get("/users/@me/guilds", self.get_my_guilds),
            web.post("/users/@me/channels", self.open_conversation),
            web.get("/users/{user}", self.get_user),
            web.get("/applications/@me", self.get_application),
            web.get("/oauth2/applications/@me", self.get_application),
            web.get(global_list, self.list_commands),
            web.put(global_list, self.put_commands),
            web.get(guild_list, self.list_commands),
            web.put(guild_list, self.put_commands),
            web.get("/guilds/{guild}", self.get_guild),
            web.get("/guilds/{guild}/channels", self.get_channels),
            web.get("/guilds/{guild}/threads/active", self.get_threads),
            web.get("/guilds/{guild}/roles", self.get_roles),
            web.get("/guilds/{guild}/members", self.get_members),
            web.get("/guilds/{guild}/members/{user}", self.get_member),
            web.delete("/users/@me/guilds/{guild}", self.leave_guild),
        ]

    async def get_gateway(self, _request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return answer({"url": self._address, "shards": self._gateway.shards, "session_start_limit": limit})

    async def get_me(self, _request: web.Request) -> web.Response:
        return answer(
            payloads.user(self._world.bot) | {"verified": True, "mfa_enabled": False, "email": None}
        )

    async def get_user(self, request: web.Request) -> web.Response:
        user = self._world.users.get(number(request, "user"))
        if user is None:
            raise errors.unknown_user()
        return answer(payloads.user(user))

    async def get_my_guilds(self, _request: web.Request) -> web.Response:
        return answer([{"id": str(each.id), "name": each.name} for each in self._world.guilds.values()])

    async def open_conversation(self, request: web.Request) -> web.Response:
        form, _ = await read_form(request)
        user = self._world.users.get(int(form["recipient_id"]))
        if user is None:
            raise errors.unknown_user()
        return answer(payloads.channel(self._world.conversation(user)))

    async def get_application(self, _request: web.Request) -> web.Response:
        owner = next((each for each in self._world.users.values() if each.name == "owner"), self._world.bot)
        application: dict[str, Any] = {
            "id": str(self._world.application_id),
            "name": self._world.bot.name,
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": payloads.user(owner),
            "team": None,
            "verify_key": "",
            "flags": 0,
            "approximate_guild_count": len(self._world.guilds),
        }
        return answer(application)

    async def list_commands(self, request: web.Request) -> web.Response:
        return answer(self._commands.listed(self._list_id(request)))

    async def put_commands(self, request: web.Request) -> web.Response:
        commands: Any = (await read_form(request))[0] or []
        return answer(self._commands.put(self._list_id(request), commands))

    def _list_id(self, request: web.Request) -> int | None:
        """None for the global list. Raises 50001 for a guild that the bot is not in."""
        if "guild" not in request.match_info:
            return None
        guild_id = number(request, "guild")
        if guild_id not in self._world.guilds:
            raise errors.missing_access()
        return guild_id

    async def get_guild(self, request: web.Request) -> web.Response:
        return answer(payloads.guild(self._world, self._world.guild(number(request, "guild"))))

    async def leave_guild(self, request: web.Request) -> web.Response:
        self._world.remove_guild(self._world.guild(number(request, "guild")))
        return answer(None, 204)

    async def get_channels(self, request: web.Request) -> web.Response:
        guild = self._world.guild(number(request, "guild"))
        return answer(
            [payloads.channel(each) for each in self._world.channels_of(guild.id) if not each.is_thread]
        )

    async def get_threads(self, request: web.Request) -> web.Response:
        guild = self._world.guild(number(request, "guild"))
        threads = [each for each in self._world.channels_of(guild.id) if each.is_thread and not each.archived]
        return answer({"threads": [payloads.channel(each) for each in threads], "members": []})

    async def get_roles(self, request: web.Request) -> web.Response:
        return answer(
            [payloads.role(each) for each in self._world.guild(number(request, "guild")).roles.values()]
        )

    async def get_members(self, request: web.Request) -> web.Response:
        guild = self._world.guild(number(request, "guild"))
        after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 1))
        found = [each for key, each in sorted(guild.members.items()) if key > after]
        return answer([payloads.member(each) for each in found[:limit]])

    async def get_member(self, request: web.Request) -> web.Response:
        return answer(payloads.member(self._world.member(number(request, "guild"), number(request, "user"))))


class AttachmentRoutes:
    """The files of messages, as a content server hands them out."""

    def __init__(self, book: MessageBook) -> None:
        self._book = book

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/cdn/{attachment}/{filename}", self.get_attachment)]

    async def get_attachment(self, request: web.Request) -> web.Response:
        found = self._book.attachment(number(request, "attachment"))
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found.data, content_type=found.content_type)
