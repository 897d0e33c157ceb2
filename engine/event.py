"""Events: facts that happened, with the cause of each, who may know it, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Origin = Literal["emergent", "authored", "patron"]
PUBLIC = "public"
NOBODY = "nobody"
PRIVATE = 1_000_000
"""First index of an input's private events: they are counted apart, so that no public id tells how many there were."""
Value = int | str


class Cause(NamedTuple):
    """What an event came from: an input or an earlier event."""

    id: str
    """`input:<number>` or an event's id."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Event:
    """One fact.

    `id` is `<input number>.<index>`, public and private events counted apart; `audience` is `public`, `nobody`, or
    the account of the one creature or patron who may know. `data` holds integers, ids, and words that somebody
    said: the edge renders the sentence in the reader's language.
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
