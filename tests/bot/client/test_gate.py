"""Which interactions are acted on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from bot.client.gate import AgeVerdict, Gatekeeper

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Wire:
    """Interactions on their way from Discord to a gatekeeper."""

    past: float = 0.0
    """Seconds since the test began, as both clocks count them."""
    discord: timedelta = timedelta()
    """By how much Discord's clock is ahead of what it showed at the beginning."""
    ids: count[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.gate = Gatekeeper(stale=2.5, compared=60, remembered=1000, clock=lambda: 5_000.0 + self.past)

    def bring(self, age: float = 0.1, *, after: float = 0.0) -> AgeVerdict:
        """One that arrives some seconds after the last one, and was created `age` seconds before that."""
        self.past += after
        created = NOW + self.discord + timedelta(seconds=self.past - age)
        return self.gate.judge(next(self.ids), created)


def test_each_is_acted_on_once() -> None:
    gate = Gatekeeper(stale=2.5, compared=60, remembered=100, clock=lambda: 5_000.0)
    assert [gate.judge(7, NOW) for _ in range(3)] == ["fresh", "repeated", "repeated"]


def test_one_that_waited_too_long_is_not_acted_on() -> None:
    wire = Wire()
    assert wire.bring(0) == "fresh"
    assert wire.bring(2.6, after=10) == "stale"
    assert wire.bring(2.4) == "fresh"


@given(st.integers(-10_000_000, 10_000_000))
def test_clocks_that_disagree_do_not_make_everything_late(skew: int) -> None:
    wire = Wire(discord=timedelta(seconds=skew))
    assert {wire.bring(n % 7 * 0.03, after=1) for n in range(100)} == {"fresh"}


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_this_machines_clock_is_not_asked_so_it_may_be_set_as_one_likes(steps: list[float]) -> None:
    """A host that was behind and is set right, NTP after a drift, a laptop that was woken: age is measured by the
    monotonic clock, which none of them sets; a machine that stood still finds its interactions young.
    """
    wire = Wire()
    for step in steps:
        wire.past += max(0.0, step)
        wire.discord += timedelta(seconds=max(0.0, -step))
        assert [wire.bring() for _ in range(3)] == ["fresh"] * 3


def test_a_clock_at_discord_that_is_set_back_mutes_nobody_for_longer_than_a_minute() -> None:
    wire = Wire()
    assert {wire.bring() for _ in range(100)} == {"fresh"}
    wire.discord -= timedelta(hours=1)
    assert wire.bring() == "stale"
    assert wire.bring(after=59) == "stale"
    assert {wire.bring(after=2) for _ in range(100)} == {"fresh"}


@given(st.floats(-200e-6, 200e-6))
def test_clocks_that_drift_apart_are_forgiven_however_seldom_one_is_asked(drift: float) -> None:
    """Two hundred millionths, ten times what a quartz does; an interaction an hour, for weeks."""
    wire = Wire()
    for _ in range(500):
        wire.discord += timedelta(seconds=3600 * drift)
        assert wire.bring(after=3600) == "fresh"


def test_the_first_after_a_quiet_minute_is_tried_however_old_it_looks() -> None:
    """Nothing tells how old it is; Discord refuses the answer where it comes too late."""
    wire = Wire()
    assert wire.bring() == "fresh"
    assert wire.bring(30, after=61) == "fresh"


def test_late_ones_do_not_make_late_ones_look_young_while_young_ones_come() -> None:
    wire = Wire()
    for _ in range(200):
        assert wire.bring(after=0.5) == "fresh"
        assert wire.bring(4) == "stale"


def test_only_so_many_are_remembered() -> None:
    ticking = count()
    gate = Gatekeeper(stale=2.5, compared=60, remembered=10, clock=lambda: float(next(ticking)))
    for n in range(20):
        gate.judge(n, NOW + timedelta(seconds=n))
    assert gate.since(19) == 1.0
    assert gate.since(3) is None
    assert gate.judge(19, NOW) == "repeated"
