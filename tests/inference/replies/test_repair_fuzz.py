"""Whatever a model writes, reading it raises nothing and gives a bounded reply of legal moves alone."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from engine.moves import Moves
from inference.replies.problem import NOTED
from inference.replies.repair import Repaired, repair
from inference.replies.reply import Reply
from tests.inference.replies.bodkins_moves import BODKIN, GOODS, IDLE

FRAGMENTS = [
    *'{}[]()",:;=+-.#/\\\n\t “”‘’`…',
    *('"thought":', '"orders":[', '{"side":"sell",', '"good":"honey"', '"quantity":2', '"limit":7', '"say":'),
    *('"answers":[', '"proposal":"p12"', '"answer":"accept"', '"vault":', '"act":"withdraw"', '"amount":5'),
    *(
        "```json\n",
        "```",
        "<think>",
        "</think>",
        "<|channel|>final<|message|>",
        "assistantfinal",
        "<|im_end|>",
    ),
    *(
        "null",
        "None",
        "True",
        "NaN",
        "Infinity",
        "1e999",
        "9" * 40,
        "-1",
        "3.5",
        "//",
        "/*",
        "*/",
        '\\"',
        "\\u12",
    ),
    *(
        "\x00",
        "\x1b",
        "\ud800",
        "\udfff",
        "\u202e",
        "🪵",
        "ﬁ",
        "İ",
        "ß",
        "１",
        "\ufeff",
        "{{",
        "}}",
        "[[[[[[[[[[",
    ),
]


def a_reply(rng: random.Random) -> str:
    """A reply in the contract, of legal and illegal moves."""
    sides, ids = ("buy", "sell", "hold"), (*GOODS, "fish", "oona", "p12", "p15")
    return json.dumps(
        {
            "thought": rng.choice(("", "Wood is dear.", "x" * 300, "Ich weiß nicht")),
            "orders": [
                {
                    "side": rng.choice(sides),
                    "good": rng.choice(ids),
                    "quantity": rng.choice((0, 1, 3, 9, 10**15, "2", 2.0)),
                    "limit": rng.choice((1, 7, 40, 41, None)),
                }
                for _ in range(rng.randrange(5))
            ],
            "say": rng.choice((None, "hm", {"text": "No!", "about": rng.choice(ids), "stance": "rise"})),
            "answers": [{"proposal": rng.choice(ids), "answer": "accept"} for _ in range(rng.randrange(3))],
            "proposals": [
                {
                    "to": rng.choice(ids),
                    "kind": rng.choice(("forward", "loan")),
                    "good": rng.choice(("firewood", "honey")),
                    "quantity": rng.choice((2, 7)),
                    "price": 12,
                    "turns": rng.choice((2, 6)),
                }
                for _ in range(rng.randrange(3))
            ],
            "vault": rng.choice((None, {"act": "deposit", "amount": rng.choice((0, 5, 26))})),
        },
        indent=rng.choice((None, 2)),
    )


def mutated(rng: random.Random) -> str:
    """A reply with a few pieces cut out, doubled, moved or put in."""
    text = a_reply(rng)
    for _ in range(rng.randint(1, 8)):
        start = rng.randrange(len(text) + 1)
        end = min(len(text), start + rng.choice((0, 1, 3, 20)))
        middle = rng.choice(("", text[start:end] * 2, rng.choice(FRAGMENTS)))
        text = text[:start] + middle + text[end:]
    return text[: rng.choice((len(text), rng.randrange(len(text) + 1)))]


def fragments(rng: random.Random) -> str:
    """Pieces of replies in any order, some of them repeated many times."""
    pieces = [rng.choice(FRAGMENTS) * rng.choice((1, 1, 1, 50)) for _ in range(rng.randint(1, 40))]
    return rng.choice(("", "{", '{"orders":[')) + "".join(pieces)


def anything(rng: random.Random) -> str:
    """Bytes read as Latin-1, or any code points, lone surrogates among them."""
    highest = rng.choice((0x7F, 0xFF, 0xFFFF, 0x10FFFF))
    return "".join(chr(rng.randint(0, highest)) for _ in range(rng.randrange(300)))


SOURCES: tuple[Callable[[random.Random], str], ...] = (mutated, fragments, anything)


def assert_legal(repaired: Repaired, legal: Moves) -> None:
    """The reply is in the contract and names nothing but this creature's legal moves."""
    reply = repaired.reply
    assert Reply.model_validate_json(reply.model_dump_json()) == reply
    for order in reply.orders:
        units = {lot.good: lot.units for lot in legal.lots(order.side)}
        assert 1 <= order.quantity <= units[order.good]
        assert legal.lowest <= order.limit <= legal.highest
    if reply.say:
        assert reply.say.text
        assert reply.say.about in ("", *legal.goods, *legal.creatures)
    assert {one.proposal for one in reply.answers} <= set(legal.proposals)
    for offer in reply.proposals:
        assert any(
            offer.kind == terms.kind
            and offer.to in terms.to
            and offer.good in terms.goods
            and offer.quantity <= terms.quantity
            and offer.price <= terms.price
            and offer.turns <= terms.turns
            for terms in legal.offers
        )
    if reply.vault:
        assert reply.vault.amount <= (legal.deposit if reply.vault.act == "deposit" else legal.withdraw)
    assert (repaired.status == "valid") == all(problem.code == "too_long" for problem in repaired.problems)
    assert repaired.status != "noop" or reply == Reply()
    assert len(repaired.problems) <= NOTED
    assert all(str(problem).isascii() and len(str(problem)) < 200 for problem in repaired.problems)


def read_many(count: int, seed: int) -> dict[str, int]:
    """Read so many texts, look at each, and count how they ended."""
    rng = random.Random(seed)
    ended = {"valid": 0, "repaired": 0, "noop": 0}
    for number in range(count):
        raw = SOURCES[number % len(SOURCES)](rng)
        for legal in (BODKIN, IDLE):
            repaired = repair(raw, legal)
            assert_legal(repaired, legal)
        ended[repaired.status] += 1
    return ended


def test_three_thousand_texts() -> None:
    ended = read_many(3_000, seed=1)
    assert min(ended["repaired"], ended["noop"]) > 300


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_texts(seed: int) -> None:
    ended = read_many(10_000, seed=100 + seed)
    assert min(ended["repaired"], ended["noop"]) > 1_000
