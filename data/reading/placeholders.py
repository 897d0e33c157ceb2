"""Placeholders in texts that people write: plain names in braces, and nothing else of format strings."""

from __future__ import annotations

from string import Formatter


def placeholders(text: str) -> frozenset[str]:
    """Names in braces in a text; `{{` and `}}` stand for themselves.

    Raises ValueError, with a reason fit for a sentence, where braces do not match or hold more than a plain
    name: an attribute, an index or a format would let a text reach into the program.
    """
    fields = _fields(text)
    if fields is None or any(spec or conversion or not _plain(name) for name, spec, conversion in fields):
        raise ValueError("braces may hold a plain name only; write {{ or }} for a brace itself")
    return frozenset(name for name, _, _ in fields)


def _fields(text: str) -> list[tuple[str, str | None, str | None]] | None:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        return None
    return [(name, spec, conversion) for _, name, spec, conversion in parsed if name is not None]


def _plain(name: str) -> bool:
    return name.isascii() and name.isidentifier()
