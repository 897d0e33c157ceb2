"""Founding record of a new wood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.keeper.schedule import next_due, valid_schedule
from data.store.records import Founding, Schedule, Setting
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.founding import founding

SEED_BYTES = 16
NAME_BYTES = 5


def new_founding(
    cast: Cast,
    rules: Rules,
    secret: Callable[[int], str],
    now: datetime,
    *,
    guild: int,
    channel: int,
    schedule: Schedule,
    settings: Mapping[str, Setting],
    forester: int | None,
    command: str | None,
    seed: str | None = None,
) -> Founding:
    """A founding with a public id and, unless one is given, a secret seed, due first at the schedule's first tick.

    `secret` gives that many random bytes in hexadecimal. Raises ScheduleRefused.
    """
    id = f"w{secret(NAME_BYTES)}"
    return Founding(
        id=id,
        guild=guild,
        channel=channel,
        outcome=founding(cast, rules, seed or secret(SEED_BYTES), id),
        at=now,
        settings=settings,
        schedule=valid_schedule(schedule),
        next_due=next_due(schedule, None, now),
        forester=forester,
        command=command,
    )
