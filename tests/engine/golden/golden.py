"""A golden log: inputs of one wood with the hash after each, and the content that they were played on, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from data.store.codec import load_command, load_decisions
from engine.commands.table import apply
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.founding import founding
from engine.saving.input_hash import command_hash
from engine.saving.save import wood_hash
from engine.turn import Outcome, advance
from engine.wood import Wood

PATH = Path(__file__).with_name("golden.json")
ID, SEED = "w0golden0", "1f" * 16


@dataclass(frozen=True, slots=True)
class GoldenInput:
    """One input, and what it came to."""

    kind: str
    """`founding`, `turn` or `command`."""
    payload: str
    """As the log has it (`data.store.codec`)."""
    hash: str
    """Of the whole wood after it."""
    told: str
    """Of its events and transfers."""


@dataclass(frozen=True, slots=True)
class GoldenLog:
    """The content as it was then, so that an edit of today's fails nothing; the version that played; the inputs."""

    behaviour: int
    cast: Cast
    rules: Rules
    inputs: tuple[GoldenInput, ...]


def outcome_of(log: GoldenLog, kind: str, payload: str, before: Wood | None) -> Outcome:
    """What an input comes to today."""
    if before is None:
        return founding(log.cast, log.rules, SEED, ID)
    if kind == "turn":
        return advance(before, load_decisions(payload))
    return apply(before, load_command(payload))


def told_by(kind: str, payload: str, outcome: Outcome) -> GoldenInput:
    """An input with the hashes of what it came to."""
    told = command_hash("", payload, outcome.events, outcome.transfers)
    return GoldenInput(kind, payload, wood_hash(outcome.wood), told)


def played(log: GoldenLog) -> Iterator[GoldenInput]:
    """The inputs, with what they come to today."""
    wood: Wood | None = None
    for entry in log.inputs:
        outcome = outcome_of(log, entry.kind, entry.payload, wood)
        yield told_by(entry.kind, entry.payload, outcome)
        wood = outcome.wood


def write(log: GoldenLog) -> None:
    """Write the log, an input a line, so that a difference can be read."""
    head = {"behaviour": log.behaviour, "cast": json.loads(log.cast.model_dump_json())}
    head["rules"] = json.loads(log.rules.model_dump_json())
    lines = [json.dumps(head, ensure_ascii=False), *(json.dumps(asdict(entry)) for entry in log.inputs)]
    PATH.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")


def read() -> GoldenLog:
    """The log as it is kept."""
    head, *inputs = json.loads(PATH.read_text("utf-8"))
    cast, rules = Cast.model_validate(head["cast"]), Rules.model_validate(head["rules"])
    return GoldenLog(head["behaviour"], cast, rules, tuple(GoldenInput(**entry) for entry in inputs))
