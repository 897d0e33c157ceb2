"""Amounts of money: written in units, checked as written, whole pebbles to the engine."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from data.reading.content import CONTENT, ContentError, load_cast, load_rules, money_of, read
from engine.content.cast import Cast
from engine.content.rules import Rules
from inference.policies.nature import Nature


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content, to be given another unit of money."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def in_units_of(folder: Path, pebbles: int) -> Path:
    rules = folder / "rules.toml"
    text, found = re.subn(r"(?m)^money = \d+$", f"money = {pebbles}", rules.read_text(encoding="utf-8"))
    assert found == 1
    rules.write_text(text, encoding="utf-8")
    return folder


def test_amounts_are_multiplied_by_the_pebbles_of_a_unit(folder: Path) -> None:
    one = in_units_of(folder, 1)
    cast, rules, nature = (
        load_cast("wood", one), load_rules(one), read(one / "instinct.toml", Nature, money=money_of(one)),
    )  # fmt: skip
    ten = in_units_of(folder, 10)
    nature_of_ten = read(ten / "instinct.toml", Nature, money=money_of(ten))

    assert [g.price for g in load_cast("wood", ten).goods] == [10 * g.price for g in cast.goods]
    assert load_cast("wood", ten).asset == cast.asset.changed(price=10 * cast.asset.price)
    assert load_rules(ten).market.cap == 10 * rules.market.cap
    assert load_rules(ten).start.pebbles == 10 * rules.start.pebbles
    assert (nature_of_ten.least_deposit, nature_of_ten.loan) == (10 * nature.least_deposit, 10 * nature.loan)


def test_what_is_no_amount_stays_as_it_is_written(folder: Path) -> None:
    one = in_units_of(folder, 1)
    rules, cast = load_rules(one), load_cast("wood", one)
    ten = in_units_of(folder, 10)

    assert load_rules(ten).market.changed(cap=rules.market.cap) == rules.market
    assert load_rules(ten).start.changed(pebbles=rules.start.pebbles) == rules.start
    assert load_rules(ten).legends == rules.legends
    assert load_cast("wood", ten).relative == cast.relative


def test_bounds_hold_for_what_is_written(folder: Path) -> None:
    wood = in_units_of(folder, 10) / "casts" / "wood.toml"
    text = wood.read_text(encoding="utf-8")

    wood.write_text(text.replace("price = 8", "price = 100", 1), encoding="utf-8")
    assert load_cast("wood", folder).good["honey"].price == 1000

    wood.write_text(text.replace("price = 8", "price = 101", 1), encoding="utf-8")
    with pytest.raises(
        ContentError,
        match=r"wood\.toml, \[\[goods\]\] 1 'honey', price: input should be less than or equal to 100, not 101\.",
    ):
        load_cast("wood", folder)


def test_content_that_was_stored_is_pebbles_already(folder: Path) -> None:
    cast, rules = load_cast("wood", in_units_of(folder, 50)), load_rules(folder)

    assert Cast.model_validate_json(cast.model_dump_json()) == cast
    assert Rules.model_validate_json(rules.model_dump_json()) == rules


def test_rules_that_name_no_unit_are_written_in_pebbles(folder: Path) -> None:
    rules = folder / "rules.toml"
    rules.write_text(re.sub(r"(?m)^money = \d+$", "", rules.read_text(encoding="utf-8")), encoding="utf-8")

    assert money_of(folder) == 1
    assert load_rules(folder).money == 1
