"""Checks of an era that an earlier version of the engine played: hashes and ledger, without playing it.

Its inputs cannot be played again, for the same decisions would come to something else. Yet its transfers must add up to
every balance that was kept, no account but a source may fall below zero, and hashes must be those of what is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.store.codec import loads
from data.store.failures import Damaged
from data.store.history import History
from data.store.records import Era, Input, Snapshot
from engine.accounts import SOURCES
from engine.ledger import Transfer
from engine.saving.input_hash import command_hash
from engine.saving.save import text_hash

CHAINED = 2
"""The first version of behaviour whose commands' hashes are chained; before, they were of the whole wood."""


class EarlierEras:
    """Checker that reads inputs in order, from the founding on, and adds up their transfers."""

    def __init__(self, history: History, wood: str, eras: Iterable[Era], kept: Iterable[Snapshot]) -> None:
        self._history = history
        self._wood = wood
        self._starts = {era.first: era.state for era in eras if era.state}
        self._kept = {
            snapshot.number: snapshot.state for snapshot in kept if snapshot.number + 1 not in self._starts
        }
        self._balances: dict[tuple[str, str], int] = {}

    async def fault(self, entry: Input, era: Era, before: str) -> str | None:
        """What is wrong with an input, as a code, or None; `before` is the hash of the input before it.

        `overdrawn`: an account fell below zero. `unbalanced`: transfers do not add up to what was kept.
        `other_snapshot`, `other_hash`: what is stored is not what its hash was made of.
        """
        transfers = await self._history.transfers(self._wood, entry.number)
        if not all(self._moves(transfer) for transfer in transfers):
            return "overdrawn"
        if entry.kind == "command" and era.behaviour >= CHAINED:
            events = await self._history.all_events(self._wood, entry.number)
            if command_hash(before, entry.payload, events, transfers) != entry.hash:
                return "other_hash"
        state, following = self._kept.get(entry.number), self._starts.get(entry.number + 1)
        if not all(self._adds_up(told) for told in (state, following) if told is not None):
            return "unbalanced"
        hashed = entry.kind != "command" or era.behaviour < CHAINED
        if state is not None and hashed and text_hash(state) != entry.hash:
            return "other_snapshot"
        return None

    def _moves(self, transfer: Transfer) -> bool:
        """Carry out a transfer; whether its source had what it moved."""
        source, target = (transfer.source, transfer.asset), (transfer.target, transfer.asset)
        self._balances[source] = self._balances.get(source, 0) - transfer.amount
        self._balances[target] = self._balances.get(target, 0) + transfer.amount
        return self._balances[source] >= 0 or transfer.source in SOURCES

    def _adds_up(self, state: str) -> bool:
        try:
            books: Mapping[str, Mapping[str, int]] = loads(state)["balances"]
        except (Damaged, LookupError, TypeError):
            return False
        told = {(account, asset): n for account, assets in books.items() for asset, n in assets.items() if n}
        return told == {key: n for key, n in self._balances.items() if n}
