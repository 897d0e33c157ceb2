"""Guilds, channels, threads, users and what each may do: the places and people of the stand-in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord

from tests.e2e.loopback import errors, kinds, payloads
from tests.e2e.loopback.changes import Changes
from tests.e2e.loopback.snowflakes import Snowflakes

EVERYBODY = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    add_reactions=True,
    read_message_history=True,
    use_application_commands=True,
    use_external_emojis=True,
)


@dataclass(slots=True)
class User:
    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False
    dms_open: bool = True


@dataclass(slots=True)
class Role:
    id: int
    name: str
    permissions: int
    position: int


@dataclass(slots=True)
class Overwrite:
    """What a channel allows and denies one role or one member, over their ordinary permissions."""

    allow: int = 0
    deny: int = 0
    is_member: bool = True


@dataclass(slots=True)
class Channel:
    """A text channel, a public thread (``parent_id``) or a direct conversation (``recipient``)."""

    id: int
    name: str
    kind: int
    guild_id: int | None = None
    parent_id: int | None = None
    recipient: User | None = None
    owner_id: int | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    position: int = 0
    archived: bool = False
    locked: bool = False
    auto_archive_minutes: int = 1440
    archive_changed: datetime = field(default_factory=lambda: datetime.now(UTC))
    message_count: int = 0

    @property
    def is_thread(self) -> bool:
        return self.kind == kinds.PUBLIC_THREAD


@dataclass(slots=True)
class Member:
    user: User
    role_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Guild:
    id: int
    name: str
    owner_id: int
    locale: str
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)


class World:
    """Every place and person.

    ``announce(event, payload, guild_id)`` is how the gateway hears of a change; it says how many sessions do.
    """

    def __init__(self, changes: Changes, snowflakes: Snowflakes) -> None:
        self.changes = changes
        self.snowflakes = snowflakes
        self.announce: Callable[[str, dict[str, Any], int | None], int] = lambda *_: 0
        self.bot = User(snowflakes.new(), "wood", bot=True)
        self.application_id = self.bot.id
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}

    # people

    def user(self, name: str, locale: str = "en-US") -> User:
        """The person of that name, made on first mention."""
        for known in self.users.values():
            if known.name == name:
                return known
        user = User(self.snowflakes.new(), name, locale)
        self.users[user.id] = user
        return user

    def join(self, guild: Guild, user: User, permissions: discord.Permissions | None = None) -> Member:
        """Makes the user a member; ``permissions`` come in a role of their own, over those of everybody."""
        member = guild.members.setdefault(user.id, Member(user))
        if permissions is not None:
            role = Role(self.snowflakes.new(), user.name, permissions.value, len(guild.roles))
            guild.roles[role.id] = role
            member.role_ids.append(role.id)
        return member

    def member(self, guild_id: int, user_id: int) -> Member:
        try:
            return self.guild(guild_id).members[user_id]
        except KeyError:
            raise errors.unknown_member() from None

    # places

    def add_guild(
        self,
        name: str = "Clearing",
        *,
        locale: str = "en-US",
        bot_permissions: discord.Permissions = EVERYBODY,
        everybody: discord.Permissions = EVERYBODY,
    ) -> Guild:
        """A server with the bot in it, owned by the user ``owner``."""
        owner = self.user("owner")
        guild = Guild(self.snowflakes.new(), name, owner.id, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", everybody.value, 0)
        self.guilds[guild.id] = guild
        self.join(guild, owner)
        self.join(guild, self.bot, bot_permissions)
        self.announce("GUILD_CREATE", payloads.guild(self, guild), guild.id)
        return guild

    def remove_guild(self, guild: Guild) -> None:
        """The bot is removed from the server."""
        for channel in self.channels_of(guild.id):
            del self.channels[channel.id]
        del self.guilds[guild.id]
        self.announce("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    def add_channel(self, guild: Guild, name: str) -> Channel:
        channel = Channel(self.snowflakes.new(), name, kinds.TEXT_CHANNEL, guild.id)
        channel.position = len(self.channels)
        return self._keep(channel, "CHANNEL_CREATE")

    def add_thread(self, parent: Channel, name: str, owner: User, thread_id: int | None = None) -> Channel:
        """A public thread; one made from a message has that message's id."""
        thread = Channel(
            thread_id or self.snowflakes.new(),
            name,
            kinds.PUBLIC_THREAD,
            parent.guild_id,
            parent_id=parent.id,
            owner_id=owner.id,
        )
        return self._keep(thread, "THREAD_CREATE")

    def conversation(self, user: User) -> Channel:
        """The direct channel between the bot and a person."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.snowflakes.new(), user.name, kinds.DM_CHANNEL, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def update_channel(self, channel: Channel) -> None:
        """Tells the gateway that a channel or thread has changed."""
        event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self.announce(event, payloads.channel(channel), channel.guild_id)

    def archive(self, thread: Channel, *, archived: bool = True, locked: bool = False) -> None:
        thread.archived, thread.locked = archived, locked
        thread.archive_changed = datetime.now(UTC)
        self.update_channel(thread)

    def delete_channel(self, channel: Channel) -> None:
        """Deletes a channel with its threads, or one thread."""
        for thread in [each for each in self.channels.values() if each.parent_id == channel.id]:
            del self.channels[thread.id]
        del self.channels[channel.id]
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.announce(event, payloads.channel(channel), channel.guild_id)

    def _keep(self, channel: Channel, event: str) -> Channel:
        self.channels[channel.id] = channel
        self.announce(event, payloads.channel(channel), channel.guild_id)
        return channel

    def guild(self, guild_id: int) -> Guild:
        try:
            return self.guilds[guild_id]
        except KeyError:
            raise errors.unknown_guild() from None

    def channel(self, channel_id: int) -> Channel:
        try:
            return self.channels[channel_id]
        except KeyError:
            raise errors.unknown_channel() from None

    def channels_of(self, guild_id: int) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.guild_id == guild_id]

    # permissions

    def forbid(self, channel: Channel, *names: str, who: User | None = None) -> None:
        """Denies named permissions (``send_messages``) in a channel to a user, by default to the bot."""
        self._overwrite(
            channel, who or self.bot, discord.Permissions(**dict.fromkeys(names, True)), deny=True
        )

    def permit(self, channel: Channel, *names: str, who: User | None = None) -> None:
        """Allows named permissions in a channel, and ends their denial."""
        self._overwrite(
            channel, who or self.bot, discord.Permissions(**dict.fromkeys(names, True)), deny=False
        )

    def _overwrite(
        self, channel: Channel, who: User, permissions: discord.Permissions, *, deny: bool
    ) -> None:
        overwrite = channel.overwrites.setdefault(who.id, Overwrite())
        overwrite.deny = overwrite.deny | permissions.value if deny else overwrite.deny & ~permissions.value
        overwrite.allow = (
            overwrite.allow & ~permissions.value if deny else overwrite.allow | permissions.value
        )
        self.update_channel(channel)

    def permissions(self, user: User, channel: Channel) -> discord.Permissions:
        """What the user may do there, after Discord's own order: roles, then the channel's exceptions."""
        if channel.guild_id is None:
            return EVERYBODY
        guild = self.guild(channel.guild_id)
        role_ids = guild.members[user.id].role_ids if user.id in guild.members else []
        granted = _union(guild.roles[role_id].permissions for role_id in (guild.id, *role_ids))
        if user.id == guild.owner_id or discord.Permissions(granted).administrator:
            return discord.Permissions.all()
        place = self.channel(channel.parent_id) if channel.parent_id is not None else channel
        for subjects in ([guild.id], role_ids, [user.id]):
            found = [place.overwrites[subject] for subject in subjects if subject in place.overwrites]
            granted &= ~_union(overwrite.deny for overwrite in found)
            granted |= _union(overwrite.allow for overwrite in found)
        return _with_consequences(discord.Permissions(granted), channel)

    def require(self, channel: Channel, *names: str) -> None:
        """Raises 50001 or 50013 unless the bot sees the channel and has every named permission."""
        held = self.permissions(self.bot, channel)
        if not held.view_channel:
            raise errors.missing_access()
        if not all(getattr(held, name) for name in names):
            raise errors.missing_permissions()


def _union(bits: Iterable[int]) -> int:
    total = 0
    for each in bits:
        total |= each
    return total


def _with_consequences(held: discord.Permissions, channel: Channel) -> discord.Permissions:
    """Without seeing a channel nothing is allowed; without sending, nothing that rides on a message."""
    if not held.view_channel:
        return discord.Permissions.none()
    sends = held.send_messages_in_threads if channel.is_thread else held.send_messages
    if not sends:
        held.update(embed_links=False, attach_files=False, mention_everyone=False, send_tts_messages=False)
    return held
