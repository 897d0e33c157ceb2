"""A reply's schema in llguidance's notation, its texts bounded in tokens instead of characters.

A text of at most so many characters makes the engine walk its whole vocabulary for every token: each character brings
it into a state of its own, with nothing to remember from the last. A text without such a bound stays in one state,
whose tokens are found once; how many tokens it may take is counted beside it. With a vocabulary of 150,000 a reply's
masks then cost a fifth (benchmarks/bench_masks.py). The notation: https://github.com/guidance-ai/llguidance/blob/main/docs/syntax.md
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from inference.replies.reply import LETTERS, PLAIN

_COMPACT = {"x-guidance": {"whitespace_flexible": False}}
_TEXT = '"\\"" text "\\""'


def reply_grammar(schema: Mapping[str, Any], tokens: int) -> str:
    """The replies of a schema that `inference.replies.schema` made, each of its texts at most so many tokens long."""
    return f"start: {_rule(schema)}\ntext[max_tokens={tokens}]: /[{LETTERS}][{PLAIN}]*/\n"


def _rule(schema: Mapping[str, Any]) -> str:
    if "pattern" in schema:
        return _TEXT
    if not _holds_text(schema):
        return f"%json {json.dumps({**schema, **_COMPACT})}"
    if "anyOf" in schema:
        return f"( {' | '.join(map(_rule, schema['anyOf']))} )"
    members = (
        f"{json.dumps(opening + json.dumps(name) + ':')} {_rule(value)}"
        for opening, (name, value) in zip(_openings(), schema["properties"].items(), strict=False)
    )
    return f'{" ".join(members)} "}}"'


def _openings() -> Iterator[str]:
    yield "{"
    while True:
        yield ","


def _holds_text(schema: Mapping[str, Any]) -> bool:
    parts = (*schema.get("anyOf", ()), *schema.get("properties", {}).values())
    return "pattern" in schema or any(_holds_text(part) for part in parts)
