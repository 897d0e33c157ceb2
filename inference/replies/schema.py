"""The JSON Schema of one creature's reply in one turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from engine.moves import Lot, Moves
from inference.replies.reply import (
    ANSWERS,
    LETTERS,
    ORDERS,
    PLAIN,
    PROPOSALS,
    STANCES_OF_CREATURE,
    STANCES_OF_GOOD,
    TEXT,
)

Schema = dict[str, Any]


def reply_schema(legal: Moves, text: int = TEXT) -> Schema:
    """The legal replies, `thought` first; a part without a legal move is left out.

    Every text, list and number is bounded and no key is free, so that any reply in it is short and the order of keys
    is the order in which a model writes them. `text` is the most characters of a thought and of gossip.
    """
    parts: dict[str, Schema | None] = {
        "thought": _text(text),
        "orders": _list(_orders(legal), min(ORDERS, legal.orders)),
        "say": _maybe(_gossip(legal, text)),
        "answers": _answers(legal),
        "proposals": _list(_offers(legal), PROPOSALS),
        "vault": _maybe(_vault(legal)),
    }
    return _object({name: part for name, part in parts.items() if part})


def _text(most: int) -> Schema:
    """A text whose pattern alone bounds its length: xgrammar refuses a pattern beside `maxLength`."""
    return {"type": "string", "pattern": f"^[{LETTERS}][{PLAIN}]{{0,{most - 1}}}$"}


def _word(options: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(options)}


def _number(lowest: int, highest: int) -> Schema:
    return {"type": "integer", "minimum": lowest, "maximum": highest}


def _object(parts: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(parts),
        "required": list(parts),
        "additionalProperties": False,
    }


def _any(options: Sequence[Schema]) -> Schema:
    return options[0] if len(options) == 1 else {"anyOf": list(options)}


def _list(items: Sequence[Schema], most: int) -> Schema | None:
    return {"type": "array", "items": _any(items), "minItems": 0, "maxItems": most} if items else None


def _maybe(options: Sequence[Schema]) -> Schema | None:
    return _any([{"type": "null"}, *options]) if options else None


def _orders(legal: Moves) -> list[Schema]:
    """An order per side and highest quantity, so that no good can be sold beyond its stock."""
    return [
        _object(
            {
                "side": _word([side]),
                "good": _word([lot.good for lot in lots]),
                "quantity": _number(1, units),
                "limit": _number(legal.lowest, legal.highest),
            }
        )
        for side in ("buy", "sell")
        for units, lots in groupby(sorted(legal.lots(side), key=_units), key=_units)
    ]


def _units(lot: Lot) -> int:
    return lot.units


def _gossip(legal: Moves, text: int) -> list[Schema]:
    abouts = ((legal.goods, STANCES_OF_GOOD), (legal.creatures, STANCES_OF_CREATURE))
    return [
        _object({"text": _text(text), "about": _word(about), "stance": _word(stances)})
        for about, stances in abouts
        if about
    ]


def _answers(legal: Moves) -> Schema | None:
    """One answer to each proposal, in order: a list of choices could answer one twice."""
    one_each = [
        _object(
            {
                "proposal": _word([one]),
                "answer": _word(["refuse"] if one in legal.resented else ["accept", "refuse"]),
            }
        )
        for one in legal.proposals[:ANSWERS]
    ]
    if not one_each:
        return None
    return {
        "type": "array",
        "prefixItems": one_each,
        "items": False,
        "minItems": len(one_each),
        "maxItems": len(one_each),
    }


def _offers(legal: Moves) -> list[Schema]:
    return [
        _object(
            {
                "to": _word(terms.to),
                "kind": _word([terms.kind]),
                "good": _word(terms.goods),
                "quantity": _number(1, terms.quantity),
                "price": _number(1, terms.price),
                "turns": _number(1, terms.turns),
            }
        )
        for terms in legal.offers
    ]


def _vault(legal: Moves) -> list[Schema]:
    most = {"deposit": legal.deposit, "withdraw": legal.withdraw}
    return [
        _object({"act": _word([act]), "amount": _number(1, amount)}) for act, amount in most.items() if amount
    ]
