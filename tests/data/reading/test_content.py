"""Content: what is shipped holds together, and what is broken is refused in one sentence that says where."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reading.content import CONTENT, ContentError, casts, check_content, load_cast, load_rules, read
from engine.commands.table import apply
from engine.commands.tales import DrawLegend, FireShock
from engine.content.broker import Almanac
from engine.content.cast import Cast
from engine.content.hints import Hints
from engine.content.legend import Legend, Price, Shock, lasts, longest
from engine.content.rules import Rules
from engine.decision import Decision
from engine.founding import found
from engine.spells.course import power
from engine.turn import advance
from engine.wood import Wood

RULES = load_rules()
CASTS = {name: load_cast(name) for name in casts()}
TALES = [pytest.param(tale, id=tale.id) for tale in RULES.tale.values()]
LEGENDS = [pytest.param(legend, id=legend.id) for legend in RULES.legends]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content, to be broken."""
    (tmp_path / "casts").mkdir()
    for name in ("rules.toml", "shocks.toml", "legends.toml", "weather.toml", "casts/wood.toml"):
        shutil.copy(CONTENT / name, tmp_path / name)
    return tmp_path


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def words_of(cast: Cast, text: str) -> str:
    return text.format_map(cast.words)


# What is shipped.


def test_both_casts_play_on_the_same_rules() -> None:
    assert set(CASTS) == {"wood", "trading-room"}
    for cast in CASTS.values():
        check_content(cast, RULES)


def test_casts_differ_in_every_name() -> None:
    wood, room = CASTS["wood"], CASTS["trading-room"]

    assert not set(wood.good) & set(room.good)
    assert not set(wood.creature) & set(room.creature)
    assert wood.pebbles != room.pebbles
    assert {c.temperament for c in wood.creatures} == {c.temperament for c in room.creatures}
    assert len(room.foods) == 4


def test_shocks_and_legends_are_at_hand() -> None:
    assert len(RULES.shocks) >= 10
    assert len(RULES.legends) >= 14
    assert {"drought", "bumper-crop", "early-frost", "long-thaw", "rot", "bees-strike"} <= set(RULES.shock)
    assert {"strangers-caravan", "winter-rumour"} <= set(RULES.shock)
    assert RULES.legend["great-acorn-mania"].year == 1637
    assert RULES.legend["hollow-log-trading-company"].year == 1720
    assert 1929 <= RULES.legend["run-on-oonas-hoard"].year <= 1933


def test_legends_stand_in_the_order_of_their_years() -> None:
    years = [legend.year for legend in RULES.legends]

    assert years == sorted(years)
    assert years[-1] - years[0] >= 300


def test_the_winter_rumour_only_tells() -> None:
    rumour = RULES.shock["winter-rumour"]

    assert rumour.tells
    assert not rumour.settles


def test_the_run_halves_the_price_even_where_the_market_pulls_up_as_far_as_it_may() -> None:
    run = RULES.legend["run-on-oonas-hoard"]
    up = 1000 + RULES.market.breaker
    reference = 1000

    for turn in range(3):
        reference = reference * up // 1000
        for act in run.settles:
            if isinstance(act, Price) and act.after == turn and act.good == "@institution":
                reference = reference * act.factor // 1000
        assert reference <= 500


@pytest.mark.parametrize("tale", TALES)
@pytest.mark.parametrize("cast", CASTS.values(), ids=CASTS)
def test_texts_fit_a_phone_and_read_as_sentences(cast: Cast, tale: Shock) -> None:
    goods = {good.name for good in cast.traded}
    for text, limit in [(tale.text, 300), *((tell.text, 100) for tell in tale.tells)]:
        said = words_of(cast, text)
        assert len(said) <= limit, said
        assert said[0] == said[0].upper(), said
        assert said[-1] in '.?!"', said
        assert not [g for g in goods if f". {g}" in said or f"? {g}" in said], said
        assert said.count("!") == 0, said
    assert "{" not in tale.title


@pytest.mark.parametrize("legend", LEGENDS)
def test_each_legend_tells_more_than_once_settles_and_ends_in_true_history(legend: Legend) -> None:
    assert len({tell.after for tell in legend.tells}) >= 2
    assert legend.settles
    assert legend.truth.endswith(".")
    assert "{" not in legend.truth + legend.source + legend.episode
    assert legend.source.rstrip(")").rstrip("0123456789").endswith("("), (
        "a source ends with its year in brackets"
    )
    assert lasts(legend) >= 2
    assert longest(legend) <= 2 * RULES.chapter


@pytest.mark.parametrize("legend", LEGENDS)
def test_what_a_legend_settles_stays_below_the_market_s_cap(legend: Legend) -> None:
    cast = CASTS["wood"]
    for good in cast.goods:
        price = good.price * 1000
        for act in sorted((a for a in legend.settles if isinstance(a, Price)), key=lambda a: a.after):
            if good.id in cast.goods_at(act.good):
                price = price * power(act.factor, legend.size[1]) // 1000
                assert RULES.market.floor * 1000 <= price <= RULES.market.cap * 1000 // 4


@pytest.mark.parametrize("tale", TALES)
@pytest.mark.parametrize("cast", CASTS.values(), ids=CASTS)
def test_every_tale_plays_to_its_end_in_every_cast(cast: Cast, tale: Shock) -> None:
    wood = struck(found(cast, RULES, "7"), tale)
    seen: set[str] = set()

    for _ in range(longest(tale)):
        assert wood.spells
        outcome = advance(wood, {name: Decision() for name in cast.creature})
        wood = outcome.wood
        seen |= {event.kind for event in outcome.events}
        if "ended" in seen:
            break

    assert tale.id not in {spell.tale for spell in wood.spells}
    assert "rumour" in seen
    assert ("settled" in seen) == any(isinstance(act, Price) for act in tale.settles)


def struck(wood: Wood, tale: Shock) -> Wood:
    command = DrawLegend(tale.id) if isinstance(tale, Legend) else FireShock(tale.id)
    outcome = apply(wood, command)
    assert outcome.refusal is None
    return outcome.wood


# What is broken.


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("rules.toml", "chapter = 15", "chapter = -15",
         "rules.toml, chapter: input should be greater than or equal to 1, not -15."),
        ("rules.toml", "[market]", "[market]\nwieght = 3", "rules.toml, [market], wieght: this field is unknown."),
        ("rules.toml", "floor = 1\n", "", "rules.toml, [market], floor: this field is missing."),
        ("rules.toml", 'id = "summer"', "id = 3", "rules.toml, [[seasons]] 2 '3', id: this must be text, not 3"),
        ("rules.toml", "diet = true", 'diet = "yes"',
         "rules.toml, [scarcity], diet: this must be true or false, not 'yes'."),
        ("rules.toml", "chapter = 15", "chapter = 15.0", "rules.toml, chapter: "),
        ("rules.toml", "chapter = 15", 'chapter = "15"', "rules.toml, chapter: this must be a whole number, not '15'."),
        ("rules.toml", "chapter = 15", "chapter = 1979-05-27", "rules.toml, chapter: this must be a whole number"),
        ("rules.toml", "chapter = 15", "chapter = nan", "rules.toml, chapter: this must be a whole number"),
        ("rules.toml", "chapter = 15", "chapter = {}", "rules.toml, chapter: this must be a whole number."),
        ("rules.toml", "[market]", "[market", "rules.toml: this is not TOML: "),
        ("rules.toml", "chapter = 15", "chapter = 15\nchapter = 15", "rules.toml: this is not TOML: "),
        ("rules.toml", "chapter = 15", "chapter = " + "9" * 5000, "rules.toml: this is not TOML: "),
        ("rules.toml", "chapter = 15", "chapter = " + "[" * 5000, "rules.toml: this is "),
        ("rules.toml", "[market]", '[[shocks]]\nid = "a"\ntitle = "A"\nemoji = "a"\ntext = "a"\n[market]',
         "rules.toml, [[shocks]]: this belongs in shocks.toml."),
        ("shocks.toml", 'id = "drought"', 'id = "Drought"', "shocks.toml, [[shocks]] 1 'Drought', id: "),
        ("shocks.toml", 'id = "drought"', "", "shocks.toml, [[shocks]] 1, id: this field is missing."),
        ("shocks.toml", "factor = 600, turns = 5", "factor = 600",
         "shocks.toml, [[shocks]] 1 'drought', settles[0].turns: this field is missing."),
        ("shocks.toml", 'act = "harvest"', 'act = "harvets"', "shocks.toml, [[shocks]] 1 'drought', settles[0]"),
        ("shocks.toml", 'id = "bumper-crop"', 'id = "drought"',
         "shocks.toml, [[shocks]] 2 'drought', id: this id is used twice."),
        ("legends.toml", 'id = "great-acorn-mania"', 'id = "drought"',
         "legends.toml, [[legends]] 2 'drought', id: this id is used twice."),
        ("legends.toml", "factor = 1500", "factor = 15",
         "legends.toml, [[legends]] 2 'great-acorn-mania', settles[0].factor: input should be greater"),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence_with_file_table_and_field(
    folder: Path, name: str, old: str, new: str, said: str
) -> None:
    swap(folder / name, old, new)

    with pytest.raises(ContentError) as fault:
        load_rules(folder)

    assert said in str(fault.value)
    assert str(fault.value).endswith(".")
    assert "\n" not in str(fault.value)


def test_the_first_fault_is_said_and_how_many_more_there_are(folder: Path) -> None:
    swap(folder / "rules.toml", "floor = 1", "floor = -1")
    swap(folder / "rules.toml", "step = 100", "step = -1")
    swap(folder / "rules.toml", "quantity = 20", "quantity = 0")

    with pytest.raises(ContentError, match=r"step: .* \(and 2 more faults\)\.$") as fault:
        load_rules(folder)

    assert fault.value.code == "bad_field"
    assert fault.value.params["table"] == "[market]"
    assert fault.value.params["field"] == "step"
    assert fault.value.params["more"] == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("units = 4", "units = 0", "wood.toml, [asset], units: input should be greater than or equal to 1, not 0."),
        ("joy = ", "glee = ", "wood.toml, [asset], glee: this field is unknown."),
        ('id = "amber"', 'id = "honey"', "wood.toml: id used twice: honey."),
    ],
)  # fmt: skip
def test_faults_of_an_asset_are_said_like_others(folder: Path, old: str, new: str, said: str) -> None:
    swap(folder / "casts/wood.toml", old, new)

    with pytest.raises(ContentError) as fault:
        load_cast("wood", folder)

    assert said in str(fault.value)


def test_no_tale_can_aim_at_an_asset(folder: Path) -> None:
    swap(folder / "shocks.toml", 'good = "@supplier"', 'good = "amber"')

    with pytest.raises(ContentError, match="'amber' is no good of the cast 'wood'"):
        check_content(CASTS["wood"], load_rules(folder), folder)


def test_what_belongs_together_is_checked_together(folder: Path) -> None:
    swap(folder / "casts/wood.toml", 'makes = "acorns"', 'makes = "honey"')

    with pytest.raises(ContentError, match=r"wood\.toml: each good must be made by exactly one creature\."):
        load_cast("wood", folder)


def test_files_that_cannot_be_read_say_why(folder: Path) -> None:
    (folder / "shocks.toml").unlink()
    with pytest.raises(ContentError, match=r"shocks\.toml: there is no such file\."):
        load_rules(folder)

    (folder / "shocks.toml").write_bytes(b"a = '\xff'")
    with pytest.raises(ContentError, match=r"shocks\.toml: this is not UTF-8 text \(byte 5\)\."):
        load_rules(folder)

    (folder / "shocks.toml").unlink()
    (folder / "shocks.toml").mkdir()
    with pytest.raises(ContentError, match=r"shocks\.toml: this cannot be read \(.*\)\."):
        load_rules(folder)


def test_an_unknown_cast_lists_the_known_ones() -> None:
    with pytest.raises(
        ContentError, match="there is no cast 'tundra'; known are trading-room, wood"
    ) as fault:
        load_cast("tundra")

    assert fault.value.code == "unknown_cast"


def test_a_cast_may_be_given_by_its_path(folder: Path) -> None:
    assert load_cast(str(folder / "casts/wood.toml")) == CASTS["wood"]
    with pytest.raises(ContentError, match=r"tundra\.toml: there is no such file\."):
        load_cast(str(folder / "tundra.toml"))


def test_an_owner_s_own_folder_stands_in_for_the_shipped_one(folder: Path) -> None:
    swap(folder / "rules.toml", "chapter = 15", "chapter = 10")
    swap(folder / "casts/wood.toml", 'name = "Oona"', 'name = "Olga"')

    assert load_rules(folder).chapter == 10
    assert load_cast("wood", folder).words["institution"] == "Olga"
    assert casts(folder) == ["wood"]
    assert RULES.chapter == 15


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('about = "@analyst"', 'about = "@annalist"',
         "tells[0].about: '@annalist' is none of @all, @analyst, @disruptor"),
        ('about = "@analyst"', 'about = "moss"', "tells[0].about: 'moss' is no good of the cast 'wood'"),
        ('about = "@analyst", stance = "rise"', 'about = "@foods", stance = "warn"',
         "tells[0].about: '@foods' is none of @analyst, @disruptor"),
        ('about = "@analyst", stance = "rise"', 'about = "honey", stance = "praise"',
         "tells[0].about: 'honey' is no creature of the cast 'wood'"),
        ('good = "@foods"', 'good = "moss"', "settles[0].good: 'moss' is no good of the cast 'wood'"),
        ("{analyst_good}", "{annalist_good}", "tells[0].text: the cast 'wood' has no word for {annalist_good}"),
        ("{analyst_good}", "{analyst_good.__class__}", "tells[0].text: braces may hold a plain name only"),
        ("{analyst_good}", "{analyst_good", "tells[0].text: braces may hold a plain name only"),
        ("a grey road", "a {grey} road", "text: the cast 'wood' has no word for {grey}"),
    ],
)  # fmt: skip
def test_targets_and_words_that_a_cast_lacks_are_found(folder: Path, old: str, new: str, said: str) -> None:
    swap(folder / "shocks.toml", old, new)

    with pytest.raises(ContentError) as fault:
        check_content(CASTS["wood"], load_rules(folder), folder)

    assert f"shocks.toml, [[shocks]] 1 'drought', {said}" in str(fault.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to see {supplier}.", "to see {suplier}.", "harsh[0]: the cast 'wood' has no word for {suplier}"),
        ("{supplier} smiled", "{supplier", "mild[0]: braces may hold a plain name only"),
    ],
)  # fmt: skip
def test_words_of_hints_that_a_cast_lacks_are_found(folder: Path, old: str, new: str, said: str) -> None:
    (folder / "weather.toml").write_text(
        'harsh = ["Go to see {supplier}."]\nmild = ["{supplier} smiled"]', "utf-8"
    )
    swap(folder / "weather.toml", old, new)

    with pytest.raises(ContentError) as fault:
        check_content(CASTS["wood"], load_rules(folder), folder)

    assert f"weather.toml, {said}" in str(fault.value)


def test_a_folder_without_hints_plays_while_no_season_brings_any(folder: Path) -> None:
    (folder / "weather.toml").unlink()
    seasons = re.sub(r"^hints = .*$", "", (folder / "rules.toml").read_text("utf-8"), flags=re.MULTILINE)
    (folder / "rules.toml").write_text(seasons, "utf-8")
    assert load_rules(folder).weather.told == Hints()
    (folder / "rules.toml").write_text(
        seasons.replace('id = "autumn"', 'id = "autumn"\nhints = 200'), "utf-8"
    )

    with pytest.raises(ContentError, match=r"weather\.toml: there is no such file"):
        load_rules(folder)


def test_hints_stand_in_a_file_of_their_own(folder: Path) -> None:
    rules = (folder / "rules.toml").read_text("utf-8")
    (folder / "rules.toml").write_text(f'{rules}\n[weather.told]\nharsh = ["Cold."]\n', "utf-8")

    with pytest.raises(ContentError, match=r"rules\.toml, \[weather\.told\]: this belongs in weather\.toml"):
        load_rules(folder)


def test_the_keeper_stands_in_for_a_temperament_that_a_cast_lacks_and_for_no_other_word(folder: Path) -> None:
    cast = CASTS["wood"]
    smaller = cast.changed(
        goods=tuple(g for g in cast.goods if g.id != "mushrooms"),
        creatures=tuple(c for c in cast.creatures if c.temperament != "disruptor"),
    )
    (folder / "legends.toml").write_text("legends = []", encoding="utf-8")
    (folder / "shocks.toml").write_text(
        '[[shocks]]\nid = "a"\ntitle = "A"\nemoji = "a"\ntext = "A."\n'
        'settles = [{ act = "spoil", good = "@disruptor", share = 1 }]\n',
        encoding="utf-8",
    )

    check_content(smaller, load_rules(folder), folder)
    swap(folder / "shocks.toml", 'text = "A."', 'text = "Poor {disruptor}."')
    check_content(smaller, load_rules(folder), folder)
    assert smaller.words["disruptor"] == cast.creature[cast.keeper].name
    swap(folder / "shocks.toml", "{disruptor}", "{nobody}")

    with pytest.raises(ContentError, match=r"has no word for \{nobody\}"):
        check_content(smaller, load_rules(folder), folder)


def test_what_goods_usually_cost_is_read_for_each_cast_that_has_a_file(folder: Path) -> None:
    assert load_rules(folder).broker.almanac("wood", "honey") == Almanac()
    (folder / "broker").mkdir()
    file = folder / "broker" / "wood.toml"
    file.write_text("[honey]\nlevel = 1120\nseason = [900, 1100]\nnear = [1016]\n", encoding="utf-8")
    broker = load_rules(folder).broker
    assert broker.almanac("wood", "honey") == Almanac(level=1120, season=(900, 1100), near=(1016,))
    assert broker.almanac("wood", "acorns") == broker.almanac("trading-room", "honey") == Almanac()
    file.write_text("[honey]\nseason = []\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"wood\.toml, \[honey\], season"):
        load_rules(folder)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.toml"
    path.write_bytes(content)

    with pytest.raises(ContentError):
        read(path, Rules)
