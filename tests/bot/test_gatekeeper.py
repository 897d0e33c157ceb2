"""Which interactions are acted on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.gatekeeper import Gatekeeper

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_each_is_acted_on_once() -> None:
    gate = Gatekeeper(stale=2.5, remembered=100)
    assert [gate.judge(7, NOW, NOW) for _ in range(3)] == ["fresh", "repeated", "repeated"]


def test_one_that_waited_too_long_is_not_acted_on() -> None:
    gate = Gatekeeper(stale=2.5, remembered=100)
    assert gate.judge(1, NOW, NOW) == "fresh"
    assert gate.judge(2, NOW, NOW + timedelta(seconds=2.6)) == "stale"
    assert gate.judge(3, NOW, NOW + timedelta(seconds=2.4)) == "fresh"


@given(st.integers(-10_000_000, 10_000_000))
def test_a_clock_that_goes_wrong_does_not_make_everything_late(skew: int) -> None:
    gate = Gatekeeper(stale=2.5, remembered=1000)
    here = NOW + timedelta(seconds=skew)
    for n in range(100):
        at = timedelta(seconds=n, milliseconds=n % 7 * 30)
        assert gate.judge(n, NOW + timedelta(seconds=n), here + at) == "fresh"


def test_a_clock_that_is_set_forward_is_believed_after_a_while() -> None:
    gate = Gatekeeper(stale=2.5, remembered=1000)
    assert gate.judge(0, NOW, NOW) == "fresh"
    later = [gate.judge(n, NOW, NOW + timedelta(hours=1)) for n in range(1, 100)]
    assert later[0] == "stale"
    assert later[-1] == "fresh"


def test_only_so_many_are_remembered() -> None:
    ticking = iter(range(1000))
    gate = Gatekeeper(stale=2.5, remembered=10, clock=lambda: float(next(ticking)))
    for n in range(20):
        gate.judge(n, NOW, NOW)
    assert gate.since(19) == 1.0
    assert gate.since(3) is None
    assert gate.judge(19, NOW, NOW) == "repeated"
