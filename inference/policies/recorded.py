"""Recorded mind: it repeats what minds once answered, from the rows of a `traces.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine.decision import Consent, Decision, Offer, Order, Say, Trace, VaultAct
from engine.errors import Coded
from inference.mind import Answer, Ask, Mind


class RecordBroken(Coded):
    """A record that cannot be read: `line` is its number, from 1, `problem` what is wrong with it."""

    code = "bad_record"


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """What a replay needs of one row: whose decision it is, what it was, and how it came about."""

    wood: str
    turn: int
    creature: str
    decision: Decision
    trace: Trace


@dataclass(frozen=True, slots=True)
class _Place:
    wood: str
    turn: int
    creature: str
    thought: str = ""
    requested: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Requested:
    """A decision as a trace row writes it."""

    orders: tuple[Order, ...] = ()
    say: Say | None = None
    answers: tuple[Mapping[str, str], ...] = ()
    proposals: tuple[Offer, ...] = ()
    vault: VaultAct | None = None


_PLACE = TypeAdapter(_Place)
_TRACE = TypeAdapter(Trace)
_REQUESTED = TypeAdapter(_Requested)


class RecordMind:
    """Repeats a record: the decisions as they met the engine, with their traces. For a turn without a row, another
    mind decides.
    """

    def __init__(self, rows: Iterable[RecordedRow], otherwise: Mind) -> None:
        self._rows = {(row.wood, row.turn, row.creature): row for row in rows}
        self._otherwise = otherwise
        woods = {row.wood for row in self._rows.values()}
        self._only = woods.pop() if len(woods) == 1 else None
        """A record of one wood stands for whichever wood asks: its public id need not be the same."""

    async def decide(self, asks: Sequence[Ask]) -> list[Answer]:
        """Decide for all asks, in order."""
        return [await self._repeat(ask) for ask in asks]

    async def _repeat(self, ask: Ask) -> Answer:
        row = self._rows.get((self._only or ask.wood, ask.perception.turn, ask.creature))
        if row is None:
            (answer,) = await self._otherwise.decide([ask])
            problems = ("not_recorded", *answer.trace.problems)
            return Answer(answer.decision, Trace("record", status="fallback", problems=problems))
        return Answer(row.decision, row.trace)


def read_record(lines: Iterable[str]) -> list[RecordedRow]:
    """The rows of a record, empty lines left out. Raises RecordBroken."""
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(_row(json.loads(line)))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise RecordBroken(line=number, problem=f"{place}: {first['msg']}") from error
        except (ValueError, RecursionError) as error:
            raise RecordBroken(line=number, problem="this is not JSON") from error
    return rows


def _row(given: Any) -> RecordedRow:
    """One row of `traces.jsonl`; fields beyond those of a trace and of a decision pass unread."""
    place = _PLACE.validate_python(given)
    wanted = _REQUESTED.validate_python(place.requested)
    answers = tuple(Consent(a.get("proposal", ""), a.get("answer") == "accept") for a in wanted.answers)
    decision = Decision(place.thought, wanted.orders, wanted.say, answers, wanted.proposals, wanted.vault)
    return RecordedRow(place.wood, place.turn, place.creature, decision, _TRACE.validate_python(given))
