"""Samples of a stress run, played with a progress bar: together on one mind where models think, else over processes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.cli.edge import terminal_voice
from bot.cli.minds import await_all_minds
from bot.lab.checks import LivesByRule
from bot.lab.life import Life
from bot.lab.measures import Batch, lives
from bot.lab.pool import lives_together, woods_at_once
from bot.lab.scenario import Scenario
from bot.logs import quiet_logs
from bot.minds import alive, with_models
from bot.problem import Problem
from bot.running import StressPace
from inference.council.council import Council
from inference.mind import Mind

Plans = Mapping[str, Scenario]


def play_samples(plans: Plans, batch: Batch, mind: Mind, pace: StressPace, quiet: bool) -> LivesByRule:
    """Play a sample of each scenario and return the samples by name. `mind` has not been started yet.

    Raises Problem where a model is missing, or where instinct made every decision that models were asked for.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True, quiet=quiet)
    bar = Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)
    council = with_models(mind)
    if council is None:
        return {name: _over_processes(name, plan, batch, bar) for name, plan in plans.items()}
    with quiet_logs():
        return asyncio.run(_on_models(plans, batch, council, pace, bar))


def _over_processes(name: str, plan: Scenario, batch: Batch, bar: Progress) -> list[Life]:
    with bar:
        task = bar.add_task(name, total=len(batch.seeds))
        sample = lives(plan, batch, lambda done: bar.update(task, completed=done))
    return _require_models(sample, batch)


async def _on_models(
    plans: Plans, batch: Batch, council: Council, pace: StressPace, bar: Progress
) -> LivesByRule:
    """Every sample on models that are loaded once."""
    for plan in plans.values():
        if not council.requests(plan.cast):
            raise Problem("no_model_seated", council=batch.council, cast=plan.cast.id)
    async with alive(council):
        await await_all_minds(council, bar.console, terminal_voice())
        return {name: await _together(name, plan, batch, council, pace, bar) for name, plan in plans.items()}


async def _together(
    name: str, plan: Scenario, batch: Batch, council: Council, pace: StressPace, bar: Progress
) -> list[Life]:
    at_once = woods_at_once(council, plan.cast, pace)
    with bar:
        task = bar.add_task(name, total=len(batch.seeds))
        sample = await lives_together(plan, batch.seeds, council, at_once, lambda _: bar.advance(task))
    return _require_models(sample, batch)


def _require_models(sample: list[Life], batch: Batch) -> list[Life]:
    """Return the sample if models had a part in it. Raises Problem otherwise."""
    asked = sum(life.decisions.models.asked for life in sample)
    if asked and not any(life.decisions.models.by_models for life in sample):
        raise Problem("only_instinct", council=batch.council, asked=asked)
    return sample
