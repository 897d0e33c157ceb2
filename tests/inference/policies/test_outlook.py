"""What a creature under the rule policy expects: trends as far as it follows them, gossip as far as it believes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import accounts
from engine.accounts import Account
from engine.founding import found
from engine.perception import Perception, perceive
from engine.wood import Gossip, Quote
from inference.policies.outlook import outlook, trend
from tests.inference.policies.policy_woods import NATURE, RULES, WOOD


def perception(creature: str, *gossip: Gossip, feelings: tuple[tuple[Account, int], ...] = ()) -> Perception:
    return replace(perceive(found(WOOD, RULES, "5eed").open())[creature], gossip=gossip, memory=feelings)


def move(creature: str, *gossip: Gossip, feelings: tuple[tuple[Account, int], ...] = ()) -> int:
    return outlook(perception(creature, *gossip, feelings=feelings), NATURE).move["berries"]


def fear(creature: str, *gossip: Gossip, feelings: tuple[tuple[Account, int], ...] = ()) -> int:
    return outlook(perception(creature, *gossip, feelings=feelings), NATURE).fear


RISE, FALL = Gossip("pip", "Up!", "berries", "rise"), Gossip("pip", "Down!", "berries", "fall")
WARNING = Gossip("pip", "Empty jars!", "oona", "warn")


@pytest.mark.parametrize(
    ("history", "reference", "turns", "expected"),
    [
        ((), 8000, 3, 0),
        ((4000,), 8000, 3, 1000),
        ((4000, 5000, 8000, 6000), 8000, 3, 600),
        ((4000, 5000, 8000, 6000), 8000, 1, 333),
        ((10_000,), 5000, 3, -500),
        ((10_000, 10_000, 10_000), 10_000, 3, 0),
    ],
)
def test_a_trend_is_the_move_over_the_last_turns(
    history: tuple[int, ...], reference: int, turns: int, expected: int
) -> None:
    assert trend(Quote(reference, history=history), turns) == expected


def test_with_nothing_heard_and_nothing_moved_nothing_is_expected() -> None:
    for creature in WOOD.creature:
        view = outlook(perception(creature), NATURE)
        assert set(view.move) == set(WOOD.good)
        assert set(view.move.values()) == {0}
        assert view.fear == 0


def test_a_rumour_moves_what_is_expected_by_its_stance() -> None:
    assert move("fenn", RISE) > 0 > move("fenn", FALL)
    assert move("fenn", RISE) == -move("fenn", FALL)
    assert move("fenn", RISE, FALL) == 0
    assert move("fenn", replace(RISE, stance="none")) == move("fenn", replace(RISE, about="honey")) == 0


def test_the_trusting_believe_more_and_a_disliked_speaker_is_believed_less() -> None:
    assert move("fenn", RISE) > move("hazel", RISE)
    liked, disliked = (
        move("fenn", RISE, feelings=((accounts.creature("pip"), feeling),)) for feeling in (800, -800)
    )
    assert disliked < move("fenn", RISE) < liked
    assert move("fenn", RISE, feelings=((accounts.creature("pip"), -1000),)) == 0


def test_the_wind_is_believed_more_readily_than_a_creature() -> None:
    loud = NATURE.changed(wind=300, rumour=300)
    for creature in WOOD.creatures:
        trust = creature.habits.trust
        for speaker, belief in (("pip", trust), ("wind", min(1000, trust + 500))):
            p = perception(creature.id, replace(RISE, speaker=speaker))
            assert outlook(p, loud).move["berries"] == 300 * belief // 1000


def test_the_trend_counts_as_far_as_a_temperament_follows_it() -> None:
    views = {}
    for creature in WOOD.creature:
        p = perception(creature)
        rising = {**p.quotes, "honey": Quote(8800, history=(8000,))}
        views[creature] = outlook(replace(p, quotes=rising), NATURE).move["honey"]
    assert views["fenn"] > views["hazel"] > views["oona"] == views["bodkin"] == 0


def test_fear_for_the_vault_comes_from_warnings_and_bad_memories_and_praise_calms() -> None:
    assert fear("pip", WARNING) > 0
    assert fear("pip", WARNING, WARNING) == 2 * fear("pip", WARNING)
    assert fear("pip", replace(WARNING, stance="praise")) < 0
    assert fear("pip", Gossip("fenn", "x", "honey", "fall")) > 0
    assert fear("pip", Gossip("fenn", "x", "acorns", "fall")) == 0
    assert fear("pip", Gossip("fenn", "x", "bodkin", "warn")) == 0
    assert fear("pip", feelings=((accounts.creature("oona"), -500),)) > 0
    assert fear("pip", feelings=((accounts.creature("oona"), 500),)) == 0


def test_the_steady_fear_less_than_the_nervous() -> None:
    wind = replace(WARNING, speaker="wind")
    assert fear("hazel", wind) < fear("pip", wind)


@given(
    st.lists(
        st.builds(
            Gossip,
            st.sampled_from([*WOOD.creature, "wind", "patron:1"]),
            st.just("x"),
            st.sampled_from([*WOOD.good, *WOOD.creature, "", "nothing"]),
            st.sampled_from(["rise", "fall", "praise", "warn", "none", "odd"]),
        ),
        max_size=40,
    ),
    st.sampled_from(list(WOOD.creature)),
    st.lists(st.integers(1, 10**9), min_size=1, max_size=20),
)
def test_no_outlook_is_boundless(gossip: list[Gossip], creature: str, history: list[int]) -> None:
    p = perception(creature, *gossip)
    quotes = {good: Quote(history[-1], history=tuple(history)) for good in p.quotes}
    view = outlook(replace(p, quotes=quotes), NATURE)
    assert all(-NATURE.sway <= value <= NATURE.sway for value in view.move.values())
