"""The log's hashes: of the whole wood after a founding or a turn, of what it did after a command.

A command's hash is chained to that of the input before it, so that nothing of a wood's size is written out for it;
the next turn's is of the whole wood again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b

from engine.events.event import Event
from engine.ledger import Transfer


def command_hash(before: str, payload: str, events: Iterable[Event], transfers: Iterable[Transfer]) -> str:
    """The hash of a command: of the hash before it, its payload, and the events and transfers that followed."""
    told = [[e.id, e.kind, e.cause, e.audience, e.origin, dict(e.data)] for e in events]
    text = json.dumps([before, payload, told, [*transfers]], sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode("ascii"), digest_size=16).hexdigest()
