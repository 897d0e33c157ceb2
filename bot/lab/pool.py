"""Batching of woods on one mind: many are played at once, so that their prompts reach the models together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from math import ceil

from bot.lab.life import Life, live
from bot.lab.scenario import Scenario
from bot.running import StressPace
from engine.content.cast import Cast
from inference.council.council import Council
from inference.mind import Mind


def woods_at_once(council: Council, cast: Cast, pace: StressPace) -> int:
    """Return how many woods keep the models of a council busy without one waiting long.

    Raises ValueError where no model is asked anything for this cast.
    """
    requests = council.requests(cast)
    if not requests:
        raise ValueError(f"no model thinks in a wood of {cast.id}")
    return min(pace.woods, ceil(pace.ahead * council.in_flight / requests))


async def lives_together(
    plan: Scenario,
    seeds: Sequence[str],
    mind: Mind,
    at_once: int,
    finished: Callable[[Life], None] = lambda _: None,
) -> list[Life]:
    """Play one wood per seed, `at_once` of them at a time; lives in the order of the seeds.

    `finished` hears of each wood as it ends, in whatever order they do.
    """
    lived: dict[str, Life] = {}
    waiting = iter(seeds)

    async def play_on() -> None:
        for seed in waiting:
            lived[seed] = await live(plan, seed, mind)
            finished(lived[seed])

    async with asyncio.TaskGroup() as group:
        for _ in range(min(at_once, len(seeds))):
            group.create_task(play_on())
    return [lived[seed] for seed in seeds]
