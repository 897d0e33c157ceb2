"""Save files of woods played by hand: exact, self-contained, and refused when they were touched."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.minds import make_mind
from bot.play.game import Game, new_game, next_turn, order
from bot.play.save import dump_game, load_game, parse_game, save_game
from bot.problem import Problem, Refused
from data.reading.content import load_cast, load_rules
from data.reading.narrator import load_narrator
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.save import SaveBroken, wood_hash

CAST, RULES = load_cast("wood"), load_rules()
NARRATOR, MIND = load_narrator(), make_mind()


async def turns(game: Game, count: int) -> Game:
    for _ in range(count):
        game = await next_turn(game, MIND, NARRATOR)
    return game


@cache
def text() -> str:
    return dump_game(order(new_game(CAST, RULES, "7", "instinct"), DrawLegend("great-acorn-mania")))


async def test_a_resumed_wood_lives_on_as_if_it_had_never_rested(tmp_path: Path) -> None:
    game = await turns(new_game(CAST, RULES, "7", "instinct"), 3)
    game = order(order(game, FireShock("drought")), DrawLegend("run-on-oonas-hoard"))
    save_game(game, tmp_path / "game")
    resumed = load_game(tmp_path / "game")
    assert wood_hash(resumed.wood) == wood_hash(game.wood)
    here, there = await turns(game, 4), await turns(resumed, 4)
    assert here == there
    assert wood_hash(here.wood) == wood_hash(there.wood)


async def test_a_save_holds_the_content_that_its_wood_lives_by(tmp_path: Path) -> None:
    rules = RULES.changed(market=RULES.market.changed(cap=77))
    save_game(new_game(CAST, rules, "7", "random"), tmp_path / "game")
    resumed = load_game(tmp_path / "game")
    assert (resumed.wood.rules.market.cap, resumed.council) == (77, "random")


def test_a_save_replaces_the_save_before_it(tmp_path: Path) -> None:
    game = new_game(CAST, RULES, "7", "instinct")
    save_game(game, tmp_path / "game")
    save_game(replace(game, council="random"), tmp_path / "game")
    assert load_game(tmp_path / "game").council == "random"
    assert [path.name for path in tmp_path.iterdir()] == ["game"]


def test_a_file_that_is_no_save_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(Problem, match="bad_save_path"):
        save_game(new_game(CAST, RULES, "7", "instinct"), tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "precious"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_save_that_was_cut_or_changed_is_refused(data: st.DataObject) -> None:
    whole = text()
    at = data.draw(st.integers(0, len(whole) - 2))
    cut = whole[:at]
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != whole[at]))
    for broken in (cut, whole[:at] + other + whole[at + 1 :]):
        with pytest.raises(SaveBroken):
            parse_game(broken)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}", b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_no_save_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "game").write_bytes(content)
    with pytest.raises((SaveBroken, Problem)):
        load_game(tmp_path / "game")


def test_a_save_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(Problem, match="bad_resume"):
            load_game(path)


async def test_orders_wait_for_the_next_turn_and_stand_in_its_record() -> None:
    game = order(await turns(new_game(CAST, RULES, "7", "instinct"), 1), FireShock("drought"))
    assert not game.records[-1].tales
    game = await turns(game, 1)
    assert game.records[-1].tales == ("drought",)
    assert not game.commands


async def test_what_the_engine_refuses_changes_nothing() -> None:
    game = order(new_game(CAST, RULES, "7", "instinct"), FireShock("drought"))
    for command in (FireShock("drought"), FireShock("nope"), Veto("s99")):
        with pytest.raises(Refused):
            order(game, command)


async def test_a_game_remembers_a_year_and_no_more() -> None:
    game = await turns(new_game(CAST, RULES, "7", "instinct"), RULES.year + 5)
    assert len(game.records) == len(game.stories) == RULES.year + 1
