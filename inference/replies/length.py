"""What the longest reply in a schema costs in tokens, for any tokenizer.

A bound, not a sample. Guided decoding leaves a model free only inside texts, between words to choose from, in the
digits of numbers and between ending a list and going on; what lies between is forced, in the tokenizer's own way.
So every forced piece is counted by itself. A text costs at most a token per character, for its alphabet is ASCII,
and a number a token per digit. A word costs most where the model spells out the letters that it shares with
another of the choices and one more, before the rest of it is forced.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from engine.moves import Moves
from inference.replies.reply import TEXT
from inference.replies.schema import Schema, reply_schema

CountTokens = Callable[[str], int]
"""The tokens of a text in a mind's own tokenizer, without special tokens. Worth a cache: pieces come again."""

_END = 1
"""The token that ends the reply."""

_Part = str | int
"""A forced piece, or the cost of a free choice in tokens; a 0 parts two pieces that are forced one by one."""


def longest_reply_tokens(legal: Moves, count_tokens: CountTokens, text: int = TEXT) -> int:
    """The most tokens that a reply in `reply_schema(legal, text)` can cost, its end token included."""
    meter = _Meter(count_tokens, text)
    return meter.cost(meter.parts(reply_schema(legal, text))) + _END


def text_room(legal: Moves, count_tokens: CountTokens, budget: int) -> int:
    """The most characters that a thought and gossip may have each, so that no reply costs more than `budget` tokens.

    At most `TEXT`; below 1 where the budget does not even hold the rest of the reply.
    """
    rest = longest_reply_tokens(legal, count_tokens, text=1) - 2
    return min(TEXT, (budget - rest) // 2)


@dataclass(frozen=True, slots=True)
class _Meter:
    """Takes a schema apart into what is forced and what is free, and counts it."""

    count: CountTokens
    text: int
    """Most characters of a text."""

    def parts(self, schema: Schema, rivals: Iterable[str] = ()) -> list[_Part]:
        """The costliest value of a schema; `rivals` are the words that other schemas allow in its place."""
        if "anyOf" in schema:
            return self._costliest(schema["anyOf"])
        if "enum" in schema:
            options = {*schema["enum"], *rivals}
            return ['"', max(self._word(word, options) for word in schema["enum"]), '"']
        if schema["type"] == "object":
            return self._object(schema["properties"], {})
        if schema["type"] == "array":
            return self._array(schema.get("prefixItems") or [schema["items"]] * schema["maxItems"])
        plain: dict[str, list[_Part]] = {
            "string": ['"', self.text, 1],
            "integer": [len(str(schema.get("maximum")))],
            "null": ["null"],
        }
        return plain[schema["type"]]

    def cost(self, parts: Iterable[_Part]) -> int:
        """The tokens of all parts, forced pieces that touch counted as one."""
        total, forced = 0, ""
        for part in (*parts, 0):
            if isinstance(part, str):
                forced += part
            else:
                total, forced = total + part + (self.count(forced) if forced else 0), ""
        return total

    def _costliest(self, options: Sequence[Schema]) -> list[_Part]:
        words: dict[str, set[str]] = {}
        for option in options:
            for name, value in option.get("properties", {}).items():
                words.setdefault(name, set()).update(value.get("enum", ()))
        every = (
            self._object(option["properties"], words) if "properties" in option else self.parts(option)
            for option in options
        )
        return [0, *max(every, key=self.cost)]

    def _object(self, properties: Mapping[str, Schema], rivals: Mapping[str, Iterable[str]]) -> list[_Part]:
        parts: list[_Part] = []
        for index, (name, value) in enumerate(properties.items()):
            key = f"{',' if index else '{'}{json.dumps(name)}:"
            parts += [key, *self.parts(value, rivals.get(name, ()))]
        return [*parts, "}"]

    def _array(self, items: Sequence[Schema]) -> list[_Part]:
        parts: list[_Part] = ["["]
        for index, item in enumerate(items):
            parts += [1 if index else 0, *self.parts(item)]
        return [*parts, 0, "]"]

    def _word(self, word: str, options: Iterable[str]) -> int:
        shared = max((_shared(word, other) for other in options if other != word), default=-1)
        spelled = range(min(shared + 1, len(word)) + 1)
        return max(letters + self.count(word[letters:]) for letters in spelled)


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
