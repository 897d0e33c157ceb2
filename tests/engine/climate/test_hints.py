"""Hints: what the wind says of the winter to come, mostly true, heard by all and known to nobody before its turn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.climate.weather import harshness, hint_of
from engine.content.cast import Cast
from engine.content.hints import Hints
from engine.content.rules import Rules
from engine.content.season import day
from engine.events.facts import Rumour
from engine.perception import perceive
from engine.turn import advance
from engine.wood import Gossip, Wood
from tests.engine.builders import CASTS, PLAIN, RULES, WOOD, barren, decided, instinct, new, of_kind, turn

TOLD = Hints(harsh=("{supplier} frowns.", "Geese gone."), mild=("{supplier} smiles.", "Geese here."))
AUTUMN, WINTER = 2, 3
YEARS = 60
WIND = "wind"


def hinting(
    hints: int = 300, truth: int = 800, told: Hints = TOLD, harsh: tuple[int, int] = (500, 1500)
) -> Rules:
    """Rules by which autumn hints of winters that differ."""
    seasons = list(PLAIN.seasons)
    seasons[AUTUMN] = seasons[AUTUMN].changed(hints=hints)
    seasons[WINTER] = seasons[WINTER].changed(harsh=harsh)
    return PLAIN.changed(seasons=tuple(seasons), weather=PLAIN.weather.changed(truth=truth, told=told))


def autumns(rules: Rules) -> list[int]:
    return [turn for turn in range(1, YEARS * rules.year) if day(rules, turn).season.id == "autumn"]


def winter_of(rules: Rules, turn: int) -> int:
    """First turn of the winter after a turn."""
    return next(later for later in range(turn, turn + rules.year) if day(rules, later).season.id == "winter")


def test_only_a_season_that_hints_does_and_as_often_as_it_says() -> None:
    rules = hinting(hints=300)
    hinted = {t for t in range(1, YEARS * rules.year) if hint_of(rules, WOOD, "5eed", t)}
    assert hinted < set(autumns(rules))
    assert len(hinted) / len(autumns(rules)) == pytest.approx(0.3, abs=0.06)


@pytest.mark.parametrize("truth", [0, 800, 1000])
def test_a_hint_is_true_as_often_as_the_rules_say(truth: int) -> None:
    rules, right = hinting(hints=1000, truth=truth), []
    for turn_ in autumns(rules):
        hint = hint_of(rules, WOOD, "5eed", turn_)
        assert hint is not None
        assert (hint.stance == "rise") is (hint.text in ("Bodkin frowns.", "Geese gone."))
        harsh = harshness("5eed", day(rules, winter_of(rules, turn_))) > 1000
        right.append(harsh is (hint.stance == "rise"))
    assert sum(right) / len(right) == pytest.approx(truth / 1000, abs=0.05)


def test_of_a_first_winter_that_is_the_same_in_all_woods_it_says_nothing() -> None:
    rules = hinting(hints=1000)
    given_one = rules.seasons[WINTER].changed(first=(1300, 1300))
    rules = rules.changed(opening=40, seasons=(*rules.seasons[:WINTER], given_one))
    assert day(rules, 1).season.id == "autumn"
    assert not [turn for turn in range(1, 9) if hint_of(rules, WOOD, "5eed", turn)]
    assert [turn for turn in autumns(rules) if hint_of(rules, WOOD, "5eed", turn)] == [
        turn for turn in autumns(rules) if day(rules, turn).year > 1
    ]


def test_it_speaks_of_the_winter_of_its_own_year() -> None:
    rules = hinting(hints=1000, truth=1000)
    said = {}
    for turn_ in autumns(rules):
        hint = hint_of(rules, WOOD, "5eed", turn_)
        assert hint is not None
        said.setdefault(winter_of(rules, turn_), set()).add(hint.stance)
    assert all(len(stances) == 1 for stances in said.values())
    assert {"rise", "fall"} == set().union(*said.values())


@pytest.mark.parametrize(
    "rules", [hinting(hints=0), hinting(told=Hints()), hinting(hints=1000, harsh=(1300, 1300))],
    ids=["no hints", "nothing to say", "every winter the same"],
)  # fmt: skip
def test_where_there_is_nothing_to_tell_nothing_is_told(rules: Rules) -> None:
    assert not any(hint_of(rules, WOOD, "5eed", turn_) for turn_ in range(1, 300))


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
def test_it_is_about_the_fuel_in_the_casts_own_words(cast: Cast) -> None:
    rules = hinting(hints=1000)
    for turn_ in autumns(rules)[:40]:
        hint = hint_of(rules, cast, "5eed", turn_)
        assert hint is not None
        assert hint.about == cast.fuel
        assert "{" not in hint.text


def test_every_creature_hears_it_before_it_decides_and_the_turn_records_it_for_all() -> None:
    rules, heard = hinting(hints=400), 0
    wood = new(barren(), rules)
    for _ in range(120):
        wind = {name: [g for g in p.gossip if g.speaker == WIND] for name, p in perceive(wood.open()).items()}
        outcome = turn(wood)
        told = Rumour.among(outcome.events)
        assert {repr(one) for one in wind.values()} == {
            repr([Gossip(WIND, one.text, one.about, one.stance) for one in told])
        }
        assert all(one.tale == "" for one in told)
        assert all((e.audience, e.origin) == ("public", "emergent") for e in of_kind(outcome, "rumour"))
        heard += len(told)
        wood = outcome.wood
    assert heard > 5


def test_nothing_of_a_hint_is_known_before_the_turn_that_it_comes_in() -> None:
    """Woods that differ in what the wind will say are the same to everybody until it says so."""
    wood = new(barren(), hinting(hints=500))
    seeds = ["1", "2", "3"]
    for _ in range(60):
        heard = {seed: hint_of(wood.rules, WOOD, seed, wood.turn + 1) for seed in seeds}
        opened = {seed: replace(wood, seed=seed).open() for seed in seeds}
        assert len({repr(replace(one, wind=())) for one in opened.values()}) == 1
        assert {seed: [g.text for g in one.wind] for seed, one in opened.items()} == {
            seed: [hint.text] if hint else [] for seed, hint in heard.items()
        }
        wood = turn(wood).wood


def test_minds_act_on_it() -> None:
    """A hint is gossip of the wind: instinct, hearing of a harsh winter, bids otherwise than hearing of a mild one."""
    rules = hinting(hints=1000)
    wood = new(WOOD, rules.changed(opening=34))
    for _ in range(4):
        wood = advance(wood, decided(wood, instinct())).wood

    def bids(stance: str) -> object:
        gossip = Gossip(WIND, "So they say.", wood.cast.fuel, stance)
        open_ = replace(wood, gossip=(gossip,))
        quiet_: Wood = replace(open_, rules=hinting(hints=0).changed(opening=34))
        return {name: d.orders for name, d in decided(quiet_, instinct()).items()}

    assert bids("rise") != bids("fall")


def test_the_shipped_sentences_are_many_of_both_kinds() -> None:
    told = RULES.weather.told
    assert min(len(told.harsh), len(told.mild)) >= 8
    assert len({*told.harsh, *told.mild}) == len(told.harsh) + len(told.mild)
