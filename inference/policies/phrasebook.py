"""The rule policy's voice: templates for thoughts and gossip, by temperament and situation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine.chance import Chance
from engine.content.cast import TemperamentKind

PhraseKind = Literal["thought", "say"]
Template = Annotated[str, Field(min_length=1, max_length=100)]
Pool = Annotated[tuple[Template, ...], Field(min_length=1)]

_START = re.compile(r"(?:^|[.?!] )[^\W\dA-Z_]")
"""A first letter of a sentence that may be no capital: a good's name may stand there."""

ALWAYS = frozenset({"me", "own", "season", "pebbles"})
"""Words that every situation can rely on: own name, own good's and the season's, what money is called."""

SITUATIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "thought": {
        "sell": frozenset({"price"}),
        "buy": frozenset({"good", "price"}),
        "speculate": frozenset({"good", "price"}),
        "dump": frozenset({"good", "price"}),
        "hungry": frozenset({"good", "price"}),
        "cold": frozenset({"good", "price"}),
        "poor": frozenset(),
        "rich": frozenset(),
        "wait": frozenset(),
        "deposit": frozenset(),
        "withdraw": frozenset(),
        "lend": frozenset({"other"}),
    },
    "say": {
        "rise": frozenset({"good", "price"}),
        "fall": frozenset({"good", "price"}),
        "praise": frozenset({"other"}),
        "warn": frozenset({"other"}),
        "none": frozenset(),
    },
}
"""Kind and situation -> words that a template may use there beside `ALWAYS`.

`good` and `other` are names of a good and of a creature; `price` is pebbles per unit, a bare number.
"""

LINE = 100
"""Longest thought or gossip of the reply's contract, in characters."""

LONGEST = {
    **dict.fromkeys(("me", "own", "good", "other"), "m" * 14),
    **dict.fromkeys(("season", "pebbles"), "s" * 10),
    "price": "1000",
}
"""The longest words a template has to bear: names as long as a cast may have them."""


class Phrasebook(BaseModel):
    """All templates: each temperament has its own voice in every situation, or loading fails."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    thought: dict[TemperamentKind, dict[str, Pool]]
    say: dict[TemperamentKind, dict[str, Pool]]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for kind, situations in SITUATIONS.items():
            voices = self._voices(kind)
            for temperament in get_args(TemperamentKind):
                pools = voices.get(temperament, {})
                wrong = sorted(set(pools) ^ set(situations))
                if wrong:
                    raise ValueError(f"{kind}.{temperament}.{wrong[0]} is missing or unknown")
                for situation, words in situations.items():
                    for template in pools[situation]:
                        problem = _fault(template, words | ALWAYS)
                        if problem:
                            raise ValueError(f"{kind}.{temperament}.{situation}: '{template}' {problem}")
        return self

    def pick(
        self,
        kind: PhraseKind,
        temperament: TemperamentKind,
        situation: str,
        chance: Chance,
        recent: Sequence[str],
        **words: str | int,
    ) -> str:
        """One line for a situation, rendered with `words`, its first letter a capital.

        No line that stands in `recent` (oldest first) comes back while another template of the pool renders to
        something else; where all have been used, the one whose last use is longest ago does. Raises KeyError
        for an unknown situation, or where `words` lacks one that `SITUATIONS` promises.
        """
        pool = self._voices(kind)[temperament][situation]
        first = chance.below(len(pool))
        lines = []
        for place in range(first, first + len(pool)):
            line = _render(pool[place % len(pool)], words)
            if line not in recent:
                return line
            lines.append(line)
        return min(lines, key=lambda line: _last(recent, line))

    def _voices(self, kind: str) -> Mapping[TemperamentKind, Mapping[str, Sequence[str]]]:
        return self.thought if kind == "thought" else self.say


def _render(template: str, words: Mapping[str, str | int]) -> str:
    line = template.format_map(words)
    return _START.sub(lambda start: start[0].upper(), line)


def _last(recent: Sequence[str], line: str) -> int:
    return max(index for index, said in enumerate(recent) if said == line)


def _fault(template: str, allowed: frozenset[str]) -> str:
    """What is wrong with a template, or an empty string."""
    try:
        fields = [parts[1:] for parts in Formatter().parse(template) if parts[1] is not None]
    except ValueError:
        return "has braces that do not match"
    bad = [name for name, spec, conversion in fields if spec or conversion or name not in allowed]
    if bad:
        return f"uses {{{bad[0]}}}, which is not known there"
    longest = len(template.format_map(LONGEST))
    return (
        f"is {longest} characters long with the longest names, {longest - LINE} too many"
        if longest > LINE
        else ""
    )
