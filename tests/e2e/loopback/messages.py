"""Every message that was sent, in order, and Discord's short memory of nonces."""

import re
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from tests.e2e.loopback import components, errors, kinds
from tests.e2e.loopback.checks.message import check_message
from tests.e2e.loopback.world import Channel, User, World

Form = dict[str, Any]

PING = re.compile(r"@everyone|@here|<@!?\d+>|<@&\d+>")
PING_KINDS = {"@e": "everyone", "@h": "everyone", "<@&": "roles"}
LARGEST_FILE = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a request: the ``n`` of its ``files[n]`` field, its name and its bytes."""

    index: int
    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    id: int
    filename: str
    data: bytes
    content_type: str
    description: str | None = None


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now; ``versions`` keeps what it said before each edit."""

    id: int
    channel_id: int
    author: User
    content: str = ""
    components: list[Form] = field(default_factory=list)
    embeds: list[Form] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    allowed_mentions: Form | None = None
    reference: Form | None = None
    interaction: Form | None = None
    only_for: User | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    versions: list["Message"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Every word of it: content, embeds' titles and descriptions, and all components."""
        embedded = [
            str(embed[key]) for embed in self.embeds for key in ("title", "description") if embed.get(key)
        ]
        return "\n".join(filter(None, [self.content, *embedded, components.text_of(self.components)]))

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & kinds.EPHEMERAL)

    @property
    def thinking(self) -> bool:
        """Deferred, and not yet filled."""
        return bool(self.flags & kinds.LOADING)

    @property
    def custom_ids(self) -> list[str]:
        return components.custom_ids(self.components)

    @property
    def pings(self) -> list[str]:
        """Whom it notifies: the mentions in its texts that its allowed mentions let through."""
        shown = [self.content, *components.displayed_text(self.components)]
        return [
            ping for text in shown for ping in PING.findall(text) if _allowed(ping, self.allowed_mentions)
        ]

    @property
    def unseen_files(self) -> list[str]:
        """Attachments that no component of a V2 layout shows, and that a reader therefore never sees."""
        if not self.flags & kinds.COMPONENTS_V2:
            return []
        urls = [reference["url"].rsplit("/", 1)[-1] for _, reference in components.media(self.components)]
        return [each.filename for each in self.attachments if each.filename not in urls]


def _allowed(ping: str, allowed: Form | None) -> bool:
    if allowed is None:
        return True
    kind = next((kind for start, kind in PING_KINDS.items() if ping.startswith(start)), "users")
    return kind in allowed.get("parse", []) or re.sub(r"\D", "", ping) in map(str, allowed.get(kind, []))


class MessageBook:
    """All messages by id, with the order in which they were stored."""

    def __init__(self, world: World, nonce_memory_s: float = 300) -> None:
        self._world = world
        self._nonce_memory_s = nonce_memory_s
        self._nonces: dict[tuple[int, str], tuple[float, Message]] = {}
        self.all: dict[int, Message] = {}

    def in_channel(self, channel: Channel, *, public: bool = True) -> list[Message]:
        """The messages that stand in a channel, oldest first; ``public=False`` shows ephemeral ones too."""
        found = [each for each in self.all.values() if each.channel_id == channel.id and not each.deleted]
        return [each for each in found if each.only_for is None] if public else found

    def get(self, channel_id: int, message_id: int) -> Message:
        message = self.all.get(message_id)
        if message is None or message.deleted or message.channel_id != channel_id:
            raise errors.unknown_message()
        return message

    def attachment(self, attachment_id: int) -> Attachment | None:
        sent = (attachment for message in self.all.values() for attachment in message.attachments)
        return next((attachment for attachment in sent if attachment.id == attachment_id), None)

    def remembered(self, author: User, nonce: str | int | None) -> Message | None:
        """What this author sent with this nonce within the last minutes, unless forgotten or deleted."""
        at, message = self._nonces.get((author.id, str(nonce)), (0.0, None))
        if message is None or message.deleted or time.monotonic() - at > self._nonce_memory_s:
            return None
        return message

    def forget_nonces(self) -> None:
        """What Discord does by itself after a few minutes."""
        self._nonces.clear()

    def post(
        self,
        channel: Channel,
        author: User,
        form: Form,
        uploads: list[Upload],
        *,
        interaction: Form | None = None,
        only_for: User | None = None,
    ) -> Message:
        """Stores a checked message. Raises 50035 or 50006 and stores nothing when it breaks a limit."""
        message = Message(self._world.snowflakes.new(), channel.id, author)
        message.nonce, message.reference = form.get("nonce"), form.get("message_reference")
        message.interaction, message.only_for = interaction, only_for
        if form.get("flags", 0) & kinds.LOADING:
            message.flags = form["flags"]
        else:
            self._fill(message, form, uploads)
        if message.nonce is not None:
            self._nonces[author.id, str(message.nonce)] = (time.monotonic(), message)
        self.all[message.id] = message
        channel.message_count += 1
        self._world.changes.ring()
        return message

    def edit(self, message: Message, form: Form, uploads: list[Upload]) -> Message:
        """Changes the named fields alone. Raises 50035 or 50006 and then changes nothing."""
        before = replace(message, versions=[])
        self._fill(message, form, uploads)
        if not before.thinking:
            message.versions.append(before)
            message.edited_at = datetime.now(UTC)
        self._world.changes.ring()
        return message

    def delete(self, message: Message) -> None:
        message.deleted = True
        self._world.changes.ring()

    def _fill(self, message: Message, form: Form, uploads: list[Upload]) -> None:
        attachments = self._attachments(message, form, uploads)
        whole: Form = {"content": message.content, "components": message.components, "embeds": message.embeds}
        whole |= {key: form[key] or "" for key in ("content",) if key in form}
        whole |= {key: form[key] or [] for key in ("components", "embeds") if key in form}
        whole |= {
            "nonce": message.nonce,
            "allowed_mentions": form.get("allowed_mentions"),
            "poll": form.get("poll"),
        }
        flags = (message.flags | (form.get("flags") or 0)) & ~kinds.LOADING
        names = [each.filename for each in attachments]
        check_message(whole, v2=bool(flags & kinds.COMPONENTS_V2), filenames=names)
        message.content, message.components, message.embeds = (
            whole[k] for k in ("content", "components", "embeds")
        )
        message.attachments, message.flags = attachments, flags
        message.allowed_mentions = whole["allowed_mentions"]
        _number(message.components)

    def _attachments(self, message: Message, form: Form, uploads: list[Upload]) -> list[Attachment]:
        """Files kept by an edit that lists them, and files that came with the request."""
        if any(len(upload.data) > LARGEST_FILE for upload in uploads):
            raise errors.too_large()
        listed = form.get("attachments")
        ids = {str(entry.get("id")): entry for entry in listed or []}
        kept = [each for each in message.attachments if listed is None or str(each.id) in ids]
        sent = [
            Attachment(
                self._world.snowflakes.new(),
                upload.filename,
                upload.data,
                "image/png" if upload.filename.endswith(".png") else "application/octet-stream",
                ids.get(str(upload.index), {}).get("description"),
            )
            for upload in uploads
        ]
        return kept + sent


def _number(tree: list[Form]) -> None:
    """Gives every component that has none an id of its own, as Discord does."""
    taken = {node["id"] for node in components.nodes(tree) if node.get("id")}
    free = (number for number in range(1, 1000) if number not in taken)
    for node in components.nodes(tree):
        if not node.get("id"):
            node["id"] = next(free)
