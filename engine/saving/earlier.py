"""Commands that an earlier version carried out, once more on a state that it saved: as they came out then.

Today's rules might refuse what was done, or make another thing of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

FORMAT = 2
"""The one format of which states and commands stand apart: format 1 was saved after each command, 3 is today's."""
_BEGUN = {"fire-shock": ("shock", "struck"), "draw-legend": ("legend", "drawn")}
"""Command -> its field that names the tale, and its event."""


def carried_out(state: Mapping[str, Any], payloads: Iterable[str], news: int) -> dict[str, Any]:
    """Return a state of format 2 after these commands, in order; `news` is how many pieces of news a wood keeps.

    Raises ValueError, LookupError, TypeError or AttributeError where one is not as it was written then.
    """
    after = dict(state)
    for payload in payloads:
        ((name, command),) = json.loads(payload).items()
        _carry_out(after, name, command, news)
    return after


def _carry_out(state: dict[str, Any], name: str, command: Mapping[str, Any], news: int) -> None:
    by = command["by"]
    own = {"acts": 0, "shown": 0, "call": None, **state["sealed"].get(by, {})}
    if name == "place-call":
        call = {key: command[key] for key in ("turn", "good", "direction")}
        own |= {"acts": own["acts"] + 1, "call": call}
    else:
        own |= {"shown": own["shown"] + 1}
        state["position"] += 1
        if name == "veto":
            state["spells"] = [spell for spell in state["spells"] if spell["id"] != command["spell"]]
        else:
            _begin(state, name, command, by, news)
    state["sealed"] = {**state["sealed"], by: own}
    state["number"] += 1


def _begin(state: dict[str, Any], name: str, command: Mapping[str, Any], by: str, news: int) -> None:
    """Put a shock or a legend to work."""
    field, kind = _BEGUN[name]
    tale, label = command[field], state["position"]
    spell = {
        "id": f"s{label}",
        "tale": tale,
        "start": state["turn"] + 1,
        "by": by,
        "cause": f"{label}.0",
        "origin": "authored" if by == "forester" else "patron",
    }
    state["spells"] = [*state["spells"], spell]
    state["news"] = [*state["news"], {"kind": kind, "data": {"tale": tale, "by": by}}][-news:]
