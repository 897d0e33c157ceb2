"""The engine is pure: it imports none of the other layers and nothing that does I/O, keeps time or draws numbers."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import engine

FILES = sorted(Path(engine.__file__).parent.rglob("*.py"))
ALLOWED = {
    "__future__", "collections", "dataclasses", "functools", "hashlib", "itertools", "json", "operator", "pydantic",
    "pydantic_core", "typing", "engine",
}  # fmt: skip
IMPURE = {"open", "print", "input", "eval", "exec", "globals", "hash", "id", "set_trace"}


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.add(str(node.module).partition(".")[0])
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_of_the_engine_imports_nothing_impure(file: Path) -> None:
    assert imports(ast.parse(file.read_text(encoding="utf-8"))) <= ALLOWED


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_of_the_engine_calls_nothing_that_depends_on_process_or_world(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & IMPURE


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_of_the_engine_keeps_no_bare_assert_and_no_global_state(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Assert | ast.Global)]
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_engine_can_be_imported_without_the_rest() -> None:
    assert "engine.turn" in sys.modules or __import__("engine.turn")
    for name in ("inference", "data", "bot", "cogs", "discord"):
        assert all(name not in imports(ast.parse(file.read_text(encoding="utf-8"))) for file in FILES)
