"""One interaction from the person's side: when it was sent, what the bot answered, what Discord refused."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.e2e.loopback import components, errors, kinds
from tests.e2e.loopback.changes import Changes
from tests.e2e.loopback.checks.command import check_choice
from tests.e2e.loopback.checks.complaints import Complaints
from tests.e2e.loopback.checks.components import check_modal
from tests.e2e.loopback.errors import DiscordError
from tests.e2e.loopback.messages import Message, MessageBook, Upload
from tests.e2e.loopback.world import Channel, User

Form = dict[str, Any]
T = TypeVar("T")

ACK_DEADLINE_S = 3.0
TOKEN_LIFE_S = 15 * 60
AFTER_A_COMPONENT = frozenset({"defer_update", "update"})
KIND_OF_CALLBACK = {
    4: "message",
    5: "defer",
    6: "defer_update",
    7: "update",
    8: "choices",
    9: "modal",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the bot did: a callback's kind, or ``follow_up``, ``edit``, ``delete``; ``at`` in seconds."""

    kind: str
    at: float
    payload: Form
    message: Message | None = None


@dataclass(slots=True, eq=False)
class Interaction:
    """What a person sees of one interaction. ``payload`` is what the bot was sent."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    payload: Form
    changes: Changes
    source: Message | None = None
    options: list[Form] = field(default_factory=list)
    sent_at: float = field(default_factory=time.monotonic)
    delivered: int = 0
    steps: list[Step] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    original: Message | None = None
    ack: Step | None = None
    token_dead: bool = False

    # what the person sees

    @property
    def ack_seconds(self) -> float:
        """Wall-clock seconds from sending to the first accepted answer; an ``AssertionError`` before it."""
        assert self.ack is not None, "not acknowledged"
        return self.ack.at

    @property
    def follow_ups(self) -> list[Message]:
        return [step.message for step in self.steps if step.kind == "follow_up" and step.message is not None]

    @property
    def reply(self) -> Message | None:
        """The answer that can be read now: the response, or the first follow-up that stands."""
        shown = [each for each in (self.original, *self.follow_ups) if each is not None]
        return next((each for each in shown if not (each.thinking or each.deleted)), None)

    @property
    def modal(self) -> Form | None:
        return next((step.payload for step in self.steps if step.kind == "modal"), None)

    @property
    def choices(self) -> list[Form] | None:
        """Autocompletion: ``{"name", "value"}`` each, None before it came."""
        return next((step.payload.get("choices", []) for step in self.steps if step.kind == "choices"), None)

    async def acknowledged(self, timeout: float = 5) -> Step:
        """Waits for the first accepted answer, whatever it is."""
        await self.until(lambda: self.ack, timeout, "an acknowledgement")
        return self.steps[0]

    async def answered(self, timeout: float = 10) -> Message:
        """Waits until there is a message to read (a deferral alone is none)."""
        await self.until(lambda: self.reply, timeout, "an answer")
        assert self.reply is not None
        return self.reply

    async def until(self, look: Callable[[], T], timeout: float = 10, what: str = "that") -> T:
        """Waits for the first truthy ``look()``. Raises ``AssertionError`` with all that happened."""
        try:
            return await self.changes.until(look, timeout, what)
        except AssertionError as late:
            seen = [step.kind for step in self.steps]
            told = f"{late}; delivered {self.delivered} times, steps {seen}, refused {self.refused}"
            raise AssertionError(told) from None

    def expire_token(self) -> None:
        """As if fifteen minutes had passed."""
        self.token_dead = True

    # what the bot does

    def respond(self, body: Form, uploads: list[Upload], book: MessageBook, bot: User) -> Message | None:
        """The callback. Raises 10062 when late, 40060 when already acknowledged, 50035 when malformed."""
        try:
            return self._respond(body, uploads, book, bot)
        except DiscordError as refusal:
            self.refused.append(refusal.code)
            self.changes.ring()
            raise

    def _respond(self, body: Form, uploads: list[Upload], book: MessageBook, bot: User) -> Message | None:
        if self.ack is not None:
            raise errors.already_acknowledged()
        if time.monotonic() - self.sent_at > ACK_DEADLINE_S:
            raise errors.unknown_interaction()
        kind = KIND_OF_CALLBACK.get(body.get("type", 0), "")
        data = body.get("data") or {}
        self._check(kind, data)
        if kind in ("message", "defer"):
            if kind == "defer":
                data = {"flags": (data.get("flags") or 0) & kinds.EPHEMERAL | kinds.LOADING}
            self.original = self._post(data, uploads, book, bot)
        elif kind in AFTER_A_COMPONENT:
            self.original = self.source
            if kind == "update" and self.source is not None:
                book.edit(self.source, data, uploads)
        self._step(kind, data, self.original)
        self.ack = self.steps[-1]
        return self.original

    def _check(self, kind: str, data: Form) -> None:
        complain = Complaints()
        fits = (kind == "choices") == (self.kind == kinds.AUTOCOMPLETE)
        fits = fits and not (kind in AFTER_A_COMPONENT and self.source is None)
        fits = fits and not (kind == "modal" and self.kind == kinds.MODAL_SUBMIT)
        complain.unless(kind and fits, "type", f"A response of kind {kind!r} does not fit this interaction.")
        if kind == "modal":
            check_modal(data, complain)
        if kind == "choices":
            complain.size(data.get("choices"), 0, 25, "data.choices")
            focused = next(
                (option for option in self.options if option.get("focused")), {"type": kinds.STRING}
            )
            for index, choice in enumerate(data.get("choices", [])):
                check_choice(choice, focused["type"], f"data.choices.{index}", complain)
        complain.settle()

    def follow_up(self, form: Form, uploads: list[Upload], book: MessageBook, bot: User) -> Message:
        """A further message; the first one after a deferral fills the deferred answer, whatever its flags."""
        self.require_token()
        if self.original is not None and self.original.thinking:
            return self.edit(self.original, form | {"flags": _without_ephemeral(form)}, uploads, book)
        message = self._post(form, uploads, book, bot)
        self._step("follow_up", form, message)
        return message

    def edit(self, message: Message, form: Form, uploads: list[Upload], book: MessageBook) -> Message:
        self.require_token()
        book.edit(message, form, uploads)
        self._step("edit", form, message)
        return message

    def delete(self, message: Message, book: MessageBook) -> None:
        self.require_token()
        book.delete(message)
        self._step("delete", {}, message)

    def message(self, name: str) -> Message:
        """``@original`` or a follow-up's id. Raises 10015 before the callback, 10008 for no such message."""
        self.require_token()
        known = [self.original] if name == "@original" else [self.original, *self.follow_ups]
        for each in known:
            if each is not None and not each.deleted and name in ("@original", str(each.id)):
                return each
        raise errors.unknown_message()

    def require_token(self) -> None:
        """Raises 50027 after fifteen minutes, 10015 before the interaction was answered."""
        if self.token_dead or time.monotonic() - self.sent_at > TOKEN_LIFE_S:
            raise errors.invalid_webhook_token()
        if self.ack is None:
            raise errors.unknown_webhook()

    def _post(self, form: Form, uploads: list[Upload], book: MessageBook, bot: User) -> Message:
        hidden = bool((form.get("flags") or 0) & kinds.EPHEMERAL)
        message = book.post(
            self.channel,
            bot,
            form,
            uploads,
            interaction=self.metadata(),
            only_for=self.user if hidden else None,
        )
        if hidden:
            message.flags |= kinds.EPHEMERAL
        return message

    def metadata(self) -> Form:
        """What a message says about the interaction that it answers."""
        return {
            "id": str(self.id),
            "type": min(self.kind, kinds.COMPONENT),
            "user": self.payload.get("user") or self.payload["member"]["user"],
            "authorizing_integration_owners": {},
            **({"interacted_message_id": str(self.source.id)} if self.source is not None else {}),
        }

    def _step(self, kind: str, payload: Form, message: Message | None) -> None:
        self.steps.append(Step(kind, time.monotonic() - self.sent_at, payload, message))
        self.changes.ring()


def _without_ephemeral(form: Form) -> int:
    return (form.get("flags") or 0) & ~kinds.EPHEMERAL


def field_of(modal: Form, name: str) -> Form:
    """The field of a modal by its custom id or by its label. Raises ``LookupError`` naming the fields."""
    labels: dict[str, Form] = {}
    for node in components.nodes(modal.get("components", [])):
        if node["type"] == kinds.LABEL:
            labels[node["label"]] = node["component"]
        elif node["type"] in kinds.MODAL_FIELDS:
            labels.setdefault(node.get("label") or node["custom_id"], node)
    for label, node in labels.items():
        if name in (label, node["custom_id"]):
            return node
    raise LookupError(f"no field {name!r}; there are {[node['custom_id'] for node in labels.values()]}")
