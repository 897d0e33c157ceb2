"""Many woods at once on one mind: each lives as it would alone, and only so many at a time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.lab.life import Life, live
from bot.lab.measures import seed_range
from bot.lab.pool import lives_together, woods_at_once
from bot.lab.scenario import scenario
from bot.minds import alive, await_models, make_mind, with_models
from bot.running import StressPace, load_running
from data.reading.content import load_cast, load_rules
from inference.council.council import Council
from inference.mind import Answer, Ask, Mind
from tests.model_server import REMOTE, FarModel, council, trading

CAST, RULES = load_cast("wood"), load_rules()
PLAN = scenario(CAST, RULES, 3, ["drought@2"])
SEEDS = seed_range(70_000, 5)

pytestmark = pytest.mark.usefixtures("empty_folder")


class Dawdler:
    """Decides as another mind does, each wood's batch after as many passes of the event loop as its chance has it."""

    def __init__(self) -> None:
        self.order: list[tuple[str, int]] = []
        """Wood and turn of each batch, as they were answered."""
        self._mind = make_mind()

    async def decide(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        for _ in range(asks[0].chance.derive("dawdling").below(20)):
            await asyncio.sleep(0)
        answers = await self._mind.decide(asks)
        self.order.append((asks[0].wood, asks[0].perception.turn))
        return answers


class Crowd:
    """Answers nobody before as many woods ask as there should be at once."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.asking: Counter[str] = Counter()
        self.most = 0
        self._full = asyncio.Event()
        self._mind = make_mind()

    async def decide(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        self.asking[asks[0].wood] += 1
        self.most = max(self.most, self.asking.total())
        if self.asking.total() == self.expected:
            self._full.set()
        await self._full.wait()
        self.asking[asks[0].wood] -= 1
        return await self._mind.decide(asks)


async def alone(mind: Mind) -> list[Life]:
    return [await live(PLAN, seed, mind) for seed in SEEDS]


@asynccontextmanager
async def far_council(far: FarModel) -> AsyncIterator[Council]:
    far.reply = trading
    made = with_models(make_mind(council(REMOTE.format(url=far.url))))
    assert made
    async with alive(made):
        assert [health.state for health in await await_models(made)] == ["ready"]
        yield made


async def test_lives_together_are_the_lives_alone_whatever_order_answers_come_in() -> None:
    mind = Dawdler()
    together = await lives_together(PLAN, SEEDS, mind, at_once=5)
    assert mind.order != sorted(mind.order), "no wood was ahead of another: this shows nothing"
    assert together == await alone(mind)
    assert [life.seed for life in together] == list(SEEDS)


async def test_models_make_the_same_lives_together_and_alone(far: FarModel) -> None:
    async with far_council(far) as mind:
        together = await lives_together(PLAN, SEEDS, mind, at_once=5)
        by_itself = await alone(mind)
    assert [life.hash for life in together] == [life.hash for life in by_itself]
    assert together == by_itself
    assert {life.decisions.models.by_models for life in together} == {15}
    assert not {life.hash for life in together} & {life.hash for life in await alone(make_mind())}


async def test_as_many_woods_as_allowed_ask_at_once_and_never_more() -> None:
    mind = Crowd(3)
    async with asyncio.timeout(60):
        await lives_together(PLAN, SEEDS, mind, at_once=3)
    assert mind.most == 3
    assert set(mind.asking) == {f"stress-{seed}" for seed in SEEDS}


async def test_each_wood_is_heard_of_once_as_it_ends() -> None:
    heard: list[Life] = []
    lived = await lives_together(PLAN, SEEDS, Dawdler(), 4, heard.append)
    assert sorted(life.seed for life in heard) == list(SEEDS)
    assert heard != lived, "they ended in the order of their seeds: this shows nothing"


async def test_a_fault_of_one_wood_ends_them_all() -> None:
    class Broken(Dawdler):
        async def decide(self, asks: Sequence[Ask]) -> Sequence[Answer]:
            if asks[0].wood.endswith("3"):
                raise RuntimeError("broken")
            return await super().decide(asks)

    with pytest.raises(ExceptionGroup) as raised:
        await lives_together(PLAN, SEEDS, Broken(), 5)
    assert [str(error) for error in raised.value.exceptions] == ["broken"]


@pytest.mark.parametrize(
    ("minds", "most", "woods"),
    [
        ('everyone = "a"', 512, 24),
        ('creatures = {pip = "a"}', 512, 120),
        ('everyone = ["a", "b"]', 512, 24),
        ('everyone = "a"', 10, 10),
        ('in_flight = 8\neveryone = "a"', 512, 3),
        ('in_flight = 1\neveryone = "a"', 512, 1),
    ],
)
def test_so_many_woods_that_their_turns_hold_a_few_more_requests_than_the_models_take(
    minds: str, most: int, woods: int
) -> None:
    entry = '[minds.{}]\nbackend = "openai"\nmodel = "{}"\nbase_urls = ["http://x/v1"]\nin_flight = 80\n'
    file = council(minds + "\n" + entry.format("a", "a") + entry.format("b", "b"))
    models = with_models(make_mind(file))
    assert models
    assert woods_at_once(models, CAST, StressPace(ahead=1.5, woods=most)) == woods


def test_the_shipped_pace_keeps_models_busy() -> None:
    assert load_running().stress.ahead > 1


def test_where_no_model_is_asked_anything_there_is_no_number_of_woods() -> None:
    entry = '[minds.a]\nbackend = "openai"\nmodel = "a"\nbase_urls = ["http://x/v1"]\n'
    models = with_models(make_mind(council('creatures = {pip = "a"}\n' + entry)))
    assert models
    with pytest.raises(ValueError, match="trading-room"):
        woods_at_once(models, load_cast("trading-room"), load_running().stress)


def test_policies_and_records_are_no_models() -> None:
    Path("traces.jsonl").write_text("")
    file = council('everyone = "m"\n[minds.m]\nbackend = "record"\npath = "traces.jsonl"\n')
    assert with_models(make_mind(file)) is None
    assert with_models(make_mind()) is None
