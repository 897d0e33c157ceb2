"""The documents for contributors name files that stand where they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
NAMED = re.compile(r"`((?:bot|cogs|data|engine|inference|tests|docs|benchmarks)/[\w./-]+)`")
BESIDE = re.compile(r"`(\w+\.py)`")


@pytest.mark.parametrize("page", ["architecture.md", "contributing.md", "glossary.md"])
def test_every_file_that_a_page_names_exists(page: str) -> None:
    text = (HOUSE / "docs" / page).read_text(encoding="utf-8")
    assert [name for name in NAMED.findall(text) if not (HOUSE / name).exists()] == []
    known = {
        path.name
        for folder in ("bot", "engine", "data", "inference")
        for path in (HOUSE / folder).rglob("*.py")
    }
    assert [name for name in BESIDE.findall(text) if name not in known] == []
