"""Routes that answer interactions: the callback, and the webhook of follow-ups and ``@original``."""

from typing import Any

from aiohttp import web

from tests.e2e.loopback import errors, payloads
from tests.e2e.loopback.interactions import Interaction
from tests.e2e.loopback.messages import Message, MessageBook
from tests.e2e.loopback.people import People
from tests.e2e.loopback.rest.requests import answer, number, read_form
from tests.e2e.loopback.world import World


class InteractionRoutes:
    def __init__(self, world: World, book: MessageBook, people: People, cdn: str) -> None:
        self._world = world
        self._book = book
        self._people = people
        self._cdn = cdn

    def routes(self) -> list[web.RouteDef]:
        message = "/webhooks/{application}/{token}/messages/{message}"
        return [
            web.post("/interactions/{interaction}/{token}/callback", self.respond),
            web.post("/webhooks/{application}/{token}", self.follow_up),
            web.get(message, self.get_message),
            web.patch(message, self.edit_message),
            web.delete(message, self.delete_message),
        ]

    async def respond(self, request: web.Request) -> web.Response:
        body, uploads = await read_form(request)
        interaction = self._people.sent.get(number(request, "interaction"))
        if interaction is None or interaction.token != request.match_info["token"]:
            raise errors.unknown_interaction()
        message = interaction.respond(body, uploads, self._book, self._world.bot)
        if request.query.get("with_response") not in ("1", "true"):
            return answer(None, 204)
        return answer(self._callback(interaction, body["type"], message))

    async def follow_up(self, request: web.Request) -> web.Response:
        form, uploads = await read_form(request)
        interaction = self._by_token(request)
        return self._told(interaction.follow_up(form, uploads, self._book, self._world.bot))

    async def get_message(self, request: web.Request) -> web.Response:
        return self._told(self._by_token(request).message(request.match_info["message"]))

    async def edit_message(self, request: web.Request) -> web.Response:
        form, uploads = await read_form(request)
        interaction = self._by_token(request)
        message = interaction.message(request.match_info["message"])
        return self._told(interaction.edit(message, form, uploads, self._book))

    async def delete_message(self, request: web.Request) -> web.Response:
        interaction = self._by_token(request)
        interaction.delete(interaction.message(request.match_info["message"]), self._book)
        return answer(None, 204)

    def _by_token(self, request: web.Request) -> Interaction:
        found = self._people.by_token.get(request.match_info["token"])
        if found is None or number(request, "application") != self._world.application_id:
            raise errors.unknown_webhook()
        return found

    def _callback(self, interaction: Interaction, kind: int, message: Message | None) -> dict[str, Any]:
        told: dict[str, Any] = {"id": str(interaction.id), "type": interaction.kind}
        body: dict[str, Any] = {"interaction": told}
        if message is not None:
            told["response_message_id"] = str(message.id)
            told["response_message_loading"] = message.thinking
            told["response_message_ephemeral"] = message.ephemeral
            body["resource"] = {"type": kind, "message": payloads.message(self._world, message, self._cdn)}
        return body

    def _told(self, message: Message) -> web.Response:
        return answer(payloads.message(self._world, message, self._cdn))
