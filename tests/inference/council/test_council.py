"""The council: all asked at once, fair between woods, started, refused and measured."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from engine.founding import found
from engine.turn import advance
from inference.backend import BackendFailed, Message, Request
from inference.backends.openai import OpenAIBackend
from inference.backends.remote import Remote
from inference.council.council import Council
from inference.council.moot import has_dissent
from inference.council.stopwatch import RoundTiming
from inference.mind import Answer
from tests.inference.council.stand_in_councils import (
    DOWN,
    RULES,
    WOOD,
    WORDS,
    asks_of,
    by_instinct,
    council_of,
    fallen,
    file_of,
    lived,
    ready,
    until,
)
from tests.inference.stand_in_models import Scripted, Server, prompt_pieces, reply_to

Count = Callable[[Sequence[Message]], int]


async def test_every_creature_is_asked_at_once() -> None:
    backend, everybody = Scripted(), asyncio.Event()

    async def together(request: Request) -> str:
        if len(backend.requests) == 10:
            everybody.set()
        await everybody.wait()
        return reply_to(request)

    backend.say = together
    council = await ready(council_of(file_of("m"), backend))
    asks = [*asks_of(lived(3), "a"), *asks_of(lived(4), "b")]
    answers = await council.decide(asks)
    assert [a.trace.status for a in answers] == ["valid"] * 10
    await council.close()


async def test_a_trace_holds_prompt_reply_and_tokens() -> None:
    backend = Scripted()
    council = await ready(council_of(file_of("m"), backend))
    (answer, *_) = await council.decide(asks_of(lived(3)))
    trace, request = answer.trace, backend.requests[0]
    assert (trace.mind, trace.model, trace.finish_reason) == ("m", "m", "stop")
    assert all(message.content in trace.prompt for message in request.messages)
    assert trace.reply == reply_to(request)
    assert trace.prompt_tokens == prompt_pieces(request.messages) <= WORDS.tokens.prompt
    assert trace.prompt_tokens + request.max_tokens <= WORDS.tokens.total
    await council.close()


async def test_the_same_asks_give_the_same_samples_and_another_seed_others() -> None:
    seeds = []
    for seed in (0, 0, 1):
        backend = Scripted()
        council = await ready(council_of(file_of("m", m={"seed": seed}), backend))
        await council.decide(asks_of(lived(3)))
        seeds.append([request.seed for request in backend.requests])
        await council.close()
    assert seeds[0] == seeds[1]
    assert not set(seeds[0]) & set(seeds[2])


@pytest.mark.parametrize("together", [True, False])
async def test_a_wood_of_hundreds_does_not_starve_a_wood_of_five(together: bool) -> None:
    backend, order = Scripted(), []

    async def noted(request: Request) -> str:
        order.append(request.wood)
        await asyncio.sleep(0.002)
        return reply_to(request)

    backend.say = noted
    council = await ready(council_of(file_of("m", in_flight=4), backend))
    many = [replace(ask, wood="many") for _ in range(50) for ask in asks_of(lived(3))]
    few = asks_of(lived(3), "few")
    if together:
        await council.decide([*many, *few])
    else:
        await asyncio.gather(council.decide(many), council.decide(few))
    assert Counter(order) == {"many": 250, "few": 5}
    assert max(place for place, wood in enumerate(order) if wood == "few") < 20
    await council.close()


async def test_the_event_loop_is_free_between_two_asks() -> None:
    """A command that comes while hundreds of prompts are made is not answered after all of them."""
    prompts: list[int] = []
    backend = Scripted(count=lambda messages: prompts.append(1) or prompt_pieces(messages))
    council = await ready(council_of(file_of("m"), backend))
    asks = [ask for number in range(10) for ask in asks_of(lived(3), str(number))]
    prompts.clear()
    deciding, in_one_pass, seen = asyncio.create_task(council.decide(asks)), 0, 0
    while not deciding.done():
        await asyncio.sleep(0)
        in_one_pass, seen = max(in_one_pass, len(prompts) - seen), len(prompts)
    assert in_one_pass < 5
    assert seen >= 50
    await council.close()


async def test_no_more_are_in_flight_than_may_be() -> None:
    most, now, full = 0, 0, asyncio.Event()

    async def counted(request: Request) -> str:
        nonlocal most, now
        now += 1
        most = max(most, now)
        if now == 6:
            full.set()
        await full.wait()
        await asyncio.sleep(0.005)
        now -= 1
        return reply_to(request)

    one, other = Scripted(), Scripted()
    one.say = other.say = counted
    file = file_of("m", "n", in_flight=6, creatures={"pip": "n", "fenn": "n"})
    council = await ready(council_of(file, one, other))
    await council.decide([ask for number in range(20) for ask in asks_of(lived(3), str(number))])
    assert most == 6
    await council.close()


async def test_start_waits_for_nothing_and_creatures_think_meanwhile() -> None:
    backend, loading = Scripted(), asyncio.Event()

    async def slowly() -> None:
        await loading.wait()
        backend.alive = True

    backend.start = slowly
    council = council_of(file_of("m"), backend)
    council.start()
    answers = await council.decide(asks_of(lived(6)))
    assert all(a.trace.problems == ("down: loading",) for a in answers)
    assert council.health()[0].state == "loading"
    loading.set()
    await until(council, "m", "ready")
    assert not any(map(fallen, await council.decide(asks_of(lived(6)))))
    await council.close()


async def test_a_dead_backend_is_started_anew_and_the_turn_completes() -> None:
    backend = Scripted()
    council = await ready(council_of(file_of("m"), backend))
    backend.starts.extend([DOWN, OSError("no memory"), BackendFailed("overloaded")])

    def dies(request: Request) -> str:
        backend.alive, backend.say = False, reply_to
        raise DOWN

    backend.say = dies
    answers = await council.decide(asks_of(lived(6)))
    assert all(map(fallen, answers))
    assert council.health()[0].state == "down"
    await until(council, "m", "ready")
    assert backend.started == 5
    assert council.health()[0].failures == 4
    assert not any(map(fallen, await council.decide(asks_of(lived(6)))))
    await council.close()


async def test_what_is_refused_is_not_tried_again() -> None:
    backend = Scripted()
    backend.starts.append(BackendFailed("refused", detail="no_tokenizer"))
    council = council_of(file_of("m"), backend)
    council.start()
    (health,) = await council.settle()
    assert (health.state, health.reason, health.params) == ("refused", "refused", {"detail": "no_tokenizer"})
    assert all(map(fallen, await council.decide(asks_of(lived(6)))))
    assert backend.started == 1
    await council.close()


@pytest.mark.parametrize(
    ("count", "reason"),
    [
        (lambda messages: sum(len(m.content) for m in messages), "prompt_too_long"),
        (
            lambda messages: sum(len(m.content) if len(messages) == 1 else 1 for m in messages),
            "reply_too_long",
        ),
    ],
)
async def test_a_mind_that_cannot_keep_the_thousand_tokens_is_refused(count: Count, reason: str) -> None:
    council = council_of(file_of("m"), Scripted(count=count))
    council.start()
    (health,) = await council.settle()
    assert (health.state, health.reason) == ("refused", reason)
    assert health.params["cast"] == "wood"
    await council.close()


async def test_minds_by_creature_policies_among_them() -> None:
    file = file_of("m", "n", everyone="instinct", creatures={"pip": "random", "oona": "m", "hazel": "n"})
    council = await ready(council_of(file, Scripted(), Scripted()))
    answers = await council.decide(asks_of(lived(3)))
    assert [a.trace.mind for a in answers] == ["m", "instinct", "n", "instinct", "random"]
    await council.close()


async def test_two_minds_of_a_moot_that_are_both_stood_in_for_do_not_disagree() -> None:
    one, other = Scripted(), Scripted()
    council = await ready(
        council_of(file_of("m", "n", creatures={who: ["m", "n"] for who in WOOD.creature}), one, other)
    )
    for backend in (one, other):
        backend.alive = False
        backend.starts.extend([DOWN] * 1000)
    asks = asks_of(lived(6))
    for ask, answer in zip(asks, await council.decide(asks), strict=True):
        assert fallen(answer)
        assert not has_dissent(answer.trace.problems)
        assert answer.decision == by_instinct(replace(ask, chance=ask.chance.afresh()))
    await council.close()


async def test_one_mind_down_leaves_the_others_alone() -> None:
    dead, well = Scripted(), Scripted()
    dead.starts.extend([DOWN] * 1000)
    file = file_of("m", "n", creatures={"pip": "n", "fenn": "n"})
    council = council_of(file, dead, well)
    council.start()
    await until(council, "n", "ready")
    answers = await council.decide(asks_of(lived(3)))
    assert [fallen(a) for a in answers] == [True, True, True, False, False]
    await council.close()


async def test_rounds_are_measured() -> None:
    rounds: list[RoundTiming] = []
    backend = Scripted()

    async def slow(request: Request) -> str:
        await asyncio.sleep(0.02)
        return reply_to(request)

    backend.say = slow
    council = await ready(council_of(file_of("m"), backend, rounds=rounds))
    await council.decide(asks_of(lived(6)))
    (measured,) = rounds
    assert measured.decisions == 5
    assert 0.02 <= measured.model <= measured.wall
    assert 0 < measured.own < measured.wall
    assert 0 <= measured.share < 1
    await council.close()


async def test_rounds_that_overlap_are_measured_each_by_itself() -> None:
    rounds: list[RoundTiming] = []
    backend, asked, answered = Scripted(), asyncio.Event(), asyncio.Event()

    async def held(request: Request) -> str:
        asked.set()
        await answered.wait()
        return reply_to(request)

    backend.say = held
    file = file_of("m", creatures={"pip": "instinct"})
    council = await ready(council_of(file, backend, rounds=rounds))
    pip, others = [], []
    for ask in asks_of(lived(6)):
        (pip if ask.creature == "pip" else others).append(ask)
    long = asyncio.create_task(council.decide(others))
    await asked.wait()
    await council.decide(pip)
    answered.set()
    await long
    short, long_one = rounds
    assert (short.decisions, short.model, short.own) == (1, 0.0, 0.0)
    assert (long_one.decisions, long_one.model > 0, long_one.own > 0) == (4, True, True)
    await council.close()


async def test_closing_twice_and_before_starting_is_safe() -> None:
    council = council_of(file_of("m"), Scripted())
    await council.close()
    council.start()
    await council.close()
    await council.close()


async def played(council: Council, turns: int) -> tuple[list[Answer], int]:
    """All answers of a wood played from its founding, and its orders for own goods."""
    wood, answers, own = found(WOOD, RULES, "5"), [], 0
    for _ in range(turns):
        asks = asks_of(wood)
        decided = await council.decide(asks)
        answers += decided
        decisions = {ask.creature: a.decision for ask, a in zip(asks, decided, strict=True)}
        own += sum(
            o.side == "buy" and o.good == WOOD.creature[c].makes
            for c, d in decisions.items()
            for o in d.orders
        )
        wood = advance(wood, decisions).wood
    return answers, own


async def test_fifteen_turns_over_a_server_are_seventy_five_valid_decisions() -> None:
    async with Server().serving() as server:
        council = council_of(file_of("m"), OpenAIBackend("m", Remote("m", (server.url,))))
        await ready(council)
        answers, own = await played(council, 15)
        await council.close()
    assert Counter(a.trace.status for a in answers) == {"valid": 75}
    assert own == 0
    assert max(a.trace.prompt_tokens + a.trace.reply_tokens for a in answers) <= WORDS.tokens.total
