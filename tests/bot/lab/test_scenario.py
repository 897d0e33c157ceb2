"""Scenarios: options into cues, and cues into a wood's turns."""

from __future__ import annotations

import pytest

from bot.lab.scenario import Cue, Scenario, Step, scenario, steps
from bot.minds import make_mind
from bot.problem import Problem
from data.reading.content import load_cast, load_rules
from engine.commands.tales import DrawLegend, FireShock
from engine.content.legend import lasts
from engine.saving.save import wood_hash
from tests.engine.builders import shock, tuned, with_tales

CAST, RULES = load_cast("wood"), load_rules()


async def played(plan: Scenario, seed: str = "7") -> list[Step]:
    return [step async for step in steps("test", plan, seed, make_mind())]


def test_options_become_cues_in_the_order_of_their_turns() -> None:
    plan = scenario(CAST, RULES, 15, ["winter-rumour@8", "drought@4"], ["run-on-oonas-hoard@6"])
    assert plan.cues == (
        Cue(4, FireShock("drought")),
        Cue(6, DrawLegend("run-on-oonas-hoard")),
        Cue(8, FireShock("winter-rumour")),
    )


@pytest.mark.parametrize(
    ("turns", "shocks", "legends", "code"),
    [
        (0, (), (), "bad_turns"),
        (-3, (), (), "bad_turns"),
        (10**9, (), (), "bad_turns"),
        (15, ("drought",), (), "bad_cue"),
        (15, ("drought@",), (), "bad_cue"),
        (15, ("@4",), (), "bad_cue"),
        (15, ("drought@four",), (), "bad_cue"),
        (15, ("drought@-4",), (), "bad_cue"),
        (15, ("drought@4@5",), (), "bad_cue"),
        (15, ("drought@٤",), (), "bad_cue"),
        (15, ("drought@0",), (), "cue_too_late"),
        (15, ("drought@16",), (), "cue_too_late"),
        (15, ("run-on-oonas-hoard@4",), (), "unknown_shock"),
        (15, (), ("drought@4",), "unknown_legend"),
        (15, ("drought@4", "drought@5"), (), "still_at_work"),
        (15, (), ("great-acorn-mania@2", "run-on-oonas-hoard@9"), "still_at_work"),
    ],
)
def test_what_cannot_be_played_is_refused_before_anything_is(
    turns: int, shocks: tuple[str, ...], legends: tuple[str, ...], code: str
) -> None:
    with pytest.raises(Problem) as caught:
        scenario(CAST, RULES, turns, shocks, legends)
    assert caught.value.code == code


async def test_a_shock_strikes_just_before_its_turn() -> None:
    shown = await played(scenario(CAST, RULES, 5, ["drought@4"]))
    assert [len(step.commands) for step in shown] == [0, 0, 0, 0, 1, 0]
    assert [spell.start for spell in shown[4].commands[0].wood.spells] == [4]


async def test_a_shock_may_come_again_as_soon_as_it_is_over() -> None:
    again = 2 + lasts(RULES.shock["drought"])
    shown = await played(scenario(CAST, RULES, again, ["drought@2", f"drought@{again}"]))
    assert all(outcome.refusal is None for step in shown for outcome in step.commands)
    with pytest.raises(Problem):
        scenario(CAST, RULES, again, ["drought@2", f"drought@{again - 1}"])


async def test_a_shock_that_chance_let_loose_first_comes_when_that_one_is_over() -> None:
    often = shock({"act": "need", "extra": 1, "turns": 3}, natural=1)
    plan = scenario(CAST, tuned(with_tales(often, rules=RULES), natural=500), 30, ["thing@3"])
    came = []
    for seed in map(str, range(6)):
        came += [step.wood.turn for step in await played(plan, seed) if step.commands]
    assert len(came) == 6
    assert min(came) == 3 < max(came)


async def test_the_founding_comes_first_and_has_no_round() -> None:
    shown = await played(scenario(CAST, RULES, 3))
    assert [step.wood.turn for step in shown] == [0, 1, 2, 3]
    assert [step.round is None for step in shown] == [True, False, False, False]


async def test_every_creature_is_asked_and_answers_each_turn() -> None:
    for step in (await played(scenario(CAST, RULES, 3)))[1:]:
        assert step.round is not None
        assert list(step.round.answers) == list(CAST.creature)


async def test_equal_seeds_live_equal_lives_and_others_do_not() -> None:
    plan = scenario(CAST, RULES, 6, ["drought@4"])
    first, again, other = [[wood_hash(s.wood) for s in await played(plan, seed)] for seed in ("7", "7", "8")]
    assert first == again
    assert first[-1] != other[-1]
