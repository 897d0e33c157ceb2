"""Replay of commands since a snapshot: it brings a wood up to its last input."""

from __future__ import annotations

from collections.abc import Iterable

from data.store.codec import load_command
from data.store.failures import Damaged
from engine.commands.table import apply
from engine.saving.save import SaveBroken
from engine.wood import Wood


def brought_up(wood: Wood, payloads: Iterable[str]) -> Wood:
    """The wood after these commands, in order. Raises SaveBroken where one cannot be carried out again."""
    for payload in payloads:
        try:
            outcome = apply(wood, load_command(payload))
        except Damaged as error:
            raise SaveBroken("not_repeated", detail=f"{wood.number + 1}: {error.code}") from error
        if outcome.refusal is not None:
            raise SaveBroken("not_repeated", detail=f"{wood.number + 1}: {outcome.refusal.code}")
        wood = outcome.wood
    return wood
