"""Par: what creatures usually gain in a chapter and how far that spreads, measured by `wood stress --par` and kept as
content.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from data.reading.content import CONTENT, ContentError, read
from engine.content.broker import BrokerRules
from engine.content.cast import Cast, Content, Identifier
from engine.content.rules import Rules

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Gains = Annotated[tuple[int, ...], Field(min_length=2, max_length=240)]
Spreads = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=2, max_length=240)]


class CouncilPar(Content):
    """What creatures gain where one kind of council thinks for them, in pebbles, by kind of chapter.

    The chapters of a wood's first year come first, then those of any later year, each in the order of the year.
    """

    woods: Annotated[int, Field(ge=1)]
    """Woods that it was measured on."""
    turns: Annotated[int, Field(ge=1)]
    """Turns that each of them lived."""
    gain: dict[Identifier, Gains]
    """Creature -> its mean gain."""
    spread: dict[Identifier, Spreads]
    """Creature -> standard deviation of its gain."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if set(self.gain) != set(self.spread):
            raise ValueError("gain and spread name different creatures")
        lengths = {len(row) for row in (*self.gain.values(), *self.spread.values())}
        if len(lengths) != 1:
            raise ValueError("every creature needs a number for each kind of chapter")
        return self


class CastPar(Content):
    """The file `par/<cast>.toml`: par of a cast under the rules that it was measured on."""

    cast: Digest
    rules: Digest
    councils: dict[Identifier, CouncilPar]
    """Kind of council (`instinct`, `random` or `models`) -> par."""

    def fits(self, cast: Cast, rules: Rules) -> bool:
        """Whether it was measured on these very rules and this cast."""
        return (self.cast, self.rules) == digests(cast, rules)


def digests(cast: Cast, rules: Rules) -> tuple[str, str]:
    """Digests of a cast and of the rules that creatures live by; what a broker knows changes nothing for them."""
    return cast.digest, rules.changed(broker=BrokerRules()).digest


def kinds_of_chapter(rules: Rules) -> int:
    """How many kinds of chapter there are: those of the first year, and those of a later one."""
    return 2 * max(1, rules.year // rules.chapter)


def load_par(cast: Cast, rules: Rules, folder: Path = CONTENT) -> CastPar | None:
    """Par of a cast; None where the folder has none. Raises ContentError for one that names other creatures or has
    another number of chapters in the year.
    """
    path = folder / "par" / f"{cast.id}.toml"
    if not path.exists():
        return None
    par = read(path, CastPar)
    for council, table in par.councils.items():
        if list(table.gain) != list(cast.creature):
            problem = f"this has to name the cast's creatures: {', '.join(cast.creature)}"
            raise ContentError("bad_par", str(path), problem, table=f"[councils.{council}]", field="gain")
        if {len(row) for row in table.gain.values()} != {kinds_of_chapter(rules)}:
            problem = f"each creature needs {kinds_of_chapter(rules)} numbers, two for each chapter of a year"
            raise ContentError("bad_par", str(path), problem, table=f"[councils.{council}]", field="gain")
    return par


def par_text(par: CastPar) -> str:
    """Write par as TOML."""
    lines = [
        "# What each creature usually gains in a chapter and how far that spreads, in pebbles: the chapters of a",
        "# wood's first year, then those of any later one. `wood stress --par` measures it: data/reading/par.py.",
        f'cast = "{par.cast}"',
        f'rules = "{par.rules}"',
    ]
    for council, table in par.councils.items():
        lines += ["", f"[councils.{council}]", f"woods = {table.woods}", f"turns = {table.turns}"]
        for name, rows in (("gain", table.gain), ("spread", table.spread)):
            lines += ["", f"[councils.{council}.{name}]", *_rows(rows)]
    return "\n".join(lines) + "\n"


def _rows(rows: Mapping[str, tuple[int, ...]]) -> list[str]:
    return [f"{creature} = [{', '.join(map(str, row))}]" for creature, row in rows.items()]
