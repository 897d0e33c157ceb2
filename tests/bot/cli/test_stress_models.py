"""`wood stress` with a council of models: all woods on one mind, and no statistic of instinct in its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.reading.content import load_rules
from tests.bot.terminal import refused, wood
from tests.model_server import NOWHERE, REMOTE, FarModel, council, trading

SMALL = ("--seeds", "4", "--turns", "2")
STRUCK = 1 + load_rules().legend["run-on-oonas-hoard"].fuse[1] + 2
"""Turns that show what a run drawn before the first turn does, however late it strikes."""
FALLS_BACK = "I would rather not say."

pytestmark = pytest.mark.usefixtures("empty_folder")


def report(*options: str, file: str) -> dict[str, Any]:
    result = wood("stress", *options, "--council", file, "--json")
    assert result.exit_code == 0, result.output
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def test_the_report_says_what_became_of_the_decisions(far: FarModel) -> None:
    far.reply = trading
    shown = report(*SMALL, file=council(REMOTE.format(url=far.url)))["plain"]
    assert shown["decisions_of_models"] == {"value": 40, "low": 40, "high": 40, "n": 40}
    assert shown["valid_replies"]["value"] + shown["repaired_replies"]["value"] == 1
    assert shown["fell_back_to_instinct"]["value"] == 0
    assert shown["trades_per_turn"]["n"] == 4
    assert "equal_hashes" not in shown


def test_what_fell_back_is_counted(far: FarModel) -> None:
    far.reply = lambda body: FALLS_BACK if body["seed"] % 2 else trading(body)
    shown = report(*SMALL, file=council(REMOTE.format(url=far.url)))["plain"]
    assert 0 < far.heard[FALLS_BACK] < 40
    assert shown["fell_back_to_instinct"]["value"] == far.heard[FALLS_BACK] / 40


def test_one_creatures_model_is_not_hidden_behind_the_others_instinct(far: FarModel) -> None:
    far.reply = lambda body: FALLS_BACK if body["seed"] % 2 else trading(body)
    file = council(REMOTE.format(url=far.url).replace('everyone = "far"', 'creatures = {pip = "far"}'))
    shown = report(*SMALL, file=file)["plain"]
    assert shown["decisions_of_models"]["value"] == 8
    assert shown["fell_back_to_instinct"]["value"] == far.heard[FALLS_BACK] / 8


@pytest.mark.parametrize(
    ("options", "tables", "turns"),
    [
        ((), 1, 1),
        (("--check", "scarcity"), 5, 1),
        (("--check", "run", "--legend", "run-on-oonas-hoard@1"), 4, STRUCK),
    ],
)
def test_models_are_loaded_once_whatever_is_compared(
    far: FarModel, options: tuple[str, ...], tables: int, turns: int
) -> None:
    remote = council(REMOTE.format(url=far.url))
    shown = report("--seeds", "2", "--turns", str(turns), *options, file=remote)
    assert [rows["decisions_of_models"]["value"] for rows in shown.values()] == [10 * turns] * tables
    assert far.starts == 1


def test_the_tables_say_it_too(far: FarModel) -> None:
    result = wood("stress", *SMALL, "--council", council(REMOTE.format(url=far.url)))
    shown = " ".join(result.stdout.split())
    assert "fell back to instinct" in shown
    assert "far (x): 40 decisions, 0 of them by instinct" in shown
    assert "Hashes were not compared" in shown


def test_the_help_says_that_a_file_will_do() -> None:
    words = " ".join(wood("stress", "--help").stdout.replace("│", " ").split())
    assert "instinct, random, or a council's TOML file" in words
    assert "--council council.toml" in words


def test_policies_are_told_of_as_ever() -> None:
    shown = report("--seeds", "2", "--turns", "2", "--workers", "1", file="random")["plain"]
    assert "equal_hashes" in shown
    assert "fell_back_to_instinct" not in shown


def test_a_model_that_cannot_be_reached_is_no_reason_to_measure_instinct() -> None:
    assert "far (x)" in refused(wood("stress", *SMALL, "--council", council(REMOTE.format(url=NOWHERE))))


def test_a_model_that_cannot_be_used_neither(far: FarModel) -> None:
    far.tokenizes = False
    sentence = refused(wood("stress", *SMALL, "--council", council(REMOTE.format(url=far.url))))
    assert "no /tokenize" in sentence


def test_a_model_that_never_decides_is_no_statistic(far: FarModel) -> None:
    far.reply = lambda _: FALLS_BACK
    sentence = refused(wood("stress", *SMALL, "--council", council(REMOTE.format(url=far.url))))
    assert "40 decisions" in sentence
    assert "council.toml" in sentence


def test_a_record_that_holds_none_of_the_turns_is_none_either() -> None:
    Path("none.jsonl").write_text("")
    file = council('everyone = "again"\n[minds.again]\nbackend = "record"\npath = "none.jsonl"\n')
    assert "20 decisions" in refused(
        wood("stress", "--seeds", "2", "--turns", "2", "--workers", "1", "--council", file)
    )


def test_a_council_that_seats_no_model_in_this_cast_is_refused_before_anything_loads(far: FarModel) -> None:
    file = council(REMOTE.format(url=far.url).replace('everyone = "far"', 'creatures = {pip = "far"}'))
    assert "trading-room" in refused(wood("stress", *SMALL, "--cast", "trading-room", "--council", file))
    assert far.starts == 0
