"""What the longest reply in a schema costs in tokens, for any tokenizer.

A bound, not a sample. Guided decoding leaves a model free only inside texts, between words to choose from, in the
digits of numbers and between ending a list and going on; what lies between is forced, in the tokenizer's own way.
So every forced piece is counted by itself. A text costs at most a token per character, for its alphabet is ASCII,
and a number a token per digit. A word costs most where the model spells out the letters that it shares with
another of the choices and one more, before the rest of it is forced.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import takewhile
from typing import Any

from inference.legal import Legal
from inference.reply import TEXT
from inference.schema import Schema, reply_schema

CountTokens = Callable[[str], int]
"""The tokens of a text in a mind's own tokenizer, without special tokens."""

_END = 1
"""The token that ends the reply."""

_Part = str | int
"""A forced piece, or the cost of a free choice in tokens; a 0 parts two pieces that are forced one by one."""


def longest_reply_tokens(legal: Legal, count_tokens: CountTokens, text: int = TEXT) -> int:
    """The most tokens that a reply in `reply_schema(legal, text)` can cost, its end token included."""
    count = cache(count_tokens)
    return _cost(_parts(reply_schema(legal, text), (), count), count) + _END


def text_room(legal: Legal, count_tokens: CountTokens, budget: int) -> int:
    """The most characters that a thought and gossip may have each, so that no reply costs more than `budget` tokens.

    At most `TEXT`; below 1 where the budget does not even hold the rest of the reply.
    """
    rest = longest_reply_tokens(legal, count_tokens, text=1) - 2
    return min(TEXT, (budget - rest) // 2)


def _parts(schema: Schema, rivals: Iterable[str], count: CountTokens) -> list[_Part]:
    """The costliest value of a schema; `rivals` are the words that other schemas allow in its place."""
    if "anyOf" in schema:
        return _costliest(schema["anyOf"], count)
    if "enum" in schema:
        options = {*schema["enum"], *rivals}
        return ['"', max(_word_cost(word, options, count) for word in schema["enum"]), '"']
    kind = schema["type"]
    if kind == "object":
        return _object_parts(schema["properties"], {}, count)
    if kind == "array":
        items = schema.get("prefixItems") or [schema["items"]] * schema["maxItems"]
        inner = [[1 if index else 0, *_parts(item, (), count)] for index, item in enumerate(items)]
        return ["[", *(part for parts in inner for part in parts), 0, "]"]
    if kind == "string":
        return ['"', schema["maxLength"], 1]
    return [len(str(schema["maximum"]))] if kind == "integer" else ["null"]


def _costliest(options: list[Schema], count: CountTokens) -> list[_Part]:
    words: dict[str, set[str]] = {}
    for option in options:
        for name, value in option.get("properties", {}).items():
            words.setdefault(name, set()).update(value.get("enum", ()))
    every = [
        _object_parts(option["properties"], words, count)
        if "properties" in option
        else _parts(option, (), count)
        for option in options
    ]
    return [0, *max(every, key=lambda parts: _cost(parts, count))]


def _object_parts(
    properties: Mapping[str, Any], rivals: Mapping[str, Iterable[str]], count: CountTokens
) -> list[_Part]:
    parts: list[_Part] = []
    for index, (name, value) in enumerate(properties.items()):
        parts += [f"{',' if index else '{'}{json.dumps(name)}:", *_parts(value, rivals.get(name, ()), count)]
    return [*parts, "}"]


def _word_cost(word: str, options: Iterable[str], count: CountTokens) -> int:
    shared = max((_shared(word, other) for other in options if other != word), default=-1)
    return max(spelled + count(word[spelled:]) for spelled in range(min(shared + 1, len(word)) + 1))


def _shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cost(parts: Iterable[_Part], count: CountTokens) -> int:
    total, forced = 0, ""
    for part in (*parts, 0):
        if isinstance(part, str):
            forced += part
        else:
            total, forced = total + part + (count(forced) if forced else 0), ""
    return total
