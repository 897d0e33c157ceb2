"""A mind that repeats what minds once answered, from the rows of a `traces.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from engine.decision import Consent, Decision, Offer, Order, Say, VaultAct
from inference.mind import Answer, Ask, Mind, Status, Trace


class RecordBroken(Exception):
    """A record that cannot be read: the number of the line, from 1, and what is wrong with it."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(line, problem)
        self.line = line
        self.problem = problem


class RecordedRow(BaseModel):
    """What a replay needs of one row; other fields pass unread."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    wood: str
    turn: int
    creature: str
    mind: str
    model: str = ""
    prompt: str = ""
    reply: str = ""
    prompt_tokens: int = 0
    reply_tokens: int = 0
    finish_reason: str = ""
    latency_ms: float = 0.0
    thought: str = ""
    requested: Mapping[str, Any] = Field(default_factory=dict)
    status: Status = "valid"
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Requested:
    """A decision as a trace row writes it."""

    orders: tuple[Order, ...] = ()
    say: Say | None = None
    answers: tuple[Mapping[str, str], ...] = ()
    proposals: tuple[Offer, ...] = ()
    vault: VaultAct | None = None


_ROW = TypeAdapter(RecordedRow)
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
        return [await self._repeated(ask) for ask in asks]

    async def _repeated(self, ask: Ask) -> Answer:
        row = self._rows.get((self._only or ask.wood, ask.perception.turn, ask.creature))
        if row is None:
            (answer,) = await self._otherwise.decide([ask])
            problems = ("not_recorded", *answer.trace.problems)
            return Answer(answer.decision, Trace("record", status="fallback", problems=problems))
        return Answer(_decision(row), _trace(row))


def read_record(lines: Iterable[str]) -> list[RecordedRow]:
    """The rows of a record, empty lines left out. Raises RecordBroken."""
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(_ROW.validate_python(json.loads(line)))
            _REQUESTED.validate_python(rows[-1].requested)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise RecordBroken(number, f"{place}: {first['msg']}") from error
        except (ValueError, RecursionError) as error:
            raise RecordBroken(number, "this is not JSON") from error
    return rows


def _decision(row: RecordedRow) -> Decision:
    wanted = _REQUESTED.validate_python(row.requested)
    answers = tuple(Consent(a.get("proposal", ""), a.get("answer") == "accept") for a in wanted.answers)
    return Decision(row.thought, wanted.orders, wanted.say, answers, wanted.proposals, wanted.vault)


def _trace(row: RecordedRow) -> Trace:
    return Trace(
        mind=row.mind,
        model=row.model,
        prompt=row.prompt,
        reply=row.reply,
        prompt_tokens=row.prompt_tokens,
        reply_tokens=row.reply_tokens,
        finish_reason=row.finish_reason,
        latency_ms=row.latency_ms,
        status=row.status,
        problems=row.problems,
    )
