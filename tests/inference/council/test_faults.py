"""Faults of minds: whatever fails falls to instinct, is marked and counted, and hurts no other decision."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from engine.decision import Decision
from inference.backend import BackendFailed, Completion, Message, Request
from inference.backends.openai import OpenAIBackend
from inference.backends.remote import Remote
from inference.mind import Answer, Ask
from tests.inference.council.stand_in_councils import (
    DOWN,
    INSTINCT,
    asks_of,
    by_instinct,
    council_of,
    fallen,
    file_of,
    lived,
    ready,
)
from tests.inference.stand_in_models import Scripted, Server, reply_to

FAULTS = {
    "down": DOWN,
    "overloaded": BackendFailed("overloaded", detail="429"),
    "broken": RuntimeError("a bug"),
    "garbage": "I would rather not say.",
    "thinking": "<think>Should I buy honey? {",
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_fails_instinct_decides_and_the_trace_says_why(fault: str) -> None:
    backend = Scripted()
    council = await ready(council_of(file_of("m"), backend))

    def failing(request: Request) -> str:
        said = FAULTS[fault]
        if isinstance(said, str):
            return said
        raise said

    backend.say = failing
    asks = asks_of(lived(6))
    answers = await council.decide(asks)
    assert all(fallen(answer) for answer in answers)
    assert [a.decision for a in answers] == [by_instinct(ask) for ask in asks_of(lived(6))]
    reason = {"thinking": "garbage"}.get(fault, fault)
    assert all(a.trace.problems[0].startswith(reason) for a in answers)
    assert answers[0].trace.prompt
    assert council.health()[0].fallbacks == 5
    await council.close()


BENT = {
    "content an object": ("message", lambda message: {**message, "content": {"thought": "Wait."}}),
    "content a number": ("message", lambda message: {**message, "content": 7}),
    "usage empty": ("usage", lambda _: {}),
    "usage of nulls": ("usage", dict.fromkeys),
}


@pytest.mark.parametrize("fault", BENT)
async def test_a_server_whose_answers_have_another_shape_costs_those_decisions(fault: str) -> None:
    part, change = BENT[fault]

    def bend(answer: dict[str, Any]) -> object:
        (choice,) = answer["choices"]
        parts = {"message": choice["message"], "usage": answer["usage"]}
        parts[part] = change(parts[part])
        return {**answer, "choices": [{**choice, "message": parts["message"]}], "usage": parts["usage"]}

    async with Server().serving() as server:
        council = council_of(file_of("m"), OpenAIBackend("m", Remote("m", (server.url,))))
        await ready(council)
        server.bend = bend
        answers = await council.decide(asks_of(lived(6)))
        assert [a.decision for a in answers] == [by_instinct(ask) for ask in asks_of(lived(6))]
        assert all(fallen(a) and a.trace.problems[0].startswith("broken") for a in answers)
        assert council.health()[0].fallbacks == 5
        server.bend = lambda answer: answer
        assert not any(map(fallen, await council.decide(asks_of(lived(6)))))
        await council.close()


async def test_prompts_that_a_server_counts_no_more_fall_to_instinct() -> None:
    async with Server().serving() as server:
        council = council_of(file_of("m"), OpenAIBackend("m", Remote("m", (server.url,))))
        await ready(council)
        server.count = '{"count": 30'
        answers = await council.decide(asks_of(lived(6)))
        assert all(fallen(a) and a.trace.problems[0].startswith("broken") for a in answers)
        await council.close()


BUGS = [KeyError("pip"), TypeError(), RecursionError(), ExceptionGroup("both", [ValueError()])]


class Faulty:
    """Instinct with a bug that one creature meets."""

    def __init__(self, bug: Exception) -> None:
        self.bug = bug

    async def decide(self, asks: Sequence[Ask]) -> list[Answer]:
        if any(ask.creature == "pip" for ask in asks):
            raise self.bug
        return await INSTINCT.decide(asks)


def all_but_pip(answers: Sequence[Answer]) -> list[Decision]:
    """The decisions beside pip's, which has to be the last and the only one that was stood in for."""
    assert [fallen(answer) for answer in answers] == [False, False, False, False, True]
    assert answers[-1].trace.problems[0].startswith("broken")
    return [answer.decision for answer in answers[:-1]]


@pytest.mark.parametrize("bug", BUGS, ids=repr)
async def test_a_bug_in_one_mind_hurts_no_other_decision(bug: Exception) -> None:
    file = file_of("m", everyone="instinct", creatures={"pip": "random"})
    council = await ready(council_of(file, Scripted(), policies={"random": Faulty(bug)}))
    *others, pip = asks_of(lived(6))
    answers = await council.decide(asks_of(lived(6)))
    assert all_but_pip(answers) == [by_instinct(ask) for ask in others]
    assert answers[-1].decision == by_instinct(pip)
    await council.close()


@pytest.mark.parametrize("bug", BUGS, ids=repr)
async def test_where_instinct_itself_has_a_bug_that_creature_does_nothing(bug: Exception) -> None:
    council = await ready(
        council_of(file_of("m", everyone="instinct"), Scripted(), policies={"instinct": Faulty(bug)})
    )
    *others, _ = asks_of(lived(6))
    answers = await council.decide(asks_of(lived(6)))
    assert all_but_pip(answers) == [by_instinct(ask) for ask in others]
    assert answers[-1].decision == Decision()
    await council.close()


@pytest.mark.parametrize("bug", BUGS, ids=repr)
async def test_a_bug_in_counting_falls_to_instinct_and_is_counted(bug: Exception) -> None:
    backend = Scripted()
    council = await ready(council_of(file_of("m"), backend))

    async def failing(_: Sequence[Message]) -> int:
        raise bug

    backend.count = failing
    answers = await council.decide(asks_of(lived(6)))
    assert [a.decision for a in answers] == [by_instinct(ask) for ask in asks_of(lived(6))]
    assert all(fallen(a) and a.trace.problems[0].startswith("broken") for a in answers)
    assert council.health()[0].fallbacks == 5
    await council.close()


async def test_a_bug_in_reading_a_reply_is_traced_with_its_prompt() -> None:
    backend = Scripted()
    council = await ready(council_of(file_of("m"), backend))
    complete = backend.complete

    async def with_a_number(request: Request) -> Completion:
        return replace(await complete(request), text=7)

    backend.complete = with_a_number
    answers = await council.decide(asks_of(lived(6)))
    assert all(fallen(a) and a.trace.problems[0].startswith("broken") and a.trace.prompt for a in answers)
    assert council.health()[0].fallbacks == 5
    await council.close()


@pytest.mark.parametrize("reason", ["error", "abort", "content_filter", ""])
async def test_a_reply_that_ended_for_no_usable_reason_is_none(reason: str) -> None:
    backend = Scripted()
    backend.finish_reason = reason
    council = await ready(council_of(file_of("m"), backend))
    answers = await council.decide(asks_of(lived(6)))
    assert all(a.trace.problems[0].startswith("unusable") and a.trace.reply for a in answers)
    await council.close()


async def test_a_cut_off_reply_is_mended() -> None:
    backend = Scripted()
    backend.finish_reason = "length"
    backend.say = lambda request: reply_to(request)[:-9]
    council = await ready(council_of(file_of("m"), backend))
    answers = await council.decide(asks_of(lived(6)))
    assert {a.trace.status for a in answers} == {"repaired"}
    await council.close()


async def test_a_form_without_a_legal_move_is_a_noop() -> None:
    backend = Scripted()
    backend.say = lambda _: '{"orders":[{"side":"buy","good":"gold","quantity":1,"limit":1}]}'
    council = await ready(council_of(file_of("m"), backend))
    answers = await council.decide(asks_of(lived(6)))
    assert {(a.trace.status, a.decision) for a in answers} == {("noop", Decision())}
    await council.close()


async def test_the_answer_may_follow_a_mark() -> None:
    backend = Scripted()
    backend.say = lambda request: '{"thought":"A draft"} ANSWER: ' + reply_to(request)
    council = await ready(council_of(file_of("m", m={"answer_after": "ANSWER:"}), backend))
    answers = await council.decide(asks_of(lived(6)))
    assert all(answer.decision.thought != "A draft" for answer in answers)
    await council.close()


async def test_a_turn_never_waits_beyond_the_deadline() -> None:
    backend, never = Scripted(), asyncio.Event()

    async def forever(_: Request) -> str:
        await never.wait()
        return ""

    backend.say = forever
    council = await ready(council_of(file_of("m", deadline=0.05, in_flight=2), backend))
    async with asyncio.timeout(5):
        answers = await council.decide(asks_of(lived(6)))
    assert {a.trace.problems for a in answers} == {("deadline: 0.05 s",)}
    assert any(a.trace.prompt for a in answers)
    await council.close()
