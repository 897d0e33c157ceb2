"""Codec of inputs: as JSON text and back, exactly, whatever a mind put into them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json, to_jsonable_python

from data.store.failures import Damaged
from engine.commands.table import TABLE, Command
from engine.decision import Applied, Decision, Refusal

T = TypeVar("T")

COMMANDS: Mapping[str, TypeAdapter[Any]] = {row.name: TypeAdapter(row.record) for row in TABLE}
"""How each command is read, by what the log calls it."""

_NAMES: Mapping[type[Any], str] = {row.record: row.name for row in TABLE}
_ASCII = json.JSONEncoder(separators=(",", ":"))
_DECISIONS = TypeAdapter(dict[str, Decision])
_APPLIED = TypeAdapter(Applied)
_REFUSAL = TypeAdapter(Refusal)


def dump_decisions(decisions: Mapping[str, Decision]) -> str:
    """A turn's payload: what each creature decided."""
    return _dump(_DECISIONS, dict(decisions))


def load_decisions(payload: str) -> dict[str, Decision]:
    """The decisions that `dump_decisions` wrote. Raises Damaged."""
    return _load(_DECISIONS, payload)


def dump_command(command: Command) -> str:
    """A command's payload: its name, and its fields."""
    name = _NAMES[type(command)]
    return f'{{"{name}":{_dump(COMMANDS[name], command)}}}'


def load_command(payload: str) -> Command:
    """The command that `dump_command` wrote. Raises Damaged."""
    named = loads(payload)
    if not isinstance(named, dict) or len(named) != 1 or not COMMANDS.keys() >= named.keys():
        raise Damaged(detail=payload[:80])
    ((name, fields),) = named.items()
    command: Command = _validate(COMMANDS[name], fields)
    return command


def dump_applied(applied: Applied) -> str:
    """Write what became of one creature's decision as JSON."""
    return _dump(_APPLIED, applied)


def load_applied(text: str) -> Applied:
    """What `dump_applied` wrote. Raises Damaged."""
    return _load(_APPLIED, text)


def dump_refusal(refusal: Refusal) -> str:
    """Write why a command was refused as JSON."""
    return _dump(_REFUSAL, refusal)


def load_refusal(text: str) -> Refusal:
    """What `dump_refusal` wrote. Raises Damaged."""
    return _load(_REFUSAL, text)


def dumps(value: object) -> str:
    """Plain data as one line of JSON that every database can hold, lone surrogates included."""
    try:
        return to_json(value).decode()
    except ValueError:  # a lone surrogate, which UTF-8 has no bytes for
        return _ASCII.encode(value)


def loads(text: str) -> Any:
    """What `dumps` wrote. Raises Damaged."""
    try:
        return from_json(text)
    except ValueError:  # lone surrogates, which it does not read, or no JSON at all
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Damaged(detail=text[:80]) from error


def _dump(adapter: TypeAdapter[Any], value: object) -> str:
    try:
        return adapter.dump_json(value).decode()
    except ValueError:  # as in `dumps`
        return _ASCII.encode(to_jsonable_python(value))


def _load(adapter: TypeAdapter[T], text: str) -> T:
    try:
        return adapter.validate_python(from_json(text))
    except ValueError:
        return _validate(adapter, loads(text))


def _validate(adapter: TypeAdapter[T], value: object) -> T:
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise Damaged(detail=str(error.errors(include_url=False)[0]["msg"])) from error
