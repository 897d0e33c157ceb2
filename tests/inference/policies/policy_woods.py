"""Woods that policies live in, for the tests of the policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from data.reading.content import CONTENT, load_cast, load_rules, money_of, read
from engine.chance import Chance
from engine.commands.table import Command, apply
from engine.content.broker import BrokerRules
from engine.content.cast import Cast, Habits
from engine.content.rules import Rules
from engine.decision import Decision
from engine.founding import found
from engine.perception import Perception, perceive
from engine.turn import Outcome, advance
from engine.wood import Wood
from inference.policies.instinct import Instinct
from inference.policies.nature import Nature
from inference.policies.outlook import Outlook, outlook, read_signs
from inference.policies.phrasebook import Phrasebook
from tests.engine.builders import AMBER, PLAIN, barren

WOOD = load_cast("wood")
CASTS = (WOOD, load_cast("trading-room"))
RULES = load_rules()
NATURE = read(CONTENT / "instinct.toml", Nature, money=money_of())

EVEN = NATURE.changed(
    trend_turns=3, horizon_turns=5, rumour=100, wind=400, sway=500, pressing=500, bare=200, spare=50, sold_out=30,
    glut=150, glut_turns=4, anchor=0, means=0, horizon=20, fancy=0, taste=0, lot=3, purse=500, invest=250,
    conviction=100, bold=300, greed=1000, far=400, ardour=900, stake=4, purse_days=2000, poor_days=3000, reckless=800,
    least_deposit=10, fear=150, default=800, ahead=3, loan=20, loan_share=400, loan_rate=100, loan_turns=10,
    forward_lot=3, forward_turns=4, forward_discount=50,
)  # fmt: skip
"""The rule policy's numbers, round, with no fancy, and as they are whatever the shipped ones are tuned to."""
DIRECT = PLAIN.changed(market=PLAIN.market.changed(orders=4), broker=BrokerRules())
"""Round rules to trade by, with no almanac."""
PEN = barren(WOOD, AMBER)
"""The wood's creatures with round prices, nothing growing, and an asset."""


def leaning(creature: str, rules: Rules = DIRECT, cast: Cast = PEN, **habits: int) -> Perception:
    """What a creature perceives at the founding, and how it leans: by these habits and no others."""
    p = perceive(found(cast, rules, "5eed").open())[creature]
    return replace(p, me=p.me.changed(habits=Habits(**habits)))


def view(p: Perception, nature: Nature = EVEN) -> Outlook:
    """What a creature expects by itself of what it perceives."""
    return outlook(p, nature, read_signs(p, nature))


class Policy(Protocol):
    """What decides for one creature after the other."""

    def think(self, p: Perception, chance: Chance) -> Decision: ...


@cache
def instinct() -> Instinct:
    return Instinct(NATURE, read(CONTENT / "lines.toml", Phrasebook))


@dataclass(frozen=True)
class Lived:
    """One turn as it was lived."""

    before: Wood
    wishes: Mapping[str, Decision]
    outcome: Outcome


def decided(wood: Wood, policy: Policy) -> dict[str, Decision]:
    """What a policy decides for every creature of a wood."""
    return {
        creature: policy.think(perception, Chance(wood.seed, wood.turn + 1, "mind", creature))
        for creature, perception in perceive(wood.open()).items()
    }


def lived(
    seed: str,
    turns: int,
    policy: Policy | None = None,
    *,
    cast: Cast = WOOD,
    rules: Rules = RULES,
    commands: Mapping[int, Command] | None = None,
) -> Iterator[Lived]:
    """The turns of one wood, with commands just before some of them."""
    wood = found(cast, rules, seed)
    for turn in range(1, turns + 1):
        if commands and turn in commands:
            wood = apply(wood, commands[turn]).wood
        wishes = decided(wood, policy or instinct())
        outcome = advance(wood, wishes)
        yield Lived(wood, wishes, outcome)
        wood = outcome.wood
