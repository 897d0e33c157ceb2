"""Samples of watched woods: which are played, and over which processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar

from bot.lab.measures import Batch
from bot.lab.scenario import Scenario
from bot.lab.watch.minds import Abstainer, ZeroIntelligence
from bot.lab.watch.watched import Watched
from bot.lab.watch.watching import watch
from bot.logs import quiet_logs
from bot.minds import make_mind
from inference.mind import Mind

T = TypeVar("T")
ONE_BY_ONE = 1
Play = Callable[[Scenario, str, Mind], Coroutine[Any, Any, T]]
"""What is done with one seed; it has to be named in a module, so that another process finds it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Where woods are played: a pool of fresh processes, or this process."""

    batch: Batch
    pool: Executor | None

    def play(self, task: Play[T], plan: Scenario, seeds: Sequence[str]) -> list[T]:
        """Do a task with each seed; what came of it, in the order of the seeds."""
        size = max(1, min(8, len(seeds) // (4 * self.batch.workers)))
        parts = [seeds[at : at + size] for at in range(0, len(seeds), size)]
        work = partial(_some, task, plan, self.batch)
        done = self.pool.map(work, parts) if self.pool else map(work, parts)
        return [one for some in done for one in some]


@contextmanager
def laid(batch: Batch) -> Iterator[Table]:
    """A table whose processes live until it is cleared."""
    if batch.workers == 1:
        yield Table(batch, None)
        return
    with ProcessPoolExecutor(batch.workers, mp_context=get_context("spawn")) as pool:
        yield Table(batch, pool)


def _some(task: Play[T], plan: Scenario, batch: Batch, seeds: Sequence[str]) -> list[T]:
    mind = make_mind(batch.council, batch.content, people=(plan.cast,))

    done: list[T] = []

    async def all_of_them() -> None:
        for seed in seeds:
            done.append(await task(plan, seed, mind))

    # Nothing comes back through the task: as it ends CPython writes its result out, arrays and all, and drops it.
    with quiet_logs():
        asyncio.run(all_of_them())
    return done


async def ordinary(plan: Scenario, seed: str, mind: Mind) -> Watched:
    """A wood as it is."""
    return await watch(plan, seed, mind)


async def of_no_intelligence(plan: Scenario, seed: str, _: Mind) -> Watched:
    """The wood of the same seed, whose creatures trade with zero intelligence."""
    return await watch(plan, seed, ZeroIntelligence())


async def abstained(plan: Scenario, seed: str, mind: Mind) -> dict[str, Watched]:
    """Each creature -> the wood in which it alone abstains; the empty name -> the twin in which nobody does."""
    minds = {"": mind} | {creature: Abstainer(mind, creature) for creature in plan.cast.creature}
    return {who: await watch(plan, seed, own) for who, own in minds.items()}


def lasting(plan: Scenario, turns: int) -> Scenario:
    """The same scenario over another number of turns."""
    return replace(plan, turns=turns)
