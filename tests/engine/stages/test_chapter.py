"""A chapter's end: the ranking and the wealth from which the next one is measured."""

from __future__ import annotations

from engine.wealth import wealth
from tests.engine.builders import IDLE, RULES, holding, new, of_kind, played, quiet, tuned, turn


def test_a_chapter_ends_on_its_last_turn_alone() -> None:
    ends = [o.wood.turn for o in played(new(), 2 * RULES.chapter) if of_kind(o, "chapter")]
    assert ends == [RULES.chapter, 2 * RULES.chapter]


def test_the_ranking_names_everyone_once_richest_first() -> None:
    *_, outcome = played(new(), RULES.chapter)
    ranked = [event.data for event in of_kind(outcome, "ranked")]
    assert [row["place"] for row in ranked] == [1, 2, 3, 4, 5]
    assert {row["creature"]: row["wealth"] for row in ranked} == wealth(outcome.wood.open())
    assert [row["wealth"] for row in ranked] == sorted((row["wealth"] for row in ranked), reverse=True)
    (end,) = of_kind(outcome, "chapter")
    assert {event.cause for event in of_kind(outcome, "ranked")} == {end.id}


def test_gains_are_counted_from_the_chapters_beginning() -> None:
    short = tuned(IDLE, chapter=2)
    wood = turn(quiet(short)).wood
    outcome = turn(holding(wood, "pip", pebble=150))
    gains = {event.data["creature"]: event.data["gain"] for event in of_kind(outcome, "ranked")}
    assert gains == {"oona": 0, "bodkin": 0, "hazel": 0, "fenn": 0, "pip": 50}
    again = turn(turn(outcome.wood).wood)
    assert {event.data["gain"] for event in of_kind(again, "ranked")} == {0}
    assert again.wood.opening == wealth(again.wood.open())


def test_ties_stand_in_the_casts_order() -> None:
    wood = quiet(tuned(IDLE, chapter=1))
    for name in wood.cast.creature:
        wood = holding(wood, name, pebble=10, **dict.fromkeys(wood.cast.good, 0))
    assert [e.data["creature"] for e in of_kind(turn(wood), "ranked")] == list(wood.cast.creature)


def test_wealth_persists_across_chapters() -> None:
    wood = quiet(tuned(IDLE, chapter=1))
    outcome = turn(wood)
    assert outcome.wood.balances == wood.balances
    assert [w.open().chapter for w in (wood, outcome.wood, turn(outcome.wood).wood)] == [1, 1, 2]
