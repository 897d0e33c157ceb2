"""Memory: sentiments fade and only the strongest stay; what is said is heard next turn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decision import Decision, Say
from engine.perception import perceive
from tests.engine.builders import IDLE, PLAIN, feeling, felt, of_kind, quiet, tuned, turn


def say(about: str, stance: str, text: str = "Hear me.") -> Decision:
    return Decision(say=Say(text, about, stance))


@pytest.mark.parametrize(
    ("now", "later"), [(1000, 960), (-1000, -960), (25, 24), (3, 2), (1, None), (-1, None)]
)
def test_a_sentiment_fades_to_nothing(now: int, later: int | None) -> None:
    assert felt(turn(feeling(quiet(), "pip", oona=now)).wood, "pip").get("oona") == later


def test_only_the_strongest_stay_ties_by_name() -> None:
    rules = tuned(IDLE, memory={"subjects": 3, "fade": 0})
    wood = feeling(
        quiet(rules), "pip", **{"oona": 5, "patron:1": -400, "hazel": 50, "fenn": 5, "patron:2": 5}
    )
    assert felt(turn(wood).wood, "pip") == {"patron:1": -399, "hazel": 49, "fenn": 4}


@given(st.dictionaries(st.integers(0, 99).map("patron:{}".format), st.integers(-1000, 1000), max_size=40))
def test_memory_is_bounded_however_many_one_meets(memory: dict[str, int]) -> None:
    kept = felt(turn(feeling(quiet(), "pip", **memory)).wood, "pip")
    assert len(kept) <= PLAIN.memory.subjects
    weakest = min(map(abs, kept.values()), default=0)
    assert all(abs(v) <= weakest + 42 for name, v in memory.items() if name not in kept)


def test_gossip_is_public_and_heard_by_the_others_next_turn() -> None:
    outcome = turn(quiet(), pip=say("honey", "fall", "Empty jars!"))
    (event,) = of_kind(outcome, "said")
    assert (event.audience, event.data["text"]) == ("public", "Empty jars!")
    heard = perceive(outcome.wood.open())
    assert [g.text for g in heard["oona"].gossip] == ["Empty jars!"]
    assert not heard["pip"].gossip
    assert heard["pip"].lines == ("Empty jars!",)
    assert not perceive(turn(outcome.wood).wood.open())["oona"].gossip


@pytest.mark.parametrize(("stance", "moved"), [("praise", 24), ("warn", -39)])
def test_praise_and_warnings_touch_their_subject_at_once(stance: str, moved: int) -> None:
    outcome = turn(quiet(tuned(IDLE, memory={"fade": 0})), pip=say("oona", stance))
    assert felt(outcome.wood, "oona") == {"pip": moved}
    assert felt(outcome.wood, "pip") == {}


def test_what_is_said_of_a_good_touches_nobody() -> None:
    outcome = turn(quiet(), pip=say("honey", "fall"))
    assert not any(soul.memory for soul in outcome.wood.souls.values())


def test_a_thought_is_its_thinkers_alone() -> None:
    outcome = turn(quiet(), pip=Decision(thought="They must not know."))
    (event,) = of_kind(outcome, "thought")
    assert event.audience == "creature:pip"
    assert outcome.wood.souls["pip"].thoughts == ("They must not know.",)
    assert all(not soul.thoughts for name, soul in outcome.wood.souls.items() if name != "pip")


def test_only_the_last_lines_are_kept() -> None:
    wood = quiet(tuned(IDLE, memory={"lines": 2}))
    for number in range(4):
        wood = turn(wood, pip=Decision(thought=f"t{number}", say=Say(f"s{number}"))).wood
    wood = turn(wood).wood
    assert wood.souls["pip"].thoughts == ("t2", "t3")
    assert wood.souls["pip"].lines == ("s2", "s3")


def test_a_patron_is_remembered_like_a_creature() -> None:
    wood = feeling(quiet(), "pip", **{"patron:3": -700})
    assert perceive(wood.open())["pip"].memory == (("patron:3", -700),)
    assert felt(turn(replace(wood)).wood, "pip") == {"patron:3": -672}
