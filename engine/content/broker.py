"""The broker's numbers: how its figure for a coming price is made, and tables of what goods usually cost."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine.content.cast import Content, Identifier, Thousandths

Share = Annotated[int, Field(ge=1, le=20_000)]
"""Thousandths of something that may well be passed."""
OverYear = Annotated[tuple[Share, ...], Field(min_length=1, max_length=720)]
"""Numbers spread evenly over the year: one for all of it, one for each day, or anything between."""
Span = Annotated[int, Field(ge=1, le=1000)]


class Almanac(Content):
    """What one good usually costs over the year, in thousandths. `wood stress --par` measures it."""

    level: Share = 1000
    """Usual price without its season, in thousandths of the price at founding."""
    season: OverYear = (1000,)
    """Usual price of each day, in thousandths of `level`."""
    tilt: OverYear = (1000,)
    """What a figure for `BrokerRules.days` ahead is multiplied by, by the day it is for."""
    near: OverYear = (1000,)
    """The same for one day ahead; between the two it goes over evenly."""


PLAIN = Almanac()
"""What stands for a good that no table knows."""


class BrokerRules(Content):
    """How the broker reckons what will be paid, and what becomes of the answers to its question.

    Its figure for a day is the weighted mean of the board, of the last price paid and of the usual price, each
    carried to that day by the almanac's season, times the almanac's tilt.
    """

    board: Thousandths = 400
    """Weight of the reference price."""
    paid: Thousandths = 400
    """Weight of the last price paid; the reference price stands in where none is remembered."""
    usual: Annotated[int, Field(ge=1, le=1000)] = 200
    """Weight of the usual price, in season."""
    memory: Span = 60
    """Turns over which a wood's own usual price is the mean of what is paid."""
    prior: Span = 30
    """Turns for which the almanac's level counts in it."""
    days: Annotated[int, Field(ge=2, le=60)] = 5
    """Days ahead for which the almanac's tilt was measured."""
    width: Thousandths = 80
    """Half the width of the range that it expects, in thousandths of its figure."""
    wait: Span = 3
    """Turns that an answer waits for a price to be paid."""
    lively: Span = 3
    """Turns within which a good must have been paid for to be asked for, as long as another was."""
    almanacs: dict[Identifier, dict[Identifier, Almanac]] = Field(default_factory=dict)
    """Cast's id -> good's id -> its almanac: the files of the folder `broker`."""

    def almanac(self, cast: str, good: str) -> Almanac:
        """Return what is known of a cast's good, by their ids."""
        return self.almanacs.get(cast, {}).get(good, PLAIN)
