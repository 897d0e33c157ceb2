"""Whom to believe: whether what creatures say of goods comes true about five turns later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bot.lab.alive.market import WOODS
from bot.lab.alive.measure import Measure, Measures
from bot.lab.intervals import mean
from bot.lab.scenario import Scenario
from bot.lab.watch.series import worths
from bot.lab.watch.watched import Floats, Opinion, Watched

AHEAD = 5
"""Turns after which an opinion is held against prices."""
WANTED = {"analyst": (0.70, None), "disruptor": (None, 0.50)}
"""Temperament -> what is wanted of the share of its opinions that come true."""


def opinions(plan: Scenario, woods: Sequence[Watched]) -> Measures:
    """Share of each creature's opinions that come true: of `rise` and `fall` said in a turn, those where what the
    good was worth five turns later lies above, or below, what it was worth after that turn; level ones are left out.

    The speculator leans by the share of `rise` among what it says of goods that it holds beyond need, less that share
    of other goods. `fall` is said as often as goods fall, as shares of opinions and of good-turns.
    """
    prices = [worths(w) for w in woods]
    found: dict[str, Measure] = {}
    for creature in plan.cast.creatures:
        shares = [
            _share(right)
            for w, p in zip(woods, prices, strict=True)
            if (right := list(_judged(w, p, creature.id)))
        ]
        said = mean([100 * sum(s.speaker == creature.id for s in w.said) / w.turns for w in woods])
        least, most = WANTED.get(creature.temperament, (None, None))
        note = f"{said.value:.0f} opinions in 100 turns"
        if shares:
            found[f"right_{creature.temperament}"] = Measure(mean(shares), least, most, WOODS, note)
        if creature.temperament == "speculator":
            found["speculator_leans"] = Measure(
                mean([_lean(w, creature.id) for w in woods]), 0, None, WOODS, sure=True
            )
    spoken = [[s.stance < 0 for s in w.said if s.speaker != "wind"] for w in woods]
    fell = mean([_fell(p[:, : w.made]) for w, p in zip(woods, prices, strict=True)])
    some = [_share(s) for s in spoken if s]
    if some:
        found["said_fall"] = Measure(
            mean(some), fell.value - 0.1, fell.value + 0.1, WOODS, "within 0.1 of the falls"
        )
    found["falls"] = Measure(fell)
    return found


def _judged(wood: Watched, price: Floats, speaker: str) -> Iterator[bool]:
    for said in wood.said:
        if said.speaker == speaker and said.turn + AHEAD <= wood.turns:
            move = price[said.turn + AHEAD, said.good] - price[said.turn, said.good]
            if move:
                yield (move > 0) == (said.stance > 0)


def _lean(wood: Watched, speaker: str) -> float:
    def rises(some: Sequence[Opinion]) -> float:
        return _share([s.stance > 0 for s in some]) if some else 0.5

    own = [s for s in wood.said if s.speaker == speaker]
    return rises([s for s in own if s.held]) - rises([s for s in own if not s.held])


def _fell(price: Floats) -> float:
    """Share of falls among moves over `AHEAD` turns."""
    move = np.sign(price[AHEAD:] - price[:-AHEAD])
    return float((move < 0).sum() / max(1, (move != 0).sum()))


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)
