"""What the schema lets a creature reply, the engine's checking lets it do."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import accounts
from engine.content.cast import Cast
from engine.decision import Refusal
from engine.draft import Draft
from engine.input_name import turn_name
from engine.perception import Perception, perceive
from engine.stages.checking import checking
from engine.turn import STAGES, advance
from engine.wood import Wood
from inference.replies.moves import decision_of, reply_moves
from inference.replies.repair import repair
from inference.replies.schema import reply_schema
from tests.engine.builders import new
from tests.inference.council.stand_in_councils import ROOM, WOOD
from tests.inference.replies.random_replies import compact, draw

CASTS = {WOOD.id: WOOD, ROOM.id: ROOM}
TURNS = 40
UP_TO_CHECKING = STAGES[: STAGES.index(checking) + 1]
BETWEEN_PARTS = {"both_sides", "twice", "usury"}
"""What no JSON Schema can hold: two orders of one reply against each other, a loan's two numbers against each other."""


def reply(p: Perception, rng: random.Random) -> str:
    return compact(draw(reply_schema(reply_moves(p)), rng))


@cache
def woods(cast: str) -> list[Wood]:
    """A wood before each of its turns, in which everybody decided what came: vaults run dry, debts fall due."""
    rng, found = random.Random(5), [new(CASTS[cast])]
    for _ in range(TURNS):
        wood = found[-1]
        seen = perceive(wood.open())
        decisions = {c: decision_of(repair(reply(p, rng), reply_moves(p)).reply, p) for c, p in seen.items()}
        found.append(advance(wood, decisions).wood)
    return found


def at_odds(wood: Wood) -> Wood:
    """The same wood, everybody hostile to everybody."""
    everybody = [accounts.creature(creature) for creature in wood.cast.creature]
    hatred = dict.fromkeys(everybody, -1000)
    souls = {creature: replace(soul, memory=hatred) for creature, soul in wood.souls.items()}
    return replace(wood, souls=souls)


def bound(wood: Wood) -> Wood:
    """The same wood, its vault owing far more than it has, so that the breaker binds its keeper."""
    return replace(
        wood, vault=replace(wood.vault, claims={accounts.creature(next(iter(wood.cast.creature))): 10**6})
    )


def shut(wood: Wood) -> Wood:
    """The same wood, its vault shut for the turn to come."""
    return replace(wood, vault=replace(wood.vault, shut=wood.turn + 1))


def refused(wood: Wood, creature: str, said: str) -> list[Refusal]:
    """What checking refuses of one creature's reply."""
    p = perceive(wood.open())[creature]
    read = repair(said, reply_moves(p))
    assert read.status == "valid"
    draft = Draft(wood, turn_name(wood), "emergent", wood.turn + 1)
    draft.decisions = {creature: decision_of(read.reply, p)}
    for stage in UP_TO_CHECKING:
        stage(draft)
    return list(draft.applied[creature].refusals)


@pytest.mark.parametrize("cast", [WOOD, ROOM], ids=lambda cast: cast.id)
@given(data=st.data())
@settings(deadline=None)
def test_checking_refuses_nothing_that_the_schema_allows_but_what_lies_between_its_parts(
    cast: Cast, data: st.DataObject
) -> None:
    wood = data.draw(st.sampled_from(woods(cast.id)))
    for trouble in data.draw(st.sets(st.sampled_from((at_odds, bound, shut)))):
        wood = trouble(wood)
    creature = data.draw(st.sampled_from(list(cast.creature)))
    rng = data.draw(st.randoms(use_true_random=False))
    said = reply(perceive(wood.open())[creature], rng)
    assert {refusal.code for refusal in refused(wood, creature, said)} <= BETWEEN_PARTS


def test_who_is_hostile_to_a_proposals_maker_cannot_accept_it() -> None:
    asked = [
        p for wood in map(at_odds, woods(WOOD.id)) for p in perceive(wood.open()).values() if p.proposals
    ]
    assert asked
    for p in asked:
        answers = reply_schema(reply_moves(p))["properties"]["answers"]["prefixItems"]
        assert [one["properties"]["answer"]["enum"] for one in answers] == [["refuse"]] * len(answers)
