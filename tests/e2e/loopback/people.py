"""What people do: slash commands, autocompletion, clicks, choices, and modals."""

import secrets
from typing import Any

import discord

from tests.e2e.loopback import kinds, payloads
from tests.e2e.loopback.commands import CommandBook, Value
from tests.e2e.loopback.interactions import Interaction
from tests.e2e.loopback.messages import Message
from tests.e2e.loopback.modals import Answer, chosen, filled
from tests.e2e.loopback.world import Channel, User, World

Form = dict[str, Any]


class People:
    """Sends interactions on behalf of users and keeps them by id, for the REST side to answer."""

    def __init__(self, world: World, commands: CommandBook, cdn: str) -> None:
        self._world = world
        self._commands = commands
        self._cdn = cdn
        self.sent: dict[int, Interaction] = {}
        self.by_token: dict[str, Interaction] = {}

    def slash(
        self,
        user: User,
        channel: Channel,
        path: str,
        options: dict[str, Value] | None = None,
        *,
        permissions: discord.Permissions | None = None,
        locale: str | None = None,
        overridden: bool = False,
    ) -> Interaction:
        """Calls a registered command, ``path`` being "forester found".

        ``permissions`` replace the member's own; ``locale`` the user's; ``overridden`` is a server owner's
        setting that offers a command to people whom its default permissions exclude.
        Raises ``LookupError``, ``ValueError`` or ``PermissionError`` for what Discord's own client does not
        let a person send.
        """
        call = self._commands.call(channel.guild_id, path, options or {})
        held = permissions or self._world.permissions(user, channel)
        self._require_offered(call.command, channel, held, overridden)
        return self._send(kinds.COMMAND, user, channel, call.data, held, locale)

    def autocomplete(
        self,
        user: User,
        channel: Channel,
        path: str,
        focused: str,
        typed: str,
        options: dict[str, Value] | None = None,
        *,
        permissions: discord.Permissions | None = None,
        locale: str | None = None,
    ) -> Interaction:
        """The suggestions for one option while it is being typed."""
        call = self._commands.call(channel.guild_id, path, {**(options or {}), focused: typed}, focused)
        return self._send(kinds.AUTOCOMPLETE, user, channel, call.data, permissions, locale)

    def click(
        self,
        user: User,
        message: Message,
        custom_id: str,
        *,
        values: list[str] | None = None,
        permissions: discord.Permissions | None = None,
        locale: str | None = None,
    ) -> Interaction:
        """Presses a button, or chooses ``values`` in a select, of a message that was really sent."""
        if message.deleted or message.only_for not in (None, user):
            raise LookupError("this message cannot be seen by that user")
        data = chosen(message.components, custom_id, values or [])
        channel = self._world.channel(message.channel_id)
        return self._send(kinds.COMPONENT, user, channel, data, permissions, locale, message)

    def submit(
        self,
        shown: Interaction,
        answers: dict[str, Answer],
        *,
        permissions: discord.Permissions | None = None,
        locale: str | None = None,
    ) -> Interaction:
        """Sends in the modal that answered ``shown``; ``answers`` by custom id or label."""
        if shown.modal is None:
            raise LookupError("that interaction showed no modal")
        data = filled(shown.modal, answers)
        return self._send(
            kinds.MODAL_SUBMIT, shown.user, shown.channel, data, permissions, locale, shown.source
        )

    def again(self, interaction: Interaction) -> None:
        """Delivers the same interaction, with the same id and token, once more."""
        heard = self._world.announce("INTERACTION_CREATE", interaction.payload, interaction.channel.guild_id)
        interaction.delivered += heard

    def _require_offered(
        self, command: Form, channel: Channel, held: discord.Permissions, overridden: bool
    ) -> None:
        wanted = command.get("default_member_permissions")
        contexts = command.get("contexts")
        if contexts is not None and (0 if channel.guild_id is not None else 1) not in contexts:
            raise PermissionError(f"/{command['name']} is not offered here")
        if channel.guild_id is not None and wanted is not None and not overridden:
            needed = discord.Permissions(int(wanted))
            if needed.value == 0 and not held.administrator:
                raise PermissionError(f"/{command['name']} is offered to administrators alone")
            if not needed <= held:
                raise PermissionError(f"/{command['name']} is not offered to this member")

    def _send(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Form,
        permissions: discord.Permissions | None,
        locale: str | None,
        source: Message | None = None,
    ) -> Interaction:
        held = permissions or self._world.permissions(user, channel)
        identity = self._world.snowflakes.new()
        payload: Form = {
            "id": str(identity),
            "application_id": str(self._world.application_id),
            "type": kind,
            "token": secrets.token_urlsafe(24),
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": payloads.channel(channel) | {"permissions": str(held.value)},
            "locale": locale or user.locale,
            "app_permissions": str(self._world.permissions(self._world.bot, channel).value),
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(channel.guild_id or 0)},
            "context": 0 if channel.guild_id is not None else 1,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        payload |= self._sender(user, channel, held)
        if source is not None:
            payload["message"] = payloads.message(self._world, source, self._cdn)
        interaction = Interaction(
            identity, payload["token"], kind, user, channel, payload, self._world.changes, source
        )
        interaction.options = _leaves(data.get("options", []))
        self.sent[identity] = self.by_token[interaction.token] = interaction
        self.again(interaction)
        return interaction

    def _sender(self, user: User, channel: Channel, held: discord.Permissions) -> Form:
        if channel.guild_id is None:
            return {"user": payloads.user(user)}
        guild = self._world.guild(channel.guild_id)
        member = self._world.join(guild, user)
        return {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": payloads.member(member, permissions=held.value),
        }


def _leaves(options: list[Form]) -> list[Form]:
    """The options of the innermost sub-command."""
    while options and options[0]["type"] <= kinds.SUBCOMMAND_GROUP:
        options = options[0].get("options", [])
    return options
