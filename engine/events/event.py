"""Events: facts that happened, with the cause of each, who may know it, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

Origin = Literal["emergent", "authored", "patron"]
PUBLIC = "public"
NOBODY = "nobody"
Value = int | str


class Cause(NamedTuple):
    """What an event came from: an input or an earlier event."""

    id: str
    """`input:<label>` (`engine.input_name`) or an event's id."""
    origin: Origin


class Event(NamedTuple):
    """One fact.

    `id` is `<position>.<index>` for a public event, with the input's position among the public inputs; a private
    one has its audience and, for a secret command, its account's own count in it, so that none tells of others.
    `audience` is `public`, `nobody`, or the account of the one creature or patron who may know. `data` holds
    integers, ids, and words that somebody said: the edge renders the sentence in the reader's language.
    """

    id: str
    kind: str
    cause: str
    audience: str
    origin: Origin
    data: Mapping[str, Value]


def public(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events that everybody may know, in order."""
    return tuple(event for event in events if event.audience == PUBLIC)
