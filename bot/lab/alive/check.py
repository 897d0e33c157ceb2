"""The sections of the check `alive`: what each plays, and what it measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.lab.alive import beginning, drama, legends, market, starving, welfare
from bot.lab.alive.call import call
from bot.lab.alive.measure import Measures
from bot.lab.alive.openness import openness
from bot.lab.alive.opinions import opinions
from bot.lab.intervals import Estimate
from bot.lab.measures import seed_range
from bot.lab.scenario import Scenario, scenario
from bot.lab.watch.forks import gossip_unsaid, legends_drawn
from bot.lab.watch.plays import Table, abstained, lasting, of_no_intelligence, ordinary
from bot.lab.watch.watched import Watched

TURNS = 480
ZERO_TURNS = 240
PAIR_TURNS = max(starving.LOOKS)
LEGEND_TURNS = 180
GOSSIP_WOODS, GOSSIP_TURNS = 30, 150


@dataclass
class Samples:
    """What sections measure, played when the first of them asks for it."""

    table: Table
    plan: Scenario
    seeds: Sequence[str]
    """Of ordinary woods; sections that need another number begin with the same."""

    def some(self, count: int) -> Sequence[str]:
        """`count` seeds in a full check, and as large a part of them in a smaller one; two at least."""
        number = max(2, round(count * len(self.seeds) / market.WOODS))
        return seed_range(int(self.seeds[0]), number)

    @cached_property
    def woods(self) -> list[Watched]:
        """Ordinary woods."""
        return self.table.play(ordinary, self.plan, self.seeds)

    @cached_property
    def moved(self) -> Measures:
        """What gossip does to prices."""
        plan = lasting(self.plan, GOSSIP_TURNS)
        return legends.gossip(self.table.play(gossip_unsaid, plan, self.some(GOSSIP_WOODS)))


def _starving(s: Samples) -> Measures:
    pairs = s.table.play(abstained, lasting(s.plan, PAIR_TURNS), s.some(starving.PAIRS))
    return {**starving.starving(pairs), **starving.lamed(s.woods)}


def _welfare(s: Samples) -> Measures:
    seeds = s.some(welfare.ZERO_WOODS)
    plan = lasting(s.plan, min(s.plan.turns, ZERO_TURNS))
    zero = s.table.play(of_no_intelligence, plan, seeds)
    same = s.table.play(ordinary, plan, seeds)
    return {**welfare.welfare(s.woods), **welfare.against_zero(same, zero)}


def _beginning(s: Samples) -> Measures:
    plan = scenario(s.plan.cast, s.plan.rules, beginning.TURNS, beginning.SHOCKS)
    return beginning.beginning(plan, s.table.play(ordinary, plan, s.some(beginning.WOODS)))


def _legends(s: Samples) -> Measures:
    drawn = s.table.play(legends_drawn, lasting(s.plan, LEGEND_TURNS), s.seeds)
    return legends.legends(s.plan, [one for some in drawn for one in some])


def _facts(s: Samples) -> Measures:
    moves: Estimate | None = s.moved["gossip_moves_board"].found if "gossip_moves_board" in s.moved else None
    return {**drama.facts(s.plan, s.woods, moves), **s.moved}


SECTIONS: Mapping[str, Callable[[Samples], Measures]] = {
    "market": lambda s: market.market(s.plan, s.woods),
    "openness": lambda s: openness(s.plan, s.woods),
    "welfare": _welfare,
    "credit": lambda s: welfare.credit(s.woods),
    "opinions": lambda s: opinions(s.plan, s.woods),
    "drama": lambda s: drama.drama(s.plan, s.woods),
    "facts": _facts,
    "call": lambda s: call(s.plan, s.woods),
    "fitted": lambda s: call(s.plan, s.woods, fitted=True),
    "starving": _starving,
    "beginning": _beginning,
    "legends": _legends,
}
"""In the order in which they are played and shown."""
