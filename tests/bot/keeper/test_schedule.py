"""When a wood is due, in every time zone and through every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.keeper.schedule import ScheduleRefused, next_due, valid_schedule, waking, zones
from data.store.records import ByHand, Daily, Every, Schedule, Unreadable

ZONES = sorted(zones())
INSTANTS = st.integers(800_000_000, 2_100_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
"""From 1995 to 2036."""
DAILY = st.builds(Daily, st.integers(0, 23), st.integers(0, 59), st.sampled_from(ZONES))
EVERY = st.builds(Every, st.integers(1, 10080))
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(schedule: Daily, tick: datetime) -> str:
    return tick.astimezone(ZoneInfo(schedule.zone)).strftime("%m-%d %H:%M %Z")


BERLIN = Daily(2, 30, "Europe/Berlin")


def ticks(schedule: Schedule, start: datetime, count: int) -> list[datetime]:
    found = []
    for _ in range(count):
        start = next_due(schedule, start, start)  # type: ignore[assignment]
        found.append(start)
    return found


def test_a_daily_tick_keeps_its_local_hour_through_both_changes() -> None:
    seven = Daily(7, 0, "Europe/Berlin")
    assert [local(seven, tick) for tick in ticks(seven, at("2026-03-27T12:00"), 3)] == [
        "03-28 07:00 CET", "03-29 07:00 CEST", "03-30 07:00 CEST",
    ]  # fmt: skip
    assert [local(seven, tick) for tick in ticks(seven, at("2026-10-23T12:00"), 3)] == [
        "10-24 07:00 CEST", "10-25 07:00 CET", "10-26 07:00 CET",
    ]  # fmt: skip


def test_an_hour_that_a_day_lacks_falls_on_the_first_instant_after_the_gap() -> None:
    assert [local(BERLIN, tick) for tick in ticks(BERLIN, at("2026-03-27T12:00"), 3)] == [
        "03-28 02:30 CET", "03-29 03:00 CEST", "03-30 02:30 CEST",
    ]  # fmt: skip


def test_an_hour_that_comes_twice_counts_once_the_first_time() -> None:
    assert [local(BERLIN, tick) for tick in ticks(BERLIN, at("2026-10-23T12:00"), 3)] == [
        "10-24 02:30 CEST", "10-25 02:30 CEST", "10-26 02:30 CET",
    ]  # fmt: skip


def test_a_gap_of_half_an_hour_and_a_day_that_never_was() -> None:
    howe = Daily(2, 10, "Australia/Lord_Howe")
    assert local(howe, ticks(howe, at("2026-10-03T00:00"), 1)[0])[:11] == "10-04 02:30"
    apia = Daily(12, 0, "Pacific/Apia")
    (before, gone, after) = ticks(apia, at("2011-12-29T00:00"), 3)
    assert [local(apia, tick)[:11] for tick in (before, gone, after)] == [
        "12-29 12:00",
        "12-31 00:00",
        "12-31 12:00",
    ]


@given(DAILY, INSTANTS)
@example(BERLIN, at("2026-03-29T00:00"))
@example(BERLIN, at("2026-10-25T00:30"))
@example(BERLIN, at("2026-10-25T01:30"))
def test_a_daily_tick_is_in_the_future_at_its_hour_and_within_two_days(
    schedule: Daily, now: datetime
) -> None:
    tick = next_due(schedule, None, now)
    assert tick is not None
    assert now < tick <= now + 2 * DAY
    wall = tick.astimezone(ZoneInfo(schedule.zone)).replace(tzinfo=None)
    wanted = wall.replace(hour=schedule.hour, minute=schedule.minute, second=0)
    if wall != wanted:  # a gap: a moment ago the clocks had not come to that hour yet, now they are past it
        before = (tick - timedelta(seconds=1)).astimezone(ZoneInfo(schedule.zone)).replace(tzinfo=None)
        assert any(before < wanted - k * DAY < wall for k in (0, 1))


@given(DAILY, INSTANTS)
def test_each_local_day_has_one_tick(schedule: Daily, now: datetime) -> None:
    found = ticks(schedule, now, 10)
    assert found == sorted(set(found))
    days = [tick.astimezone(ZoneInfo(schedule.zone)).date() for tick in found]
    assert (days[-1] - days[0]).days in (8, 9, 10)
    gaps = [after - before for before, after in pairwise(found)]
    assert all(timedelta(0) < gap <= 2 * DAY for gap in gaps)


@given(DAILY, INSTANTS, st.integers(0, 20 * 86_400))
def test_asking_in_between_changes_no_tick(schedule: Daily, now: datetime, later: int) -> None:
    """The next tick of any instant before it is the same tick."""
    tick = next_due(schedule, None, now)
    assert tick is not None
    between = min(now + timedelta(seconds=later), tick - timedelta(seconds=1))
    assert next_due(schedule, None, between) == tick
    assert next_due(schedule, now, now) == tick


@given(EVERY, INSTANTS, st.integers(0, 10**7))
def test_an_interval_never_drifts(schedule: Every, due: datetime, late: int) -> None:
    step = timedelta(minutes=schedule.minutes)
    now = due + timedelta(seconds=late)
    tick = next_due(schedule, due, now)
    assert tick is not None
    assert now < tick <= now + step
    assert (tick - due) % step == timedelta(0)


@given(EVERY, INSTANTS)
def test_a_new_interval_begins_now(schedule: Every, now: datetime) -> None:
    assert next_due(schedule, None, now) == now + timedelta(minutes=schedule.minutes)


def test_by_hand_there_are_no_ticks() -> None:
    now = at("2026-01-01T00:00")
    assert next_due(ByHand(), None, now) is None
    assert waking(ByHand(), now, now + DAY, 3) == (0, now)


@given(DAILY | EVERY, INSTANTS, st.integers(0, 40), st.integers(1, 5))
def test_who_slept_plays_the_latest_ticks_and_sleeps_through_those_before(
    schedule: Schedule, start: datetime, missed: int, most: int
) -> None:
    due, *further = ticks(schedule, start, missed + 2)
    last = further[missed - 1] if missed else due
    now = last + (further[missed] - last) / 2
    slept, first = waking(schedule, due, now, most)
    assert slept == max(0, missed + 1 - most)
    assert first == [due, *further][slept]
    assert len([tick for tick in [due, *further] if first <= tick <= now]) == min(most, missed + 1)


@given(st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 59))
def test_every_zone_there_is_will_do(zone: str, hour: int, minute: int) -> None:
    assert valid_schedule(Daily(hour, minute, zone)) == Daily(hour, minute, zone)


@pytest.mark.parametrize(
    ("schedule", "code"),
    [
        (Daily(24, 0, "UTC"), "bad_time"),
        (Daily(1, 60, "UTC"), "bad_time"),
        (Daily(1, 0, "Europe/Atlantis"), "unknown_zone"),
        (Daily(1, 0, "../../etc/passwd"), "unknown_zone"),
        (Daily(1, 0, "Europe"), "unknown_zone"),
        (Daily(1, 0, ""), "unknown_zone"),
        (Daily(1, 0, "a\x00b"), "unknown_zone"),
        (Daily(1, 0, "localtime"), "unknown_zone"),
        (Daily(1, 0, "posix/Europe/Berlin"), "unknown_zone"),
        (Daily(1, 0, "right/Europe/Berlin"), "unknown_zone"),
        (Daily(1, 0, "posixrules"), "unknown_zone"),
        (Daily(1, 0, "europe/berlin"), "unknown_zone"),
        (Every(0), "bad_interval"),
        (Every(10_081), "bad_interval"),
        (Unreadable("{broken"), "unreadable_schedule"),
    ],
)
def test_a_schedule_that_no_clock_can_follow_is_refused(schedule: Schedule, code: str) -> None:
    with pytest.raises(ScheduleRefused) as caught:
        valid_schedule(schedule)
    assert caught.value.code == code


LOST = st.sampled_from(["Europe/Atlantis", "", "../etc", "Europe", "a\x00b"])


@given(st.builds(Daily, st.just(8), st.just(0), LOST) | st.builds(Unreadable, st.text()), INSTANTS)
def test_a_schedule_that_cannot_be_followed_here_has_no_ticks_but_a_reason(
    schedule: Schedule, now: datetime
) -> None:
    """A wood may come from a machine that has the zone, or from before the zone was dropped."""
    for asked in (lambda: next_due(schedule, None, now), lambda: waking(schedule, now, now, 3)):
        with pytest.raises(ScheduleRefused) as caught:
            asked()
        assert caught.value.code == ("unknown_zone" if isinstance(schedule, Daily) else "unreadable_schedule")
