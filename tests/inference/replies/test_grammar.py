"""The grammar of a reply says what its schema says, but for the length of texts."""

from __future__ import annotations

import json

from inference.replies.grammar import reply_grammar
from inference.replies.schema import Schema, reply_schema
from tests.inference.replies.bodkins_moves import BODKIN, IDLE


def literals(grammar: str) -> list[str]:
    """What stands in it as quoted text or embedded schema, in order."""
    found, rest = [], grammar.splitlines()[0].removeprefix("start: ")
    while rest:
        embedded = rest.startswith("%json ")
        if embedded or rest.startswith('"'):
            value, end = json.JSONDecoder().raw_decode(rest.removeprefix("%json "))
            found.append(value)
            rest = rest[end + 6 * embedded :]
        rest = rest[1:]
    return found


def test_keys_are_spelled_out_in_order_and_parts_without_text_are_embedded() -> None:
    schema = reply_schema(BODKIN)
    found = literals(reply_grammar(schema, 24))
    assert [one for one in found if isinstance(one, str) and ":" in one][:3] == [
        '{"thought":',
        ',"orders":',
        ',"say":',
    ]
    embedded = [one for one in found if isinstance(one, dict)]
    assert {**schema["properties"]["orders"], "x-guidance": {"whitespace_flexible": False}} in embedded
    assert all("pattern" not in json.dumps(one) for one in embedded)


def test_texts_are_bounded_in_tokens() -> None:
    assert reply_grammar(reply_schema(IDLE), 7).endswith(
        "text[max_tokens=7]: /[A-Za-z0-9][A-Za-z0-9 .,!?;:'()-]*/\n"
    )


def test_a_schema_without_texts_is_embedded_whole() -> None:
    schema: Schema = {"type": "string", "enum": ["yes"]}
    assert literals(reply_grammar(schema, 9)) == [
        {**schema, "x-guidance": {"whitespace_flexible": False}},
    ]
