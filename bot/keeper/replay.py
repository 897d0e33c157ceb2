"""Replay: a stored wood played again from its log, its hash compared at every input."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.keeper.difference import Difference, differences, kept_of, replayed_of
from bot.keeper.eras import EraRefused, carried_over
from bot.keeper.guard import WoodBroken, guarded
from data.store.codec import load_command, load_decisions
from data.store.failures import Damaged
from data.store.protocol import History, Store
from data.store.records import Era, Input
from engine.commands.table import apply
from engine.errors import Coded
from engine.founding import founding
from engine.input_hash import command_hash
from engine.save import dump, load, text_hash, wood_hash
from engine.turn import Outcome, advance
from engine.wood import Wood

VERSIONS = frozenset({1})
"""Versions of the rules whose eras this release replays."""
NOTHING: tuple[Difference, ...] = ()
BREATH = 20
"""Inputs played before others get their turn."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """The first input after which the replay is not what is stored."""

    number: int
    kind: str
    turn: int
    code: str
    """`other_hash`; `other_start` of an era; `refused`, `damaged` or a fault of the engine's for a stored input."""
    at: int
    """Input after which the differences were found: a later one where too little was kept of the first."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found."""

    wood: str
    inputs: int
    """Inputs after which the hash was equal."""
    eras: tuple[int, ...]
    """Eras replayed."""
    skipped: tuple[int, ...]
    """Eras of rules that this release does not replay."""
    deviation: Deviation | None


class Deviated(Coded):
    """An input does not follow from what was before. `code` as in `Deviation`, or `other_version`."""


class Replayer:
    """Plays a wood's inputs in their order, decisions taken from the record, each on the rules of its era."""

    def __init__(self, eras: Sequence[Era]) -> None:
        self._eras = eras
        self._wood: Wood | None = None

    def era_of(self, entry: Input) -> Era:
        """The era of an input."""
        return next(era for era in reversed(self._eras) if era.first <= entry.number)

    def play(self, entry: Input) -> Outcome:
        """The outcome of the next input. Raises Deviated where it does not follow."""
        era = self.era_of(entry)
        if era.rules.version not in VERSIONS:
            raise Deviated("other_version")
        try:
            before = self._before(entry)
            outcome = guarded(lambda: _outcome(entry, era, before))
        except Damaged as error:
            raise Deviated(error.code) from error
        except WoodBroken as error:
            raise Deviated(error.code) from error
        if outcome.refusal is not None:
            raise Deviated("refused")
        self._wood = outcome.wood
        return outcome

    def _before(self, entry: Input) -> Wood | None:
        """The wood before an input; what is stored of an era's start must follow from what was before it."""
        for era in self._eras:
            if era.first == entry.number and era.state:
                if self._wood is not None and not _follows(self._wood, era):
                    raise Deviated("other_start")
                self._wood = guarded(partial(load, era.state, era.cast, era.rules))
        return self._wood


async def replay(store: Store, wood: str) -> Replay:
    """Play a wood again from its founding and compare. Raises NoSuchWood."""
    eras = await store.history.eras(wood)
    replayer, equal = Replayer(eras), 0
    played: dict[int, bool] = {}
    deviation = None
    kept = {s.number: text_hash(s.state) for s in await store.history.snapshots(wood)}
    for era in eras:
        kept.pop(era.first - 1, None)  # an era's start, which `Replayer` compares
    before, last = "", ""
    async for entry in store.history.inputs(wood):
        before, last = last, entry.hash
        era = replayer.era_of(entry)
        played[era.number] = era.rules.version in VERSIONS
        if not played[era.number]:
            continue
        try:
            outcome = replayer.play(entry)
        except Deviated as error:
            deviation = Deviation(entry.number, entry.kind, entry.turn, error.code, entry.number, ())
            break
        same = hash_of(entry, outcome, before) == entry.hash
        if not same or (entry.number in kept and kept[entry.number] != wood_hash(outcome.wood)):
            deviation = await _explained(store.history, wood, entry, outcome, replayer)
            break
        equal += 1
        if entry.number % BREATH == 0:
            await asyncio.sleep(0)
    return Replay(
        wood=wood,
        inputs=equal,
        eras=tuple(number for number, done in played.items() if done),
        skipped=tuple(number for number, done in played.items() if not done),
        deviation=deviation,
    )


async def rebuild(store: Store, wood: str) -> int:
    """Write anew what follows from a wood's log: events, transfers, turns, prices, standings. Returns the inputs.

    Nothing is changed unless every input follows. Raises NoSuchWood, Deviated.
    """
    return await store.history.rebuild(wood, Replayer(await store.history.eras(wood)).play)


def hash_of(entry: Input, outcome: Outcome, before: str) -> str:
    """The hash that the log should have of an input, `before` being that of the one before it."""
    if entry.kind == "command":
        return command_hash(before, entry.payload, outcome)
    return wood_hash(outcome.wood)


def _outcome(entry: Input, era: Era, before: Wood | None) -> Outcome:
    if entry.kind == "founding" or before is None:
        return founding(era.cast, era.rules, era.seed)
    if entry.kind == "turn":
        return advance(before, load_decisions(entry.payload))
    return apply(before, load_command(entry.payload))


def _follows(before: Wood, era: Era) -> bool:
    try:
        return dump(carried_over(before, era.cast, era.rules)) == era.state
    except EraRefused:
        return False


async def _explained(
    history: History, wood: str, entry: Input, outcome: Outcome, replayer: Replayer
) -> Deviation:
    """What differs: in the state if it was kept, else in what followed from the input, else in the next kept state."""
    states = {snapshot.number: snapshot.state for snapshot in await history.snapshots(wood)}
    at, found = entry.number, NOTHING
    if entry.number in states:
        found = differences(states[entry.number], dump(outcome.wood))
    if not found:
        found = differences(await kept_of(history, wood, entry), replayed_of(outcome, entry))
    if not found:
        async for later in history.inputs(wood, entry.number + 1):
            try:
                state = dump(replayer.play(later).wood)
            except Deviated:
                break
            if later.number in states:
                at, found = later.number, differences(states[later.number], state)
                break
    return Deviation(entry.number, entry.kind, entry.turn, "other_hash", at, found)
