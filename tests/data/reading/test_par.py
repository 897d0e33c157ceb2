"""Par as content: written, read again, and refused where it cannot be of this cast."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.reading.content import ContentError, load_cast, load_rules
from data.reading.par import CastPar, CouncilPar, digests, kinds_of_chapter, load_par, par_text
from engine.content.broker import Almanac, BrokerRules

CAST, RULES = load_cast("wood"), load_rules()


def par(creatures: tuple[str, ...] = tuple(CAST.creature), kinds: int = 8) -> CastPar:
    cast, rules = digests(CAST, RULES)
    table = CouncilPar(
        woods=3, turns=480,
        gain={c: tuple(range(kinds)) for c in creatures}, spread=dict.fromkeys(creatures, (7,) * kinds),
    )  # fmt: skip
    return CastPar(cast=cast, rules=rules, councils={"instinct": table, "random": table})


def written(folder: Path, one: CastPar) -> Path:
    (folder / "par").mkdir()
    (folder / "par" / "wood.toml").write_text(par_text(one), encoding="utf-8")
    return folder


def test_par_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert kinds_of_chapter(RULES) == 8
    assert load_par(CAST, RULES, written(tmp_path, par())) == par()


def test_a_cast_may_do_without_par(tmp_path: Path) -> None:
    assert load_par(CAST, RULES, tmp_path) is None


@pytest.mark.parametrize("wrong", [par(("oona", "bodkin")), par(kinds=4)])
def test_par_of_other_creatures_or_another_year_is_refused(tmp_path: Path, wrong: CastPar) -> None:
    with pytest.raises(ContentError, match=r"wood\.toml, \[councils\.instinct\], gain: "):
        load_par(CAST, RULES, written(tmp_path, wrong))


def test_gain_and_spread_name_the_same_creatures() -> None:
    with pytest.raises(ValueError, match="different creatures"):
        CouncilPar(woods=1, turns=1, gain={"a": (1, 2)}, spread={"b": (1, 2)})
    with pytest.raises(ValueError, match="each kind"):
        CouncilPar(woods=1, turns=1, gain={"a": (1, 2)}, spread={"a": (1, 2, 3)})


def test_par_knows_the_rules_that_it_was_measured_on_and_asks_nothing_of_the_brokers_tables() -> None:
    almanacs = {"wood": {"honey": Almanac(level=900)}}
    assert par().fits(CAST, RULES.changed(broker=BrokerRules(almanacs=almanacs)))
    assert not par().fits(CAST, RULES.changed(chapter=RULES.chapter + 1))
    assert not par().fits(load_cast("trading-room"), RULES)


def test_par_that_is_shipped_can_be_read() -> None:
    for name in ("wood", "trading-room"):
        load_par(load_cast(name), RULES)
