"""Replay of commands since a snapshot: it brings a wood up to its last input."""

from __future__ import annotations

import json
from collections.abc import Sequence

from data.store.codec import load_command
from data.store.failures import Damaged
from engine.commands.table import apply
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.saving import earlier
from engine.saving.save import SaveBroken, load
from engine.wood import Wood


def brought_up(snapshot: str, payloads: Sequence[str], cast: Cast, rules: Rules) -> Wood:
    """The wood of a snapshot after these commands, in order.

    What an earlier version carried out comes out as it did then. Raises SaveBroken where one cannot be carried out
    again, or the snapshot cannot be read.
    """
    past = _as_it_was(snapshot, payloads, rules) if payloads else None
    if past is not None:
        return load(past, cast, rules)
    wood = load(snapshot, cast, rules)
    for payload in payloads:
        try:
            outcome = apply(wood, load_command(payload))
        except Damaged as error:
            raise SaveBroken("not_repeated", detail=f"{wood.number + 1}: {error.code}") from error
        if outcome.refusal is not None:
            raise SaveBroken("not_repeated", detail=f"{wood.number + 1}: {outcome.refusal.code}")
        wood = outcome.wood
    return wood


def _as_it_was(snapshot: str, payloads: Sequence[str], rules: Rules) -> str | None:
    """An earlier version's state after its commands; None where it is in today's form."""
    try:
        state = json.loads(snapshot)
        if state["format"] != earlier.FORMAT:
            return None
        return json.dumps(earlier.carried_out(state, payloads, rules.news), ensure_ascii=False)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise SaveBroken("not_repeated", detail=repr(error)) from error
