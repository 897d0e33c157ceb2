"""Minds on the command line: waiting for models, and saying how they fare."""

from __future__ import annotations

from rich.console import Console

from bot.minds import await_models
from bot.present.minds import health_line, reason_line
from bot.problem import Problem
from data.reading.texts import Voice
from inference.mind import Mind


async def await_minds(mind: Mind, console: Console, voice: Voice) -> None:
    """Wait until every model has loaded or failed to, and name those that failed: instinct decides for them.

    Raises Problem where a model cannot be used as the council has it.
    """
    with console.status(voice("minds.waiting")):
        healths = await await_models(mind)
    for health in healths:
        line = health_line(voice, health, discord=False)
        if health.state == "refused":
            raise Problem("mind_refused", problem=line)
        if health.state != "ready":
            console.print(line, style="yellow", markup=False, highlight=False)


async def await_all_minds(mind: Mind, console: Console, voice: Voice) -> None:
    """Wait until every model has loaded. Raises Problem where one has not: instinct does not take its place here."""
    with console.status(voice("minds.waiting")):
        healths = await await_models(mind)
    for health in healths:
        if health.state != "ready":
            raise Problem("mind_away", mind=health.mind, model=health.model, why=reason_line(voice, health))
