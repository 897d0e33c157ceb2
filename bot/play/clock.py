"""The clock of a wood that is played by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from data.reading.texts import Voice

DAY = timedelta(days=1)


@dataclass(slots=True)
class TurnClock:
    """Simulated clock: each turn is a day, as in a wood with daily turns."""

    founded: datetime
    turn: int = 0
    """Turns played."""

    @classmethod
    def begun_now(cls) -> TurnClock:
        """The clock of a wood that is founded now."""
        return cls(datetime.now(UTC))

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.founded + self.turn * DAY

    def until(self, voice: Voice, instant: datetime) -> str:
        """How many turns away an instant is, in words."""
        return voice.count("cli.play.turns", max(0, math.ceil((instant - self.now()) / DAY)))
