"""Settings of a wood: a forester's choices, and the defaults of a new wood."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from data.reading.content import CONTENT, read
from data.store.records import Daily, Setting

Who = Literal["everyone", "role", "foresters"]
Draw = Literal["legend", "shock"]
MOST_WAIT = 60
"""Most turns for which a wood or a person may be made to wait: a year of the shipped rules."""
WaitTurns = Annotated[int, Field(ge=0, le=MOST_WAIT)]


class WoodSettings(BaseModel):
    """What a forester may set beside the schedule."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    """Of public posts."""
    thread: bool
    """Whether a turn's long detail goes into a thread of its own."""
    legends_by: Who
    shocks_by: Who
    legends_role: int | None = None
    """The role meant where `legends_by` is `role`."""
    shocks_role: int | None = None
    legends_wood_turns: WaitTurns
    """Turns that pass after a legend was over before the next may be drawn."""
    legends_person_turns: WaitTurns
    """Turns after a drawing in which the same person may draw no other."""
    shocks_wood_turns: WaitTurns
    """Turns after a person's shock in which nobody may fire another."""
    shocks_person_turns: WaitTurns
    zone: str | None = None
    """Time zone of daily turns, kept also while turns are not daily."""
    forester: int | None = None
    """Number of the patron who founded the wood: whom the bot tells when it has to stop."""

    def draws(self, draw: Draw) -> Draws:
        """Who may draw legends, or fire shocks, and how often."""
        values = self.model_dump()
        return Draws(
            who=values[f"{draw}s_by"],
            role=values[f"{draw}s_role"],
            wood=values[f"{draw}s_wood_turns"],
            person=values[f"{draw}s_person_turns"],
        )

    def as_settings(self) -> dict[str, Setting]:
        """As the store keeps them."""
        return self.model_dump()


class Draws(BaseModel):
    """Who may draw legends, or fire shocks, and how many turns the wood and the person wait for the next."""

    model_config = ConfigDict(frozen=True)

    who: Who
    role: int | None
    wood: int
    person: int


class Beginnings(BaseModel):
    """What a new wood begins with: the file `data/content/founding.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cast: str
    zone: str
    hour: Annotated[int, Field(ge=0, le=23)]
    minute: Annotated[int, Field(ge=0, le=59)]
    settings: WoodSettings

    @property
    def schedule(self) -> Daily:
        return Daily(self.hour, self.minute, self.zone)

    def settings_of(self, stored: Mapping[str, Setting]) -> WoodSettings:
        """A wood's settings; what it has none of is as in a new wood."""
        return WoodSettings.model_validate({**self.settings.as_settings(), **_in_turns(stored), **stored})


EARLIER_HOURS = {
    "legends_wood": 20, "legends_person": 68, "shocks_wood": 20, "shocks_person": 20,
}  # fmt: skip
"""Hours of waiting that each wood of an earlier release began with."""


def _in_turns(stored: Mapping[str, Setting]) -> dict[str, Setting]:
    """Waits that an earlier release kept in hours, as turns of a day; those that nobody had changed are left out."""
    hours = {name: stored.get(f"{name}_hours") for name in EARLIER_HOURS}
    return {
        f"{name}_turns": min(MOST_WAIT, -(-given // 24))
        for name, given in hours.items()
        if isinstance(given, int) and given != EARLIER_HOURS[name]
    }


def load_beginnings(folder: Path = CONTENT) -> Beginnings:
    """The content folder's `founding.toml`. Raises ContentError."""
    return read(folder / "founding.toml", Beginnings)
