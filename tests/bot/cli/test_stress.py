"""`wood stress` and `wood` itself as a person meets them."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from data.reading.content import load_rules
from tests.bot.terminal import refused, wood

pytestmark = pytest.mark.usefixtures("empty_folder")


def test_stress_prints_json_that_holds_every_measure() -> None:
    result = wood(
        "stress", "--seeds", "3", "--turns", "4", "--workers", "1", "--shock", "drought@2", "--json"
    )
    shown = json.loads(result.stdout)["plain"]
    assert shown["trade_in_every_turn"].keys() == {"value", "low", "high", "n"}
    assert shown["equal_hashes"]["value"] == 1
    assert {
        "trades_per_turn",
        "fuel_ends_dearer",
        "gini_widening",
        "fuel_maker_richest",
        "lowest_mood_of_all",
    } <= shown.keys()


@pytest.mark.parametrize(
    ("check", "tables"),
    [
        ("scarcity", ["all_rules", "no_diet", "no_rot", "no_hearth", "no_scarcity"]),
        ("run", ["told_and_settled", "told_only", "settled_only", "neither"]),
        ("decade", ["decade"]),
    ],
)
def test_stress_compares_what_it_is_asked_to(check: str, tables: list[str]) -> None:
    options = ("--seeds", "2", "--turns", "15", "--workers", "1", "--check", check, "--json")
    years = ("--years", "1") if check == "decade" else ()
    assert list(json.loads(wood("stress", *options, *years).stdout)) == tables


def test_stress_shows_tables_within_80_columns() -> None:
    lines = wood("stress", "--seeds", "2", "--turns", "3", "--workers", "1").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("trade in every turn" in line for line in lines)


@pytest.mark.parametrize(
    "options",
    [
        ("--seeds", "0"), ("--workers", "0"), ("--turns", "0"), ("--years", "-1"), ("--check", "nope"),
        ("--shock", "nope@4"), ("--cast", "nope"), ("--council", "nope"), ("--check", "run", "--turns", "8"),
    ],
)  # fmt: skip
def test_stress_refuses_what_it_cannot_do(options: tuple[str, ...]) -> None:
    assert refused(wood("stress", *options))


@pytest.mark.parametrize("command", ["demo", "play", "stress"])
def test_help_teaches_with_examples(command: str) -> None:
    shown = wood(command, "--help").stdout
    assert f"wood {command} " in shown.split("Examples")[1]


def test_every_command_is_in_the_help_in_order() -> None:
    shown = wood("--help").stdout
    places = [shown.index(f" {name} ") for name in ("demo", "play", "stress")]
    assert all(a < b for a, b in pairwise(places))


def test_an_unknown_command_is_a_sentence() -> None:
    assert "dance" in refused(wood("dance"))


def test_a_legend_that_may_strike_too_late_to_be_measured_is_refused_with_the_turns_that_it_takes() -> None:
    """When it strikes is drawn, so that some woods would show it and others not."""
    fuse = load_rules().legend["run-on-oonas-hoard"].fuse[1]
    options = ("--seeds", "1", "--workers", "1", "--check", "run", "--legend", "run-on-oonas-hoard@3")
    assert f"--turns {3 + fuse + 2} or more" in refused(
        wood("stress", *options, "--turns", str(3 + fuse + 1))
    )
    assert wood("stress", *options, "--turns", str(3 + fuse + 2)).exit_code == 0
