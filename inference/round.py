"""One turn of a wood without a store: creatures perceive, minds decide, the engine advances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.chance import Chance
from engine.perception import perceive
from engine.turn import Outcome, advance
from engine.wood import Wood
from inference.mind import Answer, Ask, Mind


@dataclass(frozen=True, slots=True)
class PlayedTurn:
    """One played turn: what it made of the wood, and what each creature's mind had answered."""

    outcome: Outcome
    answers: Mapping[str, Answer]
    """Creature -> its mind's answer, in the cast's order."""


def asks_of(name: str, wood: Wood) -> list[Ask]:
    """What each creature of a wood is asked before the next turn, in the cast's order.

    `name` is the wood's public id. Each creature's chance is keyed by the turn to be decided.
    """
    return [
        Ask(name, creature, perception, Chance(wood.seed, wood.turn + 1, "mind", creature))
        for creature, perception in perceive(wood.open()).items()
    ]


async def play_round(name: str, wood: Wood, mind: Mind) -> PlayedTurn:
    """Play the next turn of a wood. Raises LedgerBroken where the books do not hold: a fault of the program."""
    asks = asks_of(name, wood)
    answers = await mind.decide(asks)
    by_creature = {ask.creature: answer for ask, answer in zip(asks, answers, strict=True)}
    outcome = advance(wood, {creature: answer.decision for creature, answer in by_creature.items()})
    return PlayedTurn(outcome, by_creature)
