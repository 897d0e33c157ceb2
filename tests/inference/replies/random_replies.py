"""Random replies drawn from a schema, as a constrained model could write them."""

from __future__ import annotations

import json
import random
import re
import string
from typing import Any

LETTERS = string.ascii_letters + string.digits
PLAIN = LETTERS + " .,!?;:'()-"


def draw(schema: dict[str, Any], rng: random.Random, longest: bool = False) -> Any:
    """A value that the schema allows; `longest` takes full texts, full lists and the highest numbers."""
    if "anyOf" in schema:
        options = [draw(option, rng, longest) for option in schema["anyOf"]]
        return max(options, key=lambda value: len(json.dumps(value))) if longest else rng.choice(options)
    if "enum" in schema:
        return max(schema["enum"], key=len) if longest else rng.choice(schema["enum"])
    value: Any = None
    match schema["type"]:
        case "object":
            value = {name: draw(part, rng, longest) for name, part in schema["properties"].items()}
        case "array":
            value = [draw(item, rng, longest) for item in _items(schema, rng, longest)]
        case "string":
            value = _text(most_letters(schema), rng, longest)
        case "integer":
            value = schema["maximum"] if longest else rng.randint(schema["minimum"], schema["maximum"])
    return value


def most_letters(schema: dict[str, Any]) -> int:
    """The length that a text's pattern allows."""
    found = re.search(r"\{0,(\d+)\}\$$", schema["pattern"])
    assert found
    return int(found[1]) + 1


def compact(value: Any) -> str:
    """JSON without blanks, as guided decoding writes it."""
    return json.dumps(value, separators=(",", ":"))


def _text(most: int, rng: random.Random, longest: bool) -> str:
    length = most if longest else rng.randint(1, most)
    return rng.choice(LETTERS) + "".join(rng.choice(PLAIN) for _ in range(length - 1))


def _items(schema: dict[str, Any], rng: random.Random, longest: bool) -> list[dict[str, Any]]:
    if "prefixItems" in schema:
        return list(schema["prefixItems"])
    most = schema["maxItems"]
    return [schema["items"]] * (most if longest else rng.randint(schema["minItems"], most))
