"""A record: the same wood again, exactly, from its traces."""

from __future__ import annotations

import json

import pytest

from bot.lab.traces import trace_row
from engine.founding import found
from engine.saving.save import wood_hash
from engine.turn import advance
from inference.backend import Request
from inference.mind import Mind
from inference.policies.recorded import RecordBroken, RecordMind, read_record
from tests.inference.council.stand_in_councils import (
    INSTINCT,
    RULES,
    WOOD,
    asks_of,
    council_of,
    file_of,
    lived,
    ready,
)
from tests.inference.stand_in_models import Scripted, reply_to


async def played(mind: Mind, turns: int, name: str) -> tuple[list[str], list[str]]:
    """Hashes after each turn, and the lines of `traces.jsonl`."""
    wood, hashes, lines = found(WOOD, RULES, "9"), [], []
    for _ in range(turns):
        asks = asks_of(wood, name)
        answers = dict(zip([a.creature for a in asks], await mind.decide(asks), strict=True))
        outcome = advance(wood, {creature: answer.decision for creature, answer in answers.items()})
        wood = outcome.wood
        hashes.append(wood_hash(wood))
        rows = (trace_row(name, wood.turn, c, a.trace, outcome.applied[c]) for c, a in answers.items())
        lines += [json.dumps(row) for row in rows]
    return hashes, lines


async def recorded(turns: int = 12) -> tuple[list[str], list[str]]:
    """A wood of a model that now and then answers badly, a moot and a policy."""
    backend, asked = Scripted(), 0

    def mostly(request: Request) -> str:
        nonlocal asked
        asked += 1
        return {0: "garbage", 1: reply_to(request)[:-20], 2: "{'orders': []}"}.get(
            asked % 7, reply_to(request)
        )

    backend.say = mostly
    file = file_of("m", creatures={"pip": ["m", "instinct"], "fenn": "random"}, warden={"rules": True})
    council = await ready(council_of(file, backend))
    result = await played(council, turns, "w")
    await council.close()
    return result


async def test_a_replay_ends_in_the_same_hashes_with_the_same_traces() -> None:
    hashes, lines = await recorded()
    again, lines_again = await played(RecordMind(read_record(lines), INSTINCT), 12, "w")
    assert again == hashes
    assert lines_again == lines
    assert {json.loads(line)["status"] for line in lines} >= {"valid", "repaired", "fallback"}


async def test_a_record_of_one_wood_stands_for_any() -> None:
    hashes, lines = await recorded(3)
    again, _ = await played(RecordMind(read_record(lines), INSTINCT), 3, "another")
    assert again == hashes


async def test_beyond_the_record_another_mind_decides() -> None:
    _, lines = await recorded(2)
    answers = await RecordMind(read_record(lines), INSTINCT).decide(asks_of(lived(5)))
    assert {(a.trace.status, a.trace.problems) for a in answers} == {("fallback", ("not_recorded",))}
    assert all(a.decision.orders for a in answers)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("nonsense", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("{}", "wood"),
        ("[]", "dict"),
        ('{"wood": 3}', "wood"),
    ],
)
async def test_a_line_that_cannot_be_read_is_named(line: str, problem: str) -> None:
    _, lines = await recorded(1)
    with pytest.raises(RecordBroken) as broken:
        read_record([lines[0], "", line])
    assert broken.value.params["line"] == 3
    assert problem in str(broken.value.params["problem"])
