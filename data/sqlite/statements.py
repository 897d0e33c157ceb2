"""SQL from files: each statement under a line `-- name: <name>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from sqlite3 import complete_statement

QUERIES = Path(__file__).parent / "queries"
_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


@cache
def statements(file: str) -> Mapping[str, str]:
    """The statements of `queries/<file>.sql` by name."""
    _, *parts = _NAME.split((QUERIES / f"{file}.sql").read_text("utf-8"))
    return {name: sql.strip().removesuffix(";") for name, sql in zip(parts[::2], parts[1::2], strict=True)}


def split(script: str) -> list[str]:
    """The statements of a script, triggers whole."""
    found, buffer = [], ""
    for line in script.splitlines(keepends=True):
        buffer += line
        if complete_statement(buffer):
            found.append(buffer.strip())
            buffer = ""
    return [*found, buffer.strip()] if buffer.strip() else found
