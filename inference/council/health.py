"""How each mind of a council fares, for status, metrics and the doctor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

HealthState = Literal["loading", "ready", "down", "refused"]


@dataclass(frozen=True, slots=True)
class MindHealth:
    """One mind at one instant."""

    mind: str
    backend: str
    """As the council file names it."""
    model: str
    state: HealthState
    """`down` while it is being started anew, `refused` where it cannot be used as it is configured."""
    since: datetime
    """The instant of that state, in UTC."""
    reason: str = ""
    """Code of why it is down or refused: `data/content/texts/<language>.toml` has its sentence."""
    params: Mapping[str, int | str] = field(default_factory=dict)
    decisions: int = 0
    """Asked of it so far."""
    fallbacks: int = 0
    """Of these, decided by instinct."""
    failures: int = 0
    """Times that its engine or server went away or would not start."""
    cached: float = 0.0
    """Share of its prompts' tokens that prefix caching saved, 0 to 1."""
