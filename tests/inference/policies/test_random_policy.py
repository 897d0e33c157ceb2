"""The random policy: whatever the rules allow, evenly, and nothing that they refuse."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.chance import Chance
from engine.commands.tales import DrawLegend
from engine.content.cast import Cast
from engine.founding import found
from engine.perception import perceive
from inference.mind import Ask
from inference.policies.random_policy import RandomPolicy
from tests.inference.policies.policy_woods import CASTS, RULES, WOOD, decided, lived

RANDOM = RandomPolicy()


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
def test_nothing_that_it_does_is_refused_but_what_it_cannot_know(cast: Cast) -> None:
    commands = {12: DrawLegend("run-on-oonas-hoard")}
    for seed in range(6):
        for life in lived(str(seed), 40, RANDOM, cast=cast, commands=commands):
            for creature, applied in life.outcome.applied.items():
                wheres = {refusal.where for refusal in applied.refusals}
                pledged = creature == cast.keeper and any(
                    t.reason == "pledge" for t in life.outcome.transfers
                )
                assert wheres <= {"vault"} or pledged, applied


def test_it_does_everything_and_each_side_and_good_about_as_often() -> None:
    sides, goods, acts, stances = Counter(), Counter(), Counter(), Counter()
    for seed in range(12):
        for life in lived(str(seed), 25, RANDOM):
            for wish in life.wishes.values():
                sides.update(order.side for order in wish.orders)
                goods.update(order.good for order in wish.orders)
                acts.update([wish.vault.act] if wish.vault else [])
                stances.update([wish.say.stance] if wish.say else [])
    assert set(sides) == {"buy", "sell"}
    assert set(goods) == set(WOOD.good)
    assert max(goods.values()) < 2 * min(goods.values())
    assert set(acts) == {"deposit", "withdraw"}
    assert set(stances) == {"rise", "fall", "praise", "warn"}
    assert max(stances.values()) < 1.5 * min(stances.values())


def test_the_same_chance_gives_the_same_decision() -> None:
    wood = found(WOOD, RULES, "5eed")
    assert decided(wood, RANDOM) == decided(wood, RANDOM)
    assert decided(wood, RANDOM) != decided(found(WOOD, RULES, "other"), RANDOM)


async def test_asks_are_answered_in_their_order() -> None:
    wood = found(WOOD, RULES, "5eed")
    asks = [Ask("w", name, p, Chance("s", 1, "mind", name)) for name, p in perceive(wood.open()).items()]
    answers = await RANDOM.decide(asks)
    backward = await RANDOM.decide(
        [Ask("w", a.creature, a.perception, Chance("s", 1, "mind", a.creature)) for a in asks[::-1]]
    )
    assert answers == backward[::-1]
    assert {answer.trace.mind for answer in answers} == {"random"}


def test_a_wood_of_random_minds_trades_and_stays_sound() -> None:
    trades = sum(e.kind == "traded" for life in lived("1", 60, RANDOM) for e in life.outcome.events)
    assert trades > 30
