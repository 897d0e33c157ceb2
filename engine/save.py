"""A wood as text and back, and its hash. Cast and rules are stored once per era, not in every snapshot."""

from __future__ import annotations

import json
from dataclasses import fields
from hashlib import blake2b
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from engine.cast import Cast
from engine.ledger import check
from engine.rules import Rules
from engine.wood import Wood

FORMAT = 1
_STATE = tuple(f.name for f in fields(Wood) if f.name not in ("cast", "rules"))
_ADAPTER = TypeAdapter(Wood)


class SaveBroken(Exception):
    """A saved wood cannot be read: `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def dump(wood: Wood) -> str:
    """The state of a wood as one line of JSON with sorted keys: equal woods give equal text."""
    state: dict[str, Any] = {name: to_jsonable_python(getattr(wood, name)) for name in _STATE}
    state |= {"format": FORMAT, "cast": wood.cast.digest, "rules": wood.rules.digest}
    return json.dumps(state, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def load(text: str, cast: Cast, rules: Rules) -> Wood:
    """The wood that `dump` wrote. Raises SaveBroken where the text, its content or its books do not hold."""
    try:
        state = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SaveBroken("not_json", str(error)) from error
    if not isinstance(state, dict) or state.pop("format", None) != FORMAT:
        raise SaveBroken("unknown_format")
    for name, content in (("cast", cast), ("rules", rules)):
        if state.pop(name, None) != content.digest:
            raise SaveBroken("other_content", name)
    try:
        wood = _ADAPTER.validate_python({**state, "cast": cast, "rules": rules})
    except ValidationError as error:
        first = error.errors()[0]
        raise SaveBroken("not_a_wood", f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    check(wood.balances)
    return wood


def wood_hash(wood: Wood) -> str:
    """A stable hash of everything that decides a wood's future. Never shown of a live wood."""
    return blake2b(dump(wood).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
