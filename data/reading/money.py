"""Amounts of money, from units as they are written in content to whole pebbles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails

from engine.content.money import Money

M = TypeVar("M", bound=BaseModel)
Place = tuple[int | str, ...]


def in_pebbles(content: M, money: int) -> M:
    """Return content as read, with every amount that is marked as money multiplied by pebbles per unit.

    Raises pydantic.ValidationError where an amount as written is above what its mark allows, naming its place.
    """
    faults = list(_faults(content, ()))
    if faults:
        raise ValidationError.from_exception_data(type(content).__name__, faults)
    return multiplied(content, money)


def _faults(content: BaseModel, at: Place) -> Iterator[InitErrorDetails]:
    for name, value, mark in _fields(content):
        if mark and isinstance(value, int) and value > mark.most:
            yield InitErrorDetails(
                type="less_than_equal", loc=(*at, name), input=value, ctx={"le": mark.most}
            )
        for step, inner in _tables(value):
            yield from _faults(inner, (*at, name, *step))


def multiplied(content: M, parts: int) -> M:
    """Return content with every amount of money multiplied, whatever it was written in."""
    return content if parts == 1 else _multiplied(content, parts)


def _multiplied(content: M, money: int) -> M:
    changed = {
        name: value * money if mark and isinstance(value, int) else _value(value, money)
        for name, value, mark in _fields(content)
    }
    return type(content).model_validate(changed)


def _value(value: object, money: int) -> object:
    if isinstance(value, tuple):
        return tuple(_value(inner, money) for inner in value)
    return _multiplied(value, money) if isinstance(value, BaseModel) else value


def _fields(content: BaseModel) -> Iterator[tuple[str, object, Money | None]]:
    for name, field in type(content).model_fields.items():
        mark = next((mark for mark in field.metadata if isinstance(mark, Money)), None)
        yield name, getattr(content, name), mark


def _tables(value: object) -> Iterator[tuple[Place, BaseModel]]:
    """Yield the tables in a field's value, each with the steps to it from there."""
    if isinstance(value, BaseModel):
        yield (), value
    elif isinstance(value, tuple):
        yield from (((n,), inner) for n, inner in enumerate(value) if isinstance(inner, BaseModel))
