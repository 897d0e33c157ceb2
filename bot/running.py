"""Numbers by which the process works: `data/content/running.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from data.reading.content import CONTENT, read
from data.store.keeping import Keeping
from engine.content.cast import Content

Seconds = Annotated[float, Field(gt=0, le=86_400)]
AtLeastOne = Annotated[int, Field(ge=1, le=1_000_000)]


class ClockPace(Content):
    """See `bot.keeper.clock.Clock`."""

    asking: Seconds
    """Between two askings."""
    lease: Seconds
    """For how long a claimed wood is nobody else's: longer than a round of slow minds takes."""
    again: Seconds
    """Before a wood whose turn failed is tried again."""
    round: AtLeastOne
    """Woods whose creatures decide in one batch."""
    rounds: AtLeastOne
    """Rounds under way at once."""
    model_round: AtLeastOne
    """As `round`, where they think with models."""
    model_rounds: AtLeastOne
    catch_up: Annotated[int, Field(ge=1, le=3)]
    """Turns that a wood plays at most when it slept through its ticks."""


class HeraldPace(Content):
    """See `bot.posts.herald.Herald`."""

    at_once: Annotated[int, Field(ge=1, le=64)]
    asking: Seconds
    first_wait: Seconds
    longest_wait: Seconds
    mending: Seconds
    looked_through: Annotated[int, Field(ge=1, le=1000)]
    faulty: AtLeastOne


class ChartPace(Content):
    """See `bot.pictures.worker.ChartWorker`."""

    deadline: Seconds
    starting: Seconds
    waiting: AtLeastOne
    patience: Seconds
    pictures: AtLeastOne
    window: Annotated[int, Field(ge=1, le=1000)]


class InteractionPace(Content):
    """See `bot.client.gate.Gatekeeper`."""

    stale: Annotated[float, Field(gt=0, le=3)]
    compared: Seconds
    remembered: AtLeastOne


class StressPace(Content):
    """See `bot.lab.pool`."""

    ahead: Annotated[float, Field(ge=1, le=100)]
    woods: AtLeastOne


class Running(Content):
    """The whole file."""

    cache: AtLeastOne
    stories: AtLeastOne
    grace: Seconds
    kept_days: AtLeastOne
    trace_chapters: AtLeastOne
    snapshot_commands: AtLeastOne
    clock: ClockPace
    herald: HeraldPace
    charts: ChartPace
    interactions: InteractionPace
    stress: StressPace

    @property
    def keeping(self) -> Keeping:
        """What the store keeps, and how often it writes it."""
        return Keeping(self.trace_chapters, self.snapshot_commands)


def load_running(folder: Path = CONTENT) -> Running:
    """The content folder's `running.toml`. Raises ContentError."""
    return read(folder / "running.toml", Running)
