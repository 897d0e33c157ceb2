"""What the stand-in's people, places and messages look like on the wire (REST v10 and gateway v10)."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.e2e.loopback import components, kinds
from tests.e2e.loopback.snowflakes import created_at

if TYPE_CHECKING:
    from tests.e2e.loopback.messages import Attachment, Message
    from tests.e2e.loopback.world import Channel, Guild, Member, Role, User, World

JOINED = "2024-01-01T00:00:00.000000+00:00"


def user(who: User) -> dict[str, Any]:
    return {
        "id": str(who.id),
        "username": who.name,
        "global_name": None if who.bot else who.name.title(),
        "discriminator": "0000",
        "avatar": None,
        "bot": who.bot,
        "locale": who.locale,
        "flags": 0,
        "public_flags": 0,
    }


def member(one: Member, *, permissions: int | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {
        "user": user(one.user),
        "nick": None,
        "avatar": None,
        "roles": [str(role_id) for role_id in one.role_ids],
        "joined_at": JOINED,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    if permissions is not None:
        body["permissions"] = str(permissions)
    return body


def role(one: Role) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": one.position,
        "permissions": str(one.permissions),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def channel(place: Channel) -> dict[str, Any]:
    if place.recipient is not None:
        return {
            "id": str(place.id),
            "type": place.kind,
            "last_message_id": None,
            "recipients": [user(place.recipient)],
        }
    body: dict[str, Any] = {
        "id": str(place.id),
        "type": place.kind,
        "guild_id": str(place.guild_id),
        "name": place.name,
        "parent_id": None if place.parent_id is None else str(place.parent_id),
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "flags": 0,
    }
    return body | (_thread(place) if place.is_thread else _text_channel(place))


def _text_channel(place: Channel) -> dict[str, Any]:
    overwrites = [
        {"id": str(subject), "type": int(one.is_member), "allow": str(one.allow), "deny": str(one.deny)}
        for subject, one in place.overwrites.items()
    ]
    return {"position": place.position, "topic": None, "nsfw": False, "permission_overwrites": overwrites}


def _thread(place: Channel) -> dict[str, Any]:
    return {
        "owner_id": str(place.owner_id),
        "message_count": place.message_count,
        "total_message_sent": place.message_count,
        "member_count": 1,
        "thread_metadata": {
            "archived": place.archived,
            "locked": place.locked,
            "auto_archive_duration": place.auto_archive_minutes,
            "archive_timestamp": place.archive_changed.isoformat(),
            "create_timestamp": created_at(place.id).isoformat(),
        },
    }


def guild(world: World, place: Guild) -> dict[str, Any]:
    channels = world.channels_of(place.id)
    return {
        "id": str(place.id),
        "name": place.name,
        "owner_id": str(place.owner_id),
        "preferred_locale": place.locale,
        "icon": None,
        "banner": None,
        "splash": None,
        "description": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [role(each) for each in place.roles.values()],
        "channels": [channel(each) for each in channels if not each.is_thread],
        "threads": [channel(each) for each in channels if each.is_thread and not each.archived],
        "members": [member(place.members[world.bot.id])],
        "member_count": len(place.members),
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment(one: Attachment, cdn: str) -> dict[str, Any]:
    url = f"{cdn}/{one.id}/{one.filename}"
    body = {
        "id": str(one.id),
        "filename": one.filename,
        "size": len(one.data),
        "url": url,
        "proxy_url": url,
        "content_type": one.content_type,
    }
    return body if one.description is None else body | {"description": one.description}


def message(world: World, one: Message, cdn: str) -> dict[str, Any]:
    """A message as the API answers it; ``cdn`` is the address under which its attachments can be read."""
    attachments = {each.filename: attachment(each, cdn) for each in one.attachments}
    body: dict[str, Any] = {
        "id": str(one.id),
        "channel_id": str(one.channel_id),
        "author": user(one.author),
        "content": one.content,
        "timestamp": created_at(one.id).isoformat(),
        "edited_timestamp": None if one.edited_at is None else one.edited_at.isoformat(),
        "tts": False,
        "mention_everyone": "@everyone" in one.pings,
        "mentions": [],
        "mention_roles": [],
        "attachments": list(attachments.values()),
        "embeds": one.embeds,
        "components": _resolved(one.components, attachments),
        "pinned": False,
        "type": 0 if one.interaction is None else 20,
        "flags": one.flags,
    }
    if one.nonce is not None:
        body["nonce"] = one.nonce
    if one.reference is not None:
        body["message_reference"] = one.reference
    if one.id in world.channels:
        body["thread"] = channel(world.channels[one.id])
    if one.interaction is not None:
        body["application_id"] = body["webhook_id"] = str(world.application_id)
        body["interaction_metadata"] = one.interaction
    return body


def _resolved(tree: list[dict[str, Any]], attachments: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The components with ``attachment://`` references turned into addresses, as Discord sends them back."""
    tree = copy.deepcopy(tree)
    for _, reference in components.media(tree):
        name = reference["url"].removeprefix("attachment://")
        if name in attachments:
            sent = attachments[name]
            reference.update(url=sent["url"], proxy_url=sent["proxy_url"], attachment_id=sent["id"])
    for node in components.nodes(tree):
        if node["type"] == kinds.FILE:
            node.setdefault("name", node["file"]["url"].rsplit("/", 1)[-1])
            node.setdefault("size", 0)
    return tree
