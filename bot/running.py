"""How the process goes about its work: the numbers of `data/content/running.toml`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.keeper.clock import Pace
from data.reading.content import CONTENT, read
from engine.content.cast import Content

Seconds = Annotated[float, Field(gt=0, le=86_400)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class ClockPace(Content):
    """See `bot.clock.Pace`."""

    asking: Seconds
    lease: Seconds
    again: Seconds
    round: Count
    rounds: Count
    model_round: Count
    model_rounds: Count
    catch_up: Annotated[int, Field(ge=1, le=3)]

    def pace(self, *, models: bool) -> Pace:
        """The pace for woods that think with models, or by rules alone."""
        return Pace(
            asking=timedelta(seconds=self.asking),
            lease=timedelta(seconds=self.lease),
            again=timedelta(seconds=self.again),
            round=self.model_round if models else self.round,
            rounds=self.model_rounds if models else self.rounds,
            catch_up=self.catch_up,
        )


class HeraldPace(Content):
    """See `bot.herald.Herald`."""

    at_once: Annotated[int, Field(ge=1, le=64)]
    asking: Seconds
    first_wait: Seconds
    longest_wait: Seconds
    mending: Seconds
    looked_through: Annotated[int, Field(ge=1, le=1000)]
    faulty: Count


class ChartPace(Content):
    """See `bot.chart_worker.ChartWorker`."""

    deadline: Seconds
    starting: Seconds
    waiting: Count
    patience: Seconds
    pictures: Count
    window: Annotated[int, Field(ge=1, le=1000)]


class InteractionPace(Content):
    """See `bot.gatekeeper.Gatekeeper`."""

    stale: Annotated[float, Field(gt=0, le=3)]
    compared: Seconds
    remembered: Count


class StressPace(Content):
    """See `bot.together`."""

    ahead: Annotated[float, Field(ge=1, le=100)]
    woods: Count


class Running(Content):
    """The whole file."""

    cache: Count
    stories: Count
    grace: Seconds
    kept_days: Count
    trace_chapters: Count
    clock: ClockPace
    herald: HeraldPace
    charts: ChartPace
    interactions: InteractionPace
    stress: StressPace


def load_running(folder: Path = CONTENT) -> Running:
    """The content folder's `running.toml`. Raises ContentError."""
    return read(folder / "running.toml", Running)
