"""Events that earlier versions recorded, as they are told today."""

from __future__ import annotations

from collections.abc import Mapping

from engine.events.called import CallJudged, CallPlaced
from engine.events.event import Event, Value
from engine.events.recoining import recoined


def told_today(event: Event, parts: int = 1) -> Event:
    """Return an event with its kind's present fields, and each of its pebbles as so many of the wood's present ones."""
    data = _present(event)
    data = recoined(event.kind, data, parts)
    return event if data is event.data else event._replace(data=data)


def _present(event: Event) -> Mapping[str, Value]:
    """An event's data; calls knew two answers and no range once, and were judged in their own turn."""
    if "direction" not in event.data or not (CallPlaced.tells(event) or CallJudged.tells(event)):
        return event.data
    data = {name: value for name, value in event.data.items() if name != "direction"}
    data |= {"answer": event.data["direction"], "low": 0, "high": 0}
    return {**data, "decided": data["turn"], "price": 0} if CallJudged.tells(event) else data
