"""The longest reply that a schema allows, in tokens of any tokenizer."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from engine.content.cast import Cast
from engine.moves import Moves
from inference.replies.length import CountTokens, longest_reply_tokens, text_room
from inference.replies.moves import widest_moves
from inference.replies.reply import ORDERS, TEXT
from inference.replies.schema import reply_schema
from tests.inference.council.stand_in_councils import ROOM, RULES, WOOD, WORDS
from tests.inference.replies.bodkins_moves import BODKIN, IDLE
from tests.inference.replies.random_replies import compact, draw

PIECES = re.compile(r"[A-Za-z]{1,4}|\d|[^A-Za-z\d]{1,2}")


def by_letter(text: str) -> int:
    return len(text)


def by_piece(text: str) -> int:
    """A tokenizer of pieces of up to four letters."""
    return len(PIECES.findall(text))


CASTS = (WOOD, ROOM)
COUNTERS = pytest.mark.parametrize("count", [by_letter, by_piece])
LEGALS = pytest.mark.parametrize("legal", [BODKIN, IDLE, replace(BODKIN, proposals=())])


@COUNTERS
@LEGALS
@pytest.mark.parametrize("text", [1, 60, 100])
def test_no_reply_costs_more(legal: Moves, count: CountTokens, text: int) -> None:
    rng = random.Random(7)
    bound = longest_reply_tokens(legal, count, text)
    schema = reply_schema(legal, text)
    drawn = [draw(schema, rng, longest=number == 0) for number in range(200)]
    assert max(count(compact(one)) for one in drawn) < bound


@LEGALS
def test_is_no_wild_guess(legal: Moves) -> None:
    """Where each letter is a token, the bound is the longest reply, the free words spelled out, and its end."""
    longest = compact(draw(reply_schema(legal), random.Random(7), longest=True))
    assert len(longest) < longest_reply_tokens(legal, by_letter) < 1.1 * len(longest)


@COUNTERS
@pytest.mark.parametrize("budget", [250, 320, 400, 1_000, 2_000])
def test_the_room_for_texts_keeps_a_reply_within_its_budget(count: CountTokens, budget: int) -> None:
    room = text_room(BODKIN, count, budget)
    if room >= 1:
        assert longest_reply_tokens(BODKIN, count, room) <= budget
    if room < TEXT:
        assert longest_reply_tokens(BODKIN, count, max(1, room + 1)) > budget


def test_there_is_no_room_where_the_rest_alone_is_too_long() -> None:
    assert text_room(BODKIN, by_letter, 320) < 1


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
@pytest.mark.parametrize("answering", [False, True], ids=["offering", "answering"])
def test_a_reply_with_every_order_that_the_shipped_rules_allow_keeps_its_budget(
    cast: Cast, answering: bool
) -> None:
    """By a tokenizer that needs more pieces for the wood's words than those of grown models do."""
    tokens = WORDS.tokens
    assert RULES.market.orders <= ORDERS
    for creature in cast.creature:
        moves = widest_moves(cast, RULES, creature, answering=answering)
        assert reply_schema(moves)["properties"]["orders"]["maxItems"] == RULES.market.orders
        room = text_room(moves, by_piece, tokens.reply)
        assert room >= tokens.text
        assert longest_reply_tokens(moves, by_piece, room) <= tokens.reply
    assert tokens.prompt + tokens.reply == tokens.total == 1000


def test_each_order_more_leaves_less_room() -> None:
    rooms = [text_room(replace(BODKIN, orders=orders), by_piece, 320) for orders in (1, 2, 3, 4)]
    assert rooms == sorted(set(rooms), reverse=True)


def test_fewer_moves_leave_more_room() -> None:
    assert text_room(replace(BODKIN, proposals=(), offers=()), by_piece, 320) > text_room(
        BODKIN, by_piece, 320
    )
