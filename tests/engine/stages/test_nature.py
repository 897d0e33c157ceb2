"""Natural shocks: let loose by chance, by nobody, and only while nothing else is at work."""

from __future__ import annotations

from engine.content.season import day
from engine.events.event import PUBLIC
from engine.perception import perceive
from engine.saving.save import dump, load
from engine.turn import Outcome
from engine.wood import Wood
from tests.engine.builders import IDLE, of_kind, quiet, shock, struck, tuned, turn, with_tales

TELL = {"about": "honey", "stance": "rise", "text": "x"}
HARVEST = {"act": "harvest", "good": "@all", "factor": 500, "turns": 3}


def lively(*tales: object, natural: int = 1000) -> Wood:
    return quiet(tuned(with_tales(*tales), natural=natural))


def natural(outcome: Outcome) -> list[object]:
    return [event.data["tale"] for event in of_kind(outcome, "struck")]


def test_by_default_nature_lets_nothing_loose() -> None:
    wood = quiet(with_tales(shock(HARVEST, natural=10)))
    assert IDLE.natural == 0
    for _ in range(20):
        outcome = turn(wood)
        assert not natural(outcome)
        wood = outcome.wood


def test_a_natural_shock_is_told_by_nobody_and_acts_from_the_next_turn_on() -> None:
    outcome = turn(lively(shock(HARVEST, tells=(TELL,), natural=1)))
    (event,), (spell,) = of_kind(outcome, "struck"), outcome.wood.spells
    assert (event.audience, event.origin, event.data) == (
        PUBLIC,
        "authored",
        {"tale": "thing", "by": "nature"},
    )
    assert (spell.tale, spell.by, spell.start, spell.cause) == ("thing", "nature", 2, event.id)
    assert [news.kind for news in outcome.wood.news] == ["season", "struck"][-len(outcome.wood.news) :]
    assert perceive(outcome.wood.open())["pip"].gossip[-1].speaker == "wind"
    after = turn(outcome.wood)
    assert {event.data["factor"] for event in of_kind(after, "harvest")} == {500}
    assert load(dump(outcome.wood), outcome.wood.cast, outcome.wood.rules) == outcome.wood


def test_nothing_comes_while_anything_is_at_work_and_something_right_after() -> None:
    wood = struck(lively(shock(HARVEST, name="first"), shock(HARVEST, name="next", natural=1)), "first")
    came = []
    for _ in range(7):
        outcome = turn(wood)
        came.append(natural(outcome))
        wood = outcome.wood
    assert came == [[], [], ["next"], [], [], ["next"], []]


def test_a_shock_comes_only_in_its_seasons() -> None:
    wood = lively(shock(HARVEST, name="frost", natural=1, seasons=("winter",)))
    seen = set()
    for _ in range(60):
        outcome = turn(wood)
        if natural(outcome):
            seen.add(day(wood.rules, outcome.wood.turn + 1).season.id)
        wood = outcome.wood
    assert seen == {"winter"}


def test_shocks_come_as_often_as_their_numbers_say() -> None:
    quick = {"act": "need", "extra": 1, "turns": 1}
    tales = [
        shock(quick, name="often", natural=3),
        shock(quick, name="rarely", natural=1),
        shock(quick, name="never"),
    ]
    wood, came = lively(*tales, natural=200), []
    for _ in range(900):
        outcome = turn(wood)
        came += natural(outcome)
        wood = outcome.wood
    assert set(came) == {"often", "rarely"}
    assert 140 < len(came) < 220
    assert 0.68 < came.count("often") / len(came) < 0.82
