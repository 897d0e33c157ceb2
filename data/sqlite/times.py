"""Instants as the database has them: milliseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def ms(instant: datetime) -> int:
    """Milliseconds since 1970, rounded down."""
    return (instant - EPOCH) // MILLISECOND


def ms_or_none(instant: datetime | None) -> int | None:
    """The same where there may be none."""
    return None if instant is None else ms(instant)


def instant(milliseconds: int) -> datetime:
    """The instant in UTC."""
    return EPOCH + milliseconds * MILLISECOND


def instant_or_none(milliseconds: int | None) -> datetime | None:
    """The same where there may be none."""
    return None if milliseconds is None else instant(milliseconds)
