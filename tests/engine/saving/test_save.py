"""A wood as text and back: nothing is lost, nothing else is accepted, and the hash is of all that matters."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.table import apply
from engine.commands.tales import DrawLegend
from engine.content.cast import Cast
from engine.perception import perceive
from engine.saving.save import SaveBroken, dump, load, wood_hash
from engine.turn import advance
from engine.wood import News, Sealed, WaitingCall, Weather, Wood
from tests.engine.builders import (
    CASTS,
    RULES,
    WOOD,
    banked,
    decided,
    feeling,
    holding,
    instinct,
    new,
    played,
    priced,
    tuned,
)


def lived(cast: Cast = WOOD, turns: int = 25, seed: str = "5eed") -> Wood:
    """A wood in the middle of its life, with something of everything."""
    wood = apply(
        [o.wood for o in played(new(cast, seed=seed), turns)][-1], DrawLegend("great-acorn-mania")
    ).wood
    return [o.wood for o in played(wood, 2)][-1]


LIVED = lived()


def reordered(text: str) -> str:
    """The same JSON with the keys of every table in another order."""

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in sorted(value, reverse=True)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    return json.dumps(turned(json.loads(text)))


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
def test_loading_what_was_dumped_gives_the_same_wood_and_the_same_text(cast: Cast) -> None:
    wood = lived(cast)
    text = dump(wood)
    assert load(text, cast, RULES) == wood
    assert dump(load(text, cast, RULES)) == text
    assert "\n" not in text


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
@pytest.mark.parametrize(
    "mixed", [dump, lambda wood: reordered(dump(wood))], ids=["as dumped", "keys reordered"]
)
def test_a_loaded_wood_goes_on_as_if_it_had_never_been_saved(cast: Cast, mixed: Any) -> None:
    wood = lived(cast)
    again = load(mixed(wood), cast, RULES)
    for _ in range(12):
        wishes = decided(wood, instinct())
        assert decided(again, instinct()) == wishes
        one, other = advance(wood, wishes), advance(again, wishes)
        assert one.events == other.events
        assert one.transfers == other.transfers
        assert one.applied == other.applied
        wood, again = one.wood, load(mixed(other.wood), cast, RULES)
        assert dump(again) == dump(wood)


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
def test_after_a_load_goods_and_creatures_stand_in_the_casts_order(cast: Cast) -> None:
    again = load(reordered(dump(lived(cast))), cast, RULES)
    assert list(again.quotes) == list(cast.good)
    assert list(again.souls) == list(again.opening) == list(cast.creature)
    assert [list(p.quotes) for p in perceive(again.open()).values()] == [list(cast.good)] * 5


def test_equal_woods_have_equal_hashes_whatever_the_order_of_their_tables() -> None:
    again = load(reordered(dump(LIVED)), WOOD, RULES)
    assert wood_hash(again) == wood_hash(LIVED)
    assert len(wood_hash(LIVED)) == 32


CHANGES = {
    "seed": replace(LIVED, seed="5eee"),
    "number": replace(LIVED, number=LIVED.number + 1),
    "position": replace(LIVED, position=LIVED.position - 1),
    "turn": replace(LIVED, turn=LIVED.turn + 1),
    "balances": holding(LIVED, "pip", honey=77),
    "quotes": priced(LIVED, honey=LIVED.quotes["honey"].reference + 1),
    "souls": feeling(LIVED, "pip", oona=1),
    "vault": banked(LIVED, 0, pip=3),
    "opening": replace(LIVED, opening={**LIVED.opening, "pip": -1}),
    "gossip": replace(LIVED, gossip=()),
    "news": replace(LIVED, news=(*LIVED.news, News("reopened", {}))),
    "weather": replace(LIVED, weather=Weather({"honey": 700}, 1200)),
    "rested": replace(LIVED, rested={"shock": 1}),
    "spells": replace(LIVED, spells=()),
    "sealed": replace(LIVED, sealed={**LIVED.sealed, "patron:3": Sealed(acts=1)}),
    "a call": replace(
        LIVED, sealed={"patron:3": Sealed(calls=(WaitingCall(LIVED.turn + 1, "honey", 7, 9, "dearer"),))}
    ),
    "id": replace(LIVED, id="w1"),
    "rules": replace(LIVED, rules=tuned(market={"weight": 251})),
    "cast": replace(LIVED, cast=WOOD.changed(about="Another wood.")),
}


@pytest.mark.parametrize("part", CHANGES)
def test_any_part_changes_the_hash(part: str) -> None:
    assert wood_hash(CHANGES[part]) != wood_hash(LIVED)


def test_every_part_of_a_wood_is_hashed() -> None:
    state = json.loads(dump(LIVED))
    assert {field.name for field in fields(Wood)} <= set(state)


def test_a_save_of_other_content_is_refused() -> None:
    text = dump(LIVED)
    for cast, rules, detail in ((CASTS[1], RULES, "cast"), (WOOD, tuned(chapter=16), "rules")):
        with pytest.raises(SaveBroken) as broken:
            load(text, cast, rules)
        assert (broken.value.code, broken.value.detail) == ("other_content", detail)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("[" * 100_000, "not_json"),
        ("1" * 10_000, "not_json"),
        ("[]", "unknown_format"),
        ("null", "unknown_format"),
        ("{}", "unknown_format"),
        ('{"format": 0}', "unknown_format"),
        ('{"format": 4}', "unknown_format"),
        ('{"format": 3}', "other_content"),
        (dump(LIVED)[:-1], "not_json"),
        (dump(LIVED)[: len(dump(LIVED)) // 2], "not_json"),
    ],
    ids=[
        "empty",
        "cut",
        "deep",
        "long",
        "list",
        "null",
        "bare",
        "unknown",
        "newer",
        "no content",
        "cut short",
        "half",
    ],
)
def test_what_is_no_save_is_refused(text: str, code: str) -> None:
    with pytest.raises(SaveBroken) as broken:
        load(text, WOOD, RULES)
    assert broken.value.code == code


def tampered(**parts: Any) -> str:
    return json.dumps({**json.loads(dump(LIVED)), **parts})


STATE = json.loads(dump(LIVED))
TERMS = {"id": "x", "good": "honey", "quantity": 1, "price": 1000}
UNCOVERED = {
    **TERMS,
    "kind": "forward",
    "giver": "creature:oona",
    "taker": "creature:pip",
    "due": 99,
    "pledge": 0,
}
CALL = {"turn": LIVED.turn + 1, "good": "honey", "low": 7, "high": 9, "answer": "dearer"}
BY_NOBODY = {**TERMS, "kind": "loan", "maker": "creature:brock", "to": "creature:pip", "turns": 1}


@pytest.mark.parametrize(
    "text",
    [
        tampered(balances={**STATE["balances"], "creature:pip": {"pebble": 10**6}}),
        tampered(balances={k: v for k, v in STATE["balances"].items() if k != "court"}),
        tampered(balances={**STATE["balances"], "mine": {"gold": 0}}),
        tampered(balances={**STATE["balances"], "mine": {}}),
        tampered(quotes={k: v for k, v in STATE["quotes"].items() if k != "honey"}),
        tampered(quotes={**STATE["quotes"], "honey": {**STATE["quotes"]["honey"], "reference": 0}}),
        tampered(quotes={**STATE["quotes"], "honey": {**STATE["quotes"]["honey"], "reference": 1.5}}),
        tampered(souls={}),
        tampered(souls={**STATE["souls"], "pip": {**STATE["souls"]["pip"], "mood": 4000}}),
        tampered(souls={**STATE["souls"], "pip": {**STATE["souls"]["pip"], "memory": {"oona": 5}}}),
        tampered(opening={}),
        tampered(spells=[{**STATE["spells"][0], "tale": "plague"}]),
        tampered(spells=[{**STATE["spells"][0], "by": "creature:oona"}]),
        tampered(vault={"claims": {"creature:nobody": 5}, "shut": 0}),
        tampered(vault={"claims": {"creature:pip": -5}, "shut": 0}),
        tampered(contracts=[*STATE["contracts"], UNCOVERED]),
        tampered(proposals=[BY_NOBODY]),
        tampered(sealed={"pip": {"acts": 1, "shown": 0, "calls": []}}),
        tampered(sealed={"patron:3": {"acts": -1, "shown": 0, "calls": []}}),
        tampered(sealed={"patron:3": {"acts": 1, "shown": 0, "calls": [{**CALL, "turn": 99}]}}),
        tampered(sealed={"patron:3": {"acts": 1, "shown": 0, "calls": [{**CALL, "good": "gold"}]}}),
        tampered(sealed={"patron:3": {"acts": 1, "shown": 0, "calls": [{**CALL, "answer": "up"}]}}),
        tampered(sealed={"patron:3": {"acts": 1, "shown": 0, "calls": [{**CALL, "high": 6}]}}),
        tampered(sealed={"patron:3": {"acts": 1, "shown": 0, "calls": [CALL, CALL]}}),
        tampered(turn=-1),
        tampered(position=LIVED.number + 1),
        tampered(position=LIVED.turn - 1),
        tampered(number=None),
        tampered(seed=7),
    ],
    ids=range(29),
)  # fmt: skip
def test_a_save_that_does_not_hold_is_refused(text: str) -> None:
    with pytest.raises(SaveBroken) as broken:
        load(text, WOOD, RULES)
    assert broken.value.code in ("not_a_wood", "unbalanced")
    assert broken.value.detail


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for key, item in inner for p in paths(item, (*path, key)))]


PATHS = [path for path in paths(STATE) if path and path[0] not in ("cast", "rules", "format")]


@given(
    st.sampled_from(PATHS),
    st.sampled_from(
        [None, 0, -1, 7, 10**9, "", "x", "honey", "pip", [], {}, True, 1.5, "\ud800", [{}], {"x": 1}]
    ),
)
@settings(max_examples=300)
def test_whatever_was_done_to_a_save_it_is_refused_or_it_plays(path: tuple[Any, ...], value: Any) -> None:
    state = json.loads(dump(LIVED))
    place = state
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    try:
        wood = load(json.dumps(state), WOOD, RULES)
    except SaveBroken:
        return
    for _ in range(3):
        wood = advance(wood, decided(wood, instinct())).wood
