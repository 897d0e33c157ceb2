"""A wood whose creatures think with real models, and what becomes of it when an engine dies."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.lab.decisions import ModelCount
from bot.lab.pool import lives_together
from bot.lab.scenario import Scenario
from engine.founding import found
from engine.perception import perceive
from inference.backend import Request
from inference.backends.vllm import VllmBackend
from inference.council.council import Council
from inference.council.engines import Served
from inference.replies.schema import reply_schema
from inference.round import play_round
from tests.inference.backends.engine_requests import kill
from tests.inference.council.council_woods import CAST, RULES, SCRIPT, Lent, council, lived
from tests.inference.replies.bodkins_moves import IDLE

pytestmark = [pytest.mark.vllm, pytest.mark.asyncio(loop_scope="session")]

FILE = {
    "restart": {"first": 0.1, "longest": 1.0},
    "minds": {
        "small": {"backend": "vllm", "model": "./qwen2", "sampling": {"temperature": 1.0}},
        "hoarder": {"backend": "vllm", "model": "./qwen2", "adapter": "./hoarder"},
        "gossip": {"backend": "vllm", "model": "./qwen2", "adapter": "./gossip"},
        "other": {"backend": "vllm", "model": "./llama"},
    },
    "creatures": {
        "oona": "hoarder", "bodkin": "other", "hazel": "small", "fenn": "other", "pip": "gossip",
    },
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def both(qwen2_engine: VllmBackend, llama_engine: VllmBackend) -> AsyncIterator[Council]:
    """A council of two architectures and two adapters."""
    served = [
        Served(Lent(qwen2_engine), ("small", "hoarder", "gossip")),
        Served(Lent(llama_engine), ("other",)),
    ]
    async with council(served, **FILE) as made:
        yield made


async def test_fifteen_turns_of_two_architectures_and_two_adapters_are_all_in_schema_and_budget(
    both: Council,
) -> None:
    wood, answers = await lived(both, turns=15)
    traces = [answer.trace for answer in answers]
    assert wood.turn == 15
    assert Counter(trace.status for trace in traces) == {"valid": 75}
    assert Counter(trace.mind for trace in traces) == {"other": 30, "small": 15, "hoarder": 15, "gossip": 15}
    assert all("too_long" in problem for trace in traces for problem in trace.problems)
    for model in ("./qwen2", "./llama"):
        spent = [trace.prompt_tokens + trace.reply_tokens for trace in traces if trace.model == model]
        assert 400 < max(spent) <= 1_000
    assert sum(len(answer.decision.orders) for answer in answers) > 30
    assert all(mind.cached > 0.3 for mind in both.health())


async def test_the_same_wood_twice_is_the_same_wood(both: Council) -> None:
    first, _ = await lived(both, turns=2, seed="again")
    second, _ = await lived(both, turns=2, seed="again")
    assert first == second


async def test_the_engine_keeps_ready_what_the_creatures_of_a_wood_share(qwen2_engine: VllmBackend) -> None:
    """Turn and market of the wood too, not only the rules that all woods of its cast have."""
    wood = found(CAST, RULES, "shared")
    first, second = (SCRIPT.prompter.prompt(p) for p in list(perceive(wood.open()).values())[:2])
    rules = await qwen2_engine.count(first.messages()[:1])
    spent = [
        await qwen2_engine.complete(Request(prompt.messages(), reply_schema(IDLE), 320, seed=1))
        for prompt in (first, second)
    ]
    market = sum(
        qwen2_engine._loaded_template().count(f"{line.text}\n")
        for line in first.lines
        if line.kind == "price"
    )
    assert market > 40
    assert spent[1].cached_tokens > rules + market // 2


async def test_woods_played_together_have_their_requests_in_one_engine_at_once(
    both: Council, qwen2_engine: VllmBackend
) -> None:
    most = 0

    async def watched() -> None:
        nonlocal most
        while True:
            most = max(most, qwen2_engine.under_way)
            await asyncio.sleep(0.001)

    watch = asyncio.create_task(watched())
    lives = await lives_together(Scenario(CAST, RULES, 2), ["a", "b", "c", "d", "e", "f"], both, at_once=6)
    watch.cancel()
    assert most > 3, "three creatures of one wood think with it"
    assert [life.decisions.models for life in lives] == [ModelCount(valid=10)] * 6
    assert len({life.hash for life in lives}) == 6


async def test_a_turn_outlives_its_engine_which_comes_back(
    both: Council, llama_engine: VllmBackend, processes: dict[str, int]
) -> None:
    wood = found(CAST, RULES, "mortal")
    turn = asyncio.create_task(play_round("tested", wood, both))
    while not llama_engine.under_way:
        await asyncio.sleep(0.001)
    kill(processes["llama"])
    played = await asyncio.wait_for(turn, 30)
    assert played.outcome.wood.turn == 1
    status = {creature: answer.trace.status for creature, answer in played.answers.items()}
    assert status == {c: "fallback" if c in ("bodkin", "fenn") else "valid" for c in CAST.creature}
    assert played.answers["bodkin"].trace.problems[0].startswith("down")

    async with asyncio.timeout(120):
        while both.health()[-1].state != "ready":
            await asyncio.sleep(0.1)
    assert both.health()[-1].failures == 1
    _, answers = await lived(both, turns=1)
    assert {answer.trace.status for answer in answers} == {"valid"}
