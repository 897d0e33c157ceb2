"""Rows as records, and instants as the database has them: milliseconds since 1970 in UTC."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from sqlite3 import Row

from data.store.codec import dumps, load_applied, loads
from data.store.failures import Damaged
from data.store.people import Call, CallScore
from data.store.records import (
    ByHand,
    Claim,
    Daily,
    DecisionRecord,
    Every,
    Input,
    Post,
    Schedule,
    Unreadable,
    WoodRecord,
)
from engine.decision import Trace
from engine.events.event import Event
from engine.saving.events import told_today

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
TRACE = tuple(field.name for field in fields(Trace))
"""Columns of a trace: they are named as its fields are."""


def schedule_text(schedule: Schedule) -> str:
    """A schedule as JSON."""
    match schedule:
        case Daily(hour=hour, minute=minute, zone=zone):
            return dumps({"daily": [hour, minute, zone]})
        case Every(minutes=minutes):
            return dumps({"every": minutes})
        case ByHand():
            return dumps({})
        case Unreadable(text=text):
            return text


def schedule_of(text: str) -> Schedule:
    """What `schedule_text` wrote. It raises nothing: a damaged row concerns its own wood alone."""
    try:
        found = loads(text)
    except Damaged:
        return Unreadable(text)
    match found:
        case {"daily": [int(hour), int(minute), str(zone)]} if hour in range(24) and minute in range(60):
            return Daily(hour, minute, zone)
        case {"every": int(minutes)} if minutes > 0:
            return Every(minutes)
        case dict() if not found:
            return ByHand()
    return Unreadable(text)


def wood_of(row: Row) -> WoodRecord:
    return WoodRecord(
        id=row["id"],
        guild=row["guild"],
        channel=row["channel"],
        state=row["state"],
        reason=row["reason"],
        generation=row["generation"],
        number=row["number"],
        turn=row["turn"],
        founded=instant(row["founded"]),
        settings=loads(row["settings"]),
        schedule=schedule_of(row["schedule"]),
        next_due=instant_or_none(row["next_due"]),
    )


def input_of(row: Row) -> Input:
    return Input(
        number=row["number"],
        kind=row["kind"],
        turn=row["turn"],
        payload=row["payload"],
        command=row["command"],
        hash=row["hash"],
        at=instant(row["at"]),
    )


def event_told_today(row: Row) -> Event:
    """An event for a reader of today; the row says how many present pebbles each of its own is."""
    return told_today(event_of(row), row["parts"])


def event_of(row: Row) -> Event:
    """An event as it was written."""
    return Event(
        id=row["id"],
        kind=row["kind"],
        cause=row["cause"],
        audience=row["audience"],
        origin=row["origin"],
        data=loads(row["data"]),
    )


def decision_of(row: Row) -> DecisionRecord:
    trace = Trace(**{**{name: row[name] for name in TRACE}, "problems": tuple(loads(row["problems"]))})
    result = load_applied(row["result"])
    return DecisionRecord(row["creature"], trace, result, row["turn"], row["parts"])


def claim_of(row: Row) -> Claim:
    return Claim(
        wood=row["id"],
        generation=row["generation"],
        number=row["number"],
        turn=row["turn"],
        due=instant(row["next_due"]),
        schedule=schedule_of(row["schedule"]),
        lease=row["lease"],
    )


def post_of(row: Row) -> Post:
    """Raises Damaged."""
    params = loads(row["params"])
    if not isinstance(params, dict):
        raise Damaged(detail=row["params"][:80])
    return Post(
        id=row["key"],
        wood=row["id"],
        guild=row["guild"],
        channel=row["channel"],
        kind=row["kind"],
        first=row["first"],
        last=row["last"],
        slept=row["slept"],
        code=row["code"],
        params=params,
        nonce=f"{row['id'][:12]}-{row['key']}",
        state=row["state"],
        in_doubt=bool(row["in_doubt"]),
        attempts=row["attempts"],
        message=row["message"],
        created=instant(row["created"]),
    )


def call_of(row: Row) -> Call:
    return Call(
        patron=row["patron"],
        turn=row["turn"],
        good=row["good"],
        low=row["low"],
        high=row["high"],
        answer=row["answer"],
        price=row["price"],
        verdict=row["verdict"],
    )


def score_of(row: Row) -> CallScore:
    return CallScore(
        patron=row["patron"],
        user=row["person"],
        streak=row["streak"],
        best=row["best"],
        right=row["hits"],
        settled=row["settled"],
        rank=row["rank"],
    )


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
