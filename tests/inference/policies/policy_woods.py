"""Woods that policies live in, for the tests of the policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from data.reading.content import CONTENT, load_cast, load_rules, money_of, read
from engine.chance import Chance
from engine.commands.table import Command, apply
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.decision import Decision
from engine.founding import found
from engine.perception import Perception, perceive
from engine.turn import Outcome, advance
from engine.wood import Wood
from inference.policies.instinct import Instinct
from inference.policies.nature import Nature
from inference.policies.phrasebook import Phrasebook

WOOD = load_cast("wood")
CASTS = (WOOD, load_cast("trading-room"))
RULES = load_rules()
NATURE = read(CONTENT / "instinct.toml", Nature, money=money_of())


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
