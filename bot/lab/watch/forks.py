"""Forks of a wood: the same turn played on with a legend drawn, or with some gossip unsaid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log

import numpy as np

from bot.lab.scenario import Scenario
from bot.lab.watch.series import worth, worths
from bot.lab.watch.watched import Floats, Watched
from bot.lab.watch.watching import go_on, watch
from engine.commands.table import apply
from engine.commands.tales import DrawLegend
from engine.content.legend import Price, longest
from engine.wood import Wood
from inference.mind import Mind

FIRST_DRAW = 16
DRAWS = 3
"""Draws of each legend in a wood, spread over its turns."""
AFTER = 7
"""Turns that are played beyond a legend's own."""
GOSSIP_EVERY, GOSSIP_AHEAD = 5, 5


@dataclass(frozen=True, slots=True)
class LegendFork:
    """A legend that was drawn after a turn of a wood, and how the wood went on."""

    legend: str
    turn: int
    before: Watched
    """The wood until then."""
    after: Watched
    """The wood from then on: row 0 is the turn before the first in which the legend may act."""


@dataclass(frozen=True, slots=True)
class GossipFork:
    """What it made of a good's price that it was said to rise or fall, in logs, for or against what was said."""

    stance: int
    next_turn: float
    """Of the reference after the next turn."""
    later: float
    """Of what it was worth after `GOSSIP_AHEAD` turns."""


def settling(plan: Scenario) -> list[str]:
    """The legends that settle prices."""
    return [tale.id for tale in plan.rules.legends if any(isinstance(act, Price) for act in tale.settles)]


async def legends_drawn(plan: Scenario, seed: str, mind: Mind) -> list[LegendFork]:
    """Each legend that settles prices, drawn at `DRAWS` turns of one wood: all of them in the same ones."""
    woods: dict[int, Wood] = {}
    apart = max(1, (plan.turns - FIRST_DRAW) // DRAWS)
    first = FIRST_DRAW + int(seed) * 7 % apart if seed.isdecimal() else FIRST_DRAW
    turns = {first + apart * k for k in range(DRAWS)}

    def keep(wood: Wood) -> None:
        if wood.turn in turns:
            woods[wood.turn] = wood

    seen = await watch(plan, seed, mind, keep)
    drawn = []
    for turn, wood in woods.items():
        for legend in settling(plan):
            outcome = apply(wood, DrawLegend(legend))
            if outcome.refusal is None:
                count = longest(plan.rules.legend[legend]) + AFTER
                after = await go_on(outcome.wood, mind, count, seed)
                drawn.append(LegendFork(legend, turn, seen, after))
    return drawn


async def gossip_unsaid(plan: Scenario, seed: str, mind: Mind) -> list[GossipFork]:
    """Every few turns of a wood, one kind of gossip of one good unsaid: what went otherwise in the next turns.

    Both twins draw the same chance, which is keyed by turn: only the gossip differs.
    """
    woods: list[Wood] = []
    seen = await watch(
        plan, seed, mind, lambda wood: woods.append(wood) if wood.turn % GOSSIP_EVERY == 0 else None
    )
    prices = worths(seen)
    found = []
    for wood in woods:
        if wood.turn < FIRST_DRAW or wood.turn + GOSSIP_AHEAD > plan.turns:
            continue
        for stance, word in ((1, "rise"), (-1, "fall")):
            about = next((g.about for g in wood.gossip if g.stance == word and g.about in seen.goods), None)
            if about is None:
                continue
            quiet = tuple(g for g in wood.gossip if not (g.stance == word and g.about == about))
            twin = await go_on(replace(wood, gossip=quiet), mind, GOSSIP_AHEAD, seed)
            good, turn = seen.goods.index(about), wood.turn
            found.append(
                GossipFork(
                    stance,
                    stance * _log_ratio(seen.reference[turn + 1, good], twin.reference[1, good]),
                    stance
                    * _log_ratio(prices[turn + GOSSIP_AHEAD, good], _worth_on(seen, twin, turn)[-1, good]),
                )
            )
    return found


def _log_ratio(a: float, b: float) -> float:
    return log(a / b)


def _worth_on(seen: Watched, twin: Watched, turn: int) -> Floats:
    price = np.concatenate([seen.price[: turn + 1], twin.price[1:]])
    reference = np.concatenate([seen.reference[: turn + 1], twin.reference[1:]])
    return worth(price, reference)
