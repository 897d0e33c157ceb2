"""`wood stress --check alive` and `--par` as a person meets them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.lab.alive.check import SECTIONS
from data.reading.content import CONTENT, load_cast, load_rules
from data.reading.par import load_par
from tests.bot.terminal import refused, wood

pytestmark = pytest.mark.usefixtures("empty_folder")

SMALL = ("--seeds", "2", "--workers", "1")


def test_every_section_is_one_object_of_measures_with_what_is_wanted_of_them() -> None:
    result = wood("stress", "--check", "alive", "--turns", "70", *SMALL, "--json")
    measures = json.loads(result.stdout)
    assert all(set(one) == {"value", "low", "high", "n", "wanted"} for one in measures.values())
    assert all(len(one["wanted"]) == 2 for one in measures.values())
    assert {
        "silent_turns", "longest_freeze", "gini_in_band", "abstainer_less_twin_pip_at_60", "longest_lamed",
        "richest_in_turns_bodkin", "favourite_against_par", "leader_at_half_time_wins", "call_rarest_answer",
        "call_commonest_answer", "call_best_simple_rule", "call_regression", "loans_that_default", "fuel_met",
        "fuel_met_over_zero", "hungry", "cold", "first_trades", "first_self_buys", "run_halves_board",
        "run-on-oonas-hoard_buying", "right_analyst", "speculator_leans", "rises_per_100_turns", "chapters_with_a_run",
        "shocks_per_chapter", "facts_that_hold", "price_level_year_1", "mood",
    } <= measures.keys()  # fmt: skip
    missed = any(_outside(one) for one in measures.values())
    assert result.exit_code == int(missed)


def _outside(one: Mapping[str, Any]) -> bool:
    """Whether a whole interval lies outside of what is wanted: the samples are small here."""
    (least, most), low, high = one["wanted"], one["low"], one["high"]
    return (least is not None and high < least) or (most is not None and low > most)


def test_sections_can_be_chosen_and_are_told_in_tables() -> None:
    shown = wood("stress", "--check", "alive", "--only", "credit,market", "--turns", "20", *SMALL).stdout
    assert shown.index("market (") < shown.index("credit ("), "in the check's own order"
    assert "loans per 100 turns" in shown
    assert "fuel met" not in shown


def test_a_section_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    sentence = refused(wood("stress", "--check", "alive", "--only", "market,nope", *SMALL))
    assert "nope" in sentence
    assert all(name in sentence for name in SECTIONS)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--only", "market"), "--check alive"),
        (("--only", "market", "--check", "decade"), "--check alive"),
        (("--par", "--check", "alive"), "--par"),
        (("--out", "kept"), "--par"),
    ],
)
def test_an_option_that_nothing_would_heed_is_refused_before_woods_are_played(
    options: tuple[str, ...], named: str
) -> None:
    assert named in refused(wood("stress", *options, *SMALL))


def test_par_is_written_as_content_that_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    result = wood("stress", "--par", "--turns", "120", *SMALL, "--out", str(folder))
    assert result.stdout.split() == [str(folder / "par" / "wood.toml"), str(folder / "broker" / "wood.toml")]
    par = load_par(load_cast("wood"), load_rules(), folder)
    assert par is not None
    assert par.fits(load_cast("wood"), load_rules())
    assert par.councils["instinct"].woods == 2

    for name in ("rules.toml", "shocks.toml", "legends.toml", "weather.toml"):
        shutil.copy(CONTENT / name, folder / name)
    almanac = load_rules(folder).broker.almanac("wood", "firewood")
    assert len(almanac.season) == load_rules().year

    again = wood("stress", "--par", "--turns", "120", "--council", "random", *SMALL, "--out", str(folder))
    assert again.stdout.split() == [str(folder / "par" / "wood.toml")], (
        "a broker reckons by instinct's prices"
    )
    both = load_par(load_cast("wood"), load_rules(), folder)
    assert both is not None
    assert set(both.councils) == {"instinct", "random"}


def test_par_needs_more_than_the_first_year() -> None:
    assert "120" in refused(wood("stress", "--par", "--turns", "60", *SMALL))
