"""A drawn legend's secret: until it strikes, woods that differ in nothing but what was drawn look the same."""

from __future__ import annotations

from dataclasses import replace

from engine.commands.table import apply
from engine.commands.tales import DrawLegend
from engine.events.event import PUBLIC, Event
from engine.perception import Perception, perceive
from engine.wood import OpenWood, Wood
from tests.engine.builders import PLAIN, RULES, new, of_kind, quiet, turn, with_tales

MANIA = RULES.legend["great-acorn-mania"].changed(fuse=(0, 4), size=(750, 1250), pace=(0, 2))


def drawn(seed: str) -> Wood:
    """A wood in which nothing is drawn by lot, so that its seed decides the legend's course and no more."""
    return apply(replace(quiet(with_tales(MANIA)), seed=seed), DrawLegend(MANIA.id)).wood


def shown(events: tuple[Event, ...]) -> list[Event]:
    return [event for event in events if event.audience == PUBLIC]


def history(seed: str) -> list[tuple[OpenWood, dict[str, Perception], list[Event]]]:
    """Before each turn what is public and what creatures know, and what the turn showed."""
    wood, told = drawn(seed), []
    while wood.spells:
        outcome = turn(wood)
        told.append((wood.open(), perceive(wood.open()), shown(outcome.events)))
        wood = outcome.wood
    return told


def strike(told: list[tuple[OpenWood, dict[str, Perception], list[Event]]]) -> int:
    return next(n for n, (_, _, events) in enumerate(told) if any(e.kind == "strikes" for e in events))


def test_until_the_strike_all_that_is_public_is_the_same_whatever_was_drawn() -> None:
    histories = [history(f"{seed:x}") for seed in range(24)]
    strikes = [strike(told) for told in histories]
    assert set(strikes) == set(range(MANIA.fuse[1] + 1))
    late = histories[strikes.index(MANIA.fuse[1])]
    for told, at in zip(histories, strikes, strict=True):
        assert told[:at] == late[:at]


def test_of_two_that_strike_at_once_nothing_tells_how_hard_or_how_long() -> None:
    histories = [told for seed in range(60) if strike(told := history(f"{seed:x}")) == 0]
    first = [told[0] for told in histories]
    assert all(known[:2] == first[0][:2] for known in first)
    lengths = {len([1 for open_, _, _ in told if open_.spells]) for told in histories}
    assert len(lengths) > 2
    settled = {str([e.data for e in events if e.kind == "settled"]) for _, _, events in first}
    assert len(settled) > 2


def test_a_spell_holds_nothing_of_what_was_drawn_for_it() -> None:
    spells = {drawn(f"{seed:x}").spells for seed in range(24)}
    assert len(spells) == 1


def test_the_strike_is_told_to_all_and_news_to_minds() -> None:
    wood = drawn("0")
    while True:
        outcome = turn(wood)
        if of_kind(outcome, "strikes"):
            break
        assert not of_kind(outcome, "rumour", "settled")
        wood = outcome.wood
    (event,) = of_kind(outcome, "strikes")
    assert (event.audience, event.data) == (PUBLIC, {"tale": MANIA.id})
    assert event.cause == outcome.wood.spells[0].cause
    assert outcome.wood.spells[0].start == outcome.wood.turn
    assert "strikes" in [news.kind for news in outcome.wood.news]
    assert of_kind(outcome, "rumour")
    assert of_kind(outcome, "settled")


def test_a_course_is_the_same_whenever_it_is_looked_up() -> None:
    one = apply(new(rules=PLAIN), DrawLegend(MANIA.id)).wood
    assert one.open() == one.open()
