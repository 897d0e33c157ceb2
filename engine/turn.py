"""One turn of a wood, from decisions to the next wood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.body.care import care
from engine.body.hearth import hearth
from engine.body.meal import meal
from engine.body.mood import mood
from engine.body.vigour import vigour
from engine.calls.judging import calls
from engine.calls.question import asking
from engine.calls.usual import usual
from engine.decision import Applied, Decision, Refusal
from engine.draft import Draft
from engine.events.event import Event
from engine.input_name import turn_name
from engine.ledger import Transfer
from engine.stages.chapter import chapter
from engine.stages.checking import checking
from engine.stages.contracts import contracts
from engine.stages.fair import fair
from engine.stages.harvest import harvest, season
from engine.stages.market import market
from engine.stages.nature import nature
from engine.stages.remembering import gossip, remembering
from engine.stages.rot import rot
from engine.stages.spells import settlement, wind
from engine.stages.vault import vault
from engine.stages.weather import weather
from engine.wood import Wood

STAGES: tuple[Callable[[Draft], None], ...] = (
    season,
    wind,
    harvest,
    checking,
    vault,
    market,
    usual,
    contracts,
    meal,
    hearth,
    care,
    vigour,
    rot,
    mood,
    fair,
    settlement,
    nature,
    gossip,
    remembering,
    calls,
    asking,
    chapter,
    weather,
)
"""The stages of a turn, in order. Price drift is the last step of `market`, so that settlements come after it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one input made of a wood."""

    wood: Wood
    events: tuple[Event, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    applied: Mapping[str, Applied] = field(default_factory=dict)
    """For a turn: what became of each creature's decision."""
    refusal: Refusal | None = None
    """For a command: why nothing happened; the wood is then the old one and no input was used."""
    position: int | None = None
    """Position of the input among the public ones; None for a secret one, and where none was used."""


def advance(wood: Wood, decisions: Mapping[str, Decision]) -> Outcome:
    """Play one turn. A creature without a decision does nothing; whatever a decision holds, nothing is raised for it.

    Raises LedgerBroken where the books do not hold afterwards: a fault of the program, for which the wood must stop.
    """
    draft = Draft(wood, turn_name(wood), "emergent", wood.turn + 1)
    draft.decisions = {
        creature: decisions[creature] for creature in wood.cast.creature if creature in decisions
    }
    draft.news = []
    for stage in STAGES:
        stage(draft)
    return Outcome(
        draft.seal(),
        draft.events(),
        tuple(draft.ledger.transfers),
        draft.applied,
        position=draft.name.position,
    )
