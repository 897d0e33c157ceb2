"""Replay: a stored wood is played again from its log, and its hash compared at every input."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.keeper.difference import Difference, differences, replayed_consequences, stored_consequences
from bot.keeper.earlier import EarlierEras
from bot.keeper.eras import EraRefused, carry_over
from bot.keeper.held import WoodBroken, guard
from data.store.codec import load_command, load_decisions
from data.store.failures import Damaged
from data.store.history import History
from data.store.protocol import Store
from data.store.records import Era, Input
from engine.commands.table import apply
from engine.errors import Coded
from engine.founding import founding
from engine.saving import version
from engine.saving.input_hash import command_hash
from engine.saving.save import dump, load, text_hash, wood_hash
from engine.turn import Outcome, advance
from engine.wood import Wood

NOTHING: tuple[Difference, ...] = ()
BREATH = 20
"""Inputs played before others get their turn."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """First input after which the replay differs from what is stored."""

    number: int
    kind: str
    turn: int
    code: str
    """`other_hash`; `other_start` of an era; `refused`, `damaged` or a fault of the engine's for a stored input.

    Of an input that an earlier version played: as `EarlierEras.fault` says.
    """
    at: int
    """Input after which the differences were found: a later one where too little was kept of the first."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """Result of a replay."""

    wood: str
    inputs: int
    """Inputs after which the hash was equal."""
    eras: tuple[int, ...]
    """Eras replayed."""
    checked: int
    """Inputs that an earlier version played: they were not played again, yet what is stored of them holds."""
    earlier: tuple[int, ...]
    """Eras of those."""
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
        if era.behaviour != version.BEHAVIOUR:
            raise Deviated("other_version")
        try:
            before = self._before(entry)
            outcome = guard(lambda: _outcome(entry, era, before))
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
                self._wood = guard(partial(load, era.state, era.cast, era.rules))
        return self._wood


async def replay(store: Store, wood: str) -> Replay:
    """Play a wood again from its founding and compare. Raises NoSuchWood."""
    eras = await store.history.eras(wood)
    snapshots = await store.history.snapshots(wood)
    replayer = Replayer(eras)
    earlier = EarlierEras(store.history, wood, eras, snapshots)
    kept = {s.number: text_hash(s.state) for s in snapshots}
    for era in eras:
        kept.pop(era.first - 1, None)  # an era's start, which `Replayer` compares
    inputs: Counter[int] = Counter()
    deviation, before, last = None, "", ""
    async for entry in store.history.inputs(wood):
        before, last = last, entry.hash
        era = replayer.era_of(entry)
        inputs[era.number] += 1
        if era.behaviour != version.BEHAVIOUR:
            fault = await earlier.fault(entry, era, before)
            if fault is not None:
                deviation = _deviation(entry, fault)
                break
            continue
        try:
            outcome = replayer.play(entry)
        except Deviated as error:
            deviation = _deviation(entry, error.code)
            break
        same = hash_of(entry, outcome, before) == entry.hash
        if not same or (entry.number in kept and kept[entry.number] != wood_hash(outcome.wood)):
            deviation = await _explain(store.history, wood, entry, outcome, replayer)
            break
        if entry.number % BREATH == 0:
            await asyncio.sleep(0)
    if deviation is not None:
        inputs[replayer.era_of(entry).number] -= 1
    played = {era.number for era in eras if era.behaviour == version.BEHAVIOUR} & set(inputs)
    return Replay(
        wood=wood,
        inputs=sum(inputs[number] for number in played),
        eras=tuple(sorted(played)),
        checked=sum(inputs[number] for number in inputs if number not in played),
        earlier=tuple(number for number in inputs if number not in played),
        deviation=deviation,
    )


def _deviation(entry: Input, code: str) -> Deviation:
    return Deviation(entry.number, entry.kind, entry.turn, code, entry.number, ())


async def rebuild(store: Store, wood: str) -> int:
    """Write anew what follows from a wood's log: events, transfers, turns, prices, standings. Returns the inputs.

    Nothing is changed unless every input follows. Raises NoSuchWood, Deviated.
    """
    return await store.history.rebuild(wood, Replayer(await store.history.eras(wood)).play)


def hash_of(entry: Input, outcome: Outcome, before: str) -> str:
    """The hash that the log should have of an input, `before` being that of the one before it."""
    if entry.kind == "command":
        return command_hash(before, entry.payload, outcome.events, outcome.transfers)
    return wood_hash(outcome.wood)


def _outcome(entry: Input, era: Era, before: Wood | None) -> Outcome:
    if entry.kind == "founding" or before is None:
        return founding(era.cast, era.rules, era.seed, era.wood)
    if entry.kind == "turn":
        return advance(before, load_decisions(entry.payload))
    return apply(before, load_command(entry.payload))


def _follows(before: Wood, era: Era) -> bool:
    try:
        return dump(carry_over(before, era.cast, era.rules)) == era.state
    except EraRefused:
        return False


async def _explain(
    history: History, wood: str, entry: Input, outcome: Outcome, replayer: Replayer
) -> Deviation:
    """Find what differs: in the state if it was kept, else in the input's consequences, else in the next kept state."""
    states = {snapshot.number: snapshot.state for snapshot in await history.snapshots(wood)}
    at, found = entry.number, NOTHING
    if entry.number in states:
        found = differences(states[entry.number], dump(outcome.wood))
    if not found:
        found = differences(
            await stored_consequences(history, wood, entry),
            replayed_consequences(outcome, entry, replayer.era_of(entry).parts),
        )
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
