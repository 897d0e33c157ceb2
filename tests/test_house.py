"""The house can be drawn: no circle of files, folders that one can take in at a glance, one name for one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

HOUSE = Path(__file__).parents[1]
ROOTS = ("bot", "cogs", "data", "engine", "inference")
MOST_FILES = 16
"""Files of code in one folder."""
MOST_BESIDE_PACKAGES = 10
"""Files of `bot/` beside its packages."""
MOST_LINES = 350
TABLES = {"engine/events/facts.py"}
"""Files that are a table, and as long as it is."""


def code(*folders: str) -> list[Path]:
    """Every file of code in some folders, as a path from the house's root."""
    return sorted(path.relative_to(HOUSE) for folder in folders for path in (HOUSE / folder).rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    return ast.parse((HOUSE / path).read_text(encoding="utf-8"))


def module(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names that a file imports, wherever in it: in functions and for types too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def graph() -> Mapping[str, set[str]]:
    """Each file of the house -> the files of the house that it imports."""
    files = {module(path): path for path in code(*ROOTS)}
    found: dict[str, set[str]] = {}
    for name, path in files.items():
        targets = {_file(target, files) for target in imported(parsed(path))}
        found[name] = targets - {name, ""}
    return found


def _file(target: str, files: Mapping[str, Path]) -> str:
    """The file that holds what is imported; empty where none of the house's does."""
    while target and target not in files:
        target = target.rpartition(".")[0]
    return target


def circle(arrows: Mapping[str, set[str]]) -> list[str]:
    """A circle, where there is one."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle(graph()) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) != []


def test_no_folder_holds_more_files_than_one_takes_in() -> None:
    files: dict[Path, int] = defaultdict(int)
    for path in code(*ROOTS, "tests", "benchmarks"):
        files[path.parent] += path.name != "__init__.py" and not path.name.startswith("test_")
    assert {str(path): number for path, number in files.items() if number > MOST_FILES} == {}
    assert files[Path("bot")] <= MOST_BESIDE_PACKAGES


def test_no_file_is_longer_than_one_reads_in_a_sitting() -> None:
    lengths = {path: (HOUSE / path).read_text(encoding="utf-8").count("\n") for path in code(*ROOTS)}
    long = {path.as_posix() for path, length in lengths.items() if length > MOST_LINES}
    assert long <= TABLES


def named(path: Path) -> Iterator[str]:
    """Classes and type aliases that a file defines for others."""
    for node in parsed(path).body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield name
            case (
                ast.Assign(targets=[ast.Name(id=name)])
                | ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias"))
            ) if name[0].isupper() and not name.isupper():
                yield name


def test_a_name_stands_for_one_thing() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in code(*ROOTS):
        for name in named(path):
            places[name].append(path.as_posix())
    doubled = {name: where for name, where in places.items() if len(where) > 1}
    assert doubled == {}
