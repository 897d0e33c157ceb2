"""Schedules: when a wood is due, as pure functions of its schedule and of instants in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from data.store.records import ByHand, Daily, Every, Schedule, Unreadable
from engine.errors import Coded

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
MINUTES = range(1, 7 * 24 * 60 + 1)
"""Intervals that make sense: from a minute to a week."""
LOCAL_NAMES = frozenset({"localtime", "posixrules"})
LOCAL_FOLDERS = ("posix/", "right/")
"""Names that some machines' files have beside the IANA zones. A wood that is moved would not find them again."""


class ScheduleRefused(Coded):
    """A schedule that no clock can follow.

    `code` is `unknown_zone`, `bad_time`, `bad_interval` or `unreadable_schedule`.
    """


class Waking(NamedTuple):
    """What a wood finds when the clock comes to it."""

    slept: int
    """Ticks that it slept through for good."""
    due: datetime
    """The first tick that it still plays."""


@cache
def zones() -> frozenset[str]:
    """Return the IANA time zones that a schedule may name: those that other machines have too."""
    return frozenset(
        zone
        for zone in available_timezones()
        if zone not in LOCAL_NAMES and not zone.startswith(LOCAL_FOLDERS)
    )


def valid_schedule(schedule: Schedule) -> Schedule:
    """Return the schedule if a clock can follow it. Raises ScheduleRefused."""
    match schedule:
        case Daily(hour=hour, minute=minute, zone=zone):
            if hour not in range(24) or minute not in range(60):
                raise ScheduleRefused("bad_time", hour=hour, minute=minute)
            if zone not in zones():
                raise ScheduleRefused("unknown_zone", zone=zone[:64])
        case Every(minutes=minutes) if minutes not in MINUTES:
            raise ScheduleRefused("bad_interval", minutes=minutes, least=MINUTES[0], most=MINUTES[-1])
        case Unreadable():
            raise ScheduleRefused("unreadable_schedule")
    return schedule


def next_due(schedule: Schedule, previous: datetime | None, now: datetime) -> datetime | None:
    """Return the first tick after both the previous one and now; None for a wood played by hand.

    An interval counts on from the previous tick, so that it never drifts; without one, from now.
    Raises ScheduleRefused where it cannot be read, or its zone is missing on this machine.
    """
    match schedule:
        case ByHand():
            return None
        case Every(minutes=minutes):
            start, step = previous or now, timedelta(minutes=minutes)
            return start + step * max(1, (now - start) // step + 1)
        case Daily():
            return _next_day(schedule, max(previous or now, now))
        case Unreadable():
            raise ScheduleRefused("unreadable_schedule")


def waking(schedule: Schedule, due: datetime, now: datetime, most: int) -> Waking:
    """Of the ticks from `due` to now, the latest `most` are played and those before were slept through.

    Raises ScheduleRefused where it cannot be read, or its zone is missing on this machine.
    """
    match schedule:
        case ByHand():
            return Waking(0, due)
        case Every(minutes=minutes):
            step = timedelta(minutes=minutes)
            slept = max(0, (now - due) // step + 1 - most)
            return Waking(slept, due + slept * step)
        case Daily():
            missed = [due]
            while (following := _next_day(schedule, missed[-1])) <= now:
                missed.append(following)
            slept = max(0, len(missed) - most)
            return Waking(slept, missed[slept])
        case Unreadable():
            raise ScheduleRefused("unreadable_schedule")


def _next_day(schedule: Daily, after: datetime) -> datetime:
    zone = _zone(schedule.zone)
    day = after.astimezone(zone).date() - DAY
    while (tick := _tick(schedule, day, zone)) <= after:
        day += DAY
    return tick


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ScheduleRefused("unknown_zone", zone=name[:64]) from error


def _tick(schedule: Daily, day: date, zone: ZoneInfo) -> datetime:
    """The instant of a local day's tick: where the day lacks that time, the first instant after the gap."""
    wall = datetime.combine(day, time(schedule.hour, schedule.minute))
    instant = _utc(wall, zone, fold=0)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    before, after = _utc(wall, zone, fold=1), instant
    while after - before > SECOND:
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if middle.astimezone(zone).replace(tzinfo=None) > wall:
            after = middle
        else:
            before = middle
    return after


def _utc(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
