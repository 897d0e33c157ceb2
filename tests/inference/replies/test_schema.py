"""The schema of a creature's reply: its legal moves, all bounded, in an order that does not change."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine.moves import Lot, Moves
from inference.replies.repair import repair
from inference.replies.reply import ORDERS, Reply
from inference.replies.schema import reply_schema
from tests.inference.replies.bodkins_moves import BODKIN, GOODS, IDLE, OTHERS
from tests.inference.replies.random_replies import compact, draw, most_letters


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema."""
    if isinstance(schema, dict):
        if "type" in schema or "anyOf" in schema:
            yield schema
        for value in schema.values():
            yield from parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts(value)


def orders_in(legal: Moves, side: str) -> list[dict[str, Any]]:
    items = reply_schema(legal)["properties"]["orders"]["items"]
    every = items.get("anyOf", [items])
    return [one["properties"] for one in every if one["properties"]["side"]["enum"] == [side]]


def test_has_the_contracts_fields_in_its_order_with_the_thought_first() -> None:
    assert list(reply_schema(BODKIN)["properties"]) == list(Reply.model_fields)
    assert next(iter(reply_schema(BODKIN)["properties"])) == "thought"


def test_leaves_out_what_has_no_legal_move() -> None:
    assert list(reply_schema(IDLE)["properties"]) == ["thought", "say"]


def test_everything_is_bounded_and_no_key_is_free() -> None:
    for part in parts(reply_schema(BODKIN)):
        match part.get("type"):
            case "object":
                assert part["additionalProperties"] is False
                assert part["required"] == list(part["properties"])
            case "array":
                assert part["maxItems"] <= ORDERS
                assert "minItems" in part
            case "integer":
                assert 1 <= part["minimum"] <= part["maximum"]
            case "string":
                assert "enum" in part or most_letters(part) <= 100
            case kind:
                assert kind == "null" or "anyOf" in part


def test_a_creature_cannot_name_its_own_good_when_it_buys() -> None:
    named = {good for one in orders_in(BODKIN, "buy") for good in one["good"]["enum"]}
    assert named == set(GOODS) - {"firewood"}


def test_a_creature_cannot_sell_more_than_it_has() -> None:
    most = {
        good: one["quantity"]["maximum"] for one in orders_in(BODKIN, "sell") for good in one["good"]["enum"]
    }
    assert most == {"firewood": 9, "honey": 2}


def test_only_sells_where_nothing_may_be_bought() -> None:
    assert orders_in(replace(BODKIN, buyable=()), "buy") == []


def test_each_proposal_is_answered_once_and_in_order() -> None:
    answers = reply_schema(BODKIN)["properties"]["answers"]
    assert [one["properties"]["proposal"]["enum"] for one in answers["prefixItems"]] == [["p12"], ["p15"]]
    assert (answers["minItems"], answers["maxItems"]) == (2, 2)


@pytest.mark.parametrize(("allowed", "most"), [(1, 1), (4, 4), (9, ORDERS)])
def test_as_many_orders_can_be_said_as_the_rules_and_the_contract_allow(allowed: int, most: int) -> None:
    assert reply_schema(replace(BODKIN, orders=allowed))["properties"]["orders"]["maxItems"] == most


def test_the_vault_offers_only_what_it_can_do() -> None:
    vault = reply_schema(replace(BODKIN, withdraw=0))["properties"]["vault"]["anyOf"]
    assert [one["properties"]["act"]["enum"] for one in vault if one["type"] == "object"] == [["deposit"]]


def test_the_same_moves_give_the_same_bytes() -> None:
    assert compact(reply_schema(BODKIN)) == compact(reply_schema(replace(BODKIN)))


def test_texts_cannot_hold_what_delimits_a_prompt_or_pings() -> None:
    pattern = re.compile(reply_schema(BODKIN)["properties"]["thought"]["pattern"])
    assert pattern.fullmatch("Wood is dear; buy now!")
    for mark in '"\\<>[]{}|@#*_`~\n\t\x00é':
        assert not pattern.fullmatch(f"Wood {mark}")


@pytest.mark.parametrize("legal", [BODKIN, IDLE, replace(BODKIN, proposals=("p1",), offers=())])
@pytest.mark.parametrize("text", [1, 40, 100])
def test_every_reply_in_the_schema_is_valid_as_it_stands(legal: Moves, text: int) -> None:
    rng = random.Random(text)
    schema = reply_schema(legal, text)
    for _ in range(200):
        drawn = draw(schema, rng)
        repaired = repair(compact(drawn), legal)
        assert repaired.problems == ()
        assert repaired.status == "valid"
        assert {**Reply().model_dump(mode="json"), **drawn} == repaired.reply.model_dump(mode="json")


def test_many_goods_and_creatures_with_long_names_still_make_a_schema() -> None:
    goods = tuple(f"a-good-with-a-rather-long-name-{number}" for number in range(40))
    wide = Moves(
        "me", goods, OTHERS, buyable=tuple(Lot(good, 1 + len(good)) for good in goods), highest=10**6
    )
    assert repair(compact(draw(reply_schema(wide), random.Random(0), longest=True)), wide).status == "valid"
    assert len(json.dumps(reply_schema(wide))) < 20_000
