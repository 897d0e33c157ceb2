"""Finds the codes that modules raise: each call of an error's class, with the constants that its code can be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Raised:
    """One place in the source where an error is made."""

    place: str
    arguments: tuple[frozenset[str], ...]
    """For each positional argument the texts that it can be; of an f-string, the constant start."""
    words: frozenset[str]
    """Keys of a dictionary given as third argument, and names of keyword arguments."""


class Source(NamedTuple):
    """A module, and all of its folder, whose functions it may find in a table."""

    module: ast.Module
    folder: tuple[ast.Module, ...]


def raised(folder: Path, error: str) -> Iterator[Raised]:
    """Every call of `error` in a folder's modules, wherever it stands in a function."""
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("**/*.py"))}
    for path, one in modules.items():
        module = Source(one, tuple(modules.values()))
        for function in _functions(one):
            for call in _calls(function, error):
                arguments = tuple(frozenset(_texts(a, function, module)) for a in call.args)
                keys = call.args[2].keys if len(call.args) > 2 and isinstance(call.args[2], ast.Dict) else []
                words = {k.value for k in keys if isinstance(k, ast.Constant)} | {
                    k.arg for k in call.keywords
                }
                yield Raised(f"{path.name}:{call.lineno}", arguments, frozenset(map(str, words)))


def _functions(module: ast.Module) -> list[Function]:
    return [node for node in ast.walk(module) if isinstance(node, Function)]


def _calls(node: ast.AST, name: str) -> list[ast.Call]:
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == name]


def _texts(value: ast.expr | None, function: Function, module: Source) -> set[str]:
    """The texts that an expression can be, as far as its function and module tell."""
    found: set[str] = set()
    match value:
        case ast.Constant(value=str(text)) | ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            found = {text} - {""}
        case ast.IfExp(body=body, orelse=orelse):
            found = _texts(body, function, module) | _texts(orelse, function, module)
        case ast.BoolOp(op=ast.Or(), values=values):
            found = {text for one in values for text in _texts(one, function, module)}
        case ast.Call(func=ast.Name(id="next"), args=[ast.GeneratorExp(generators=[generator]), *_]):
            found = _keys(generator.iter, function)
        case ast.Call(func=ast.Name(id=name)):
            found = _returned(name, module)
        case ast.Call(func=ast.Attribute(attr=name)):
            sources = [Source(one, module.folder) for one in module.folder]
            found = {text for source in sources for text in _returned(name, source)}
        case ast.Name(id=name):
            found = _named(name, function, module)
    return found


def _keys(iterated: ast.expr, function: Function) -> set[str]:
    """Keys of the dictionary whose `.items()` are gone through."""
    match iterated:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="items")):
            tables = [node.value for node in _assignments(name, function) if isinstance(node.value, ast.Dict)]
            return {str(k.value) for table in tables for k in table.keys if isinstance(k, ast.Constant)}
    return set()


def _returned(name: str, module: Source) -> set[str]:
    found: set[str] = set()
    for function in _functions(module.module):
        if function.name == name:
            for node in ast.walk(function):
                if isinstance(node, ast.Return):
                    found |= _texts(node.value, function, module)
    return found


def _named(name: str, function: Function, module: Source) -> set[str]:
    found: set[str] = set()
    for node in _assignments(name, function):
        found |= _texts(node.value, function, module)
    parameters = [argument.arg for argument in function.args.args]
    if name in parameters:
        for caller in _functions(module.module):
            for call in _calls(caller, function.name):
                found |= _texts(call.args[parameters.index(name)], caller, module)
    return found


def _assignments(name: str, function: Function) -> list[ast.Assign]:
    nodes = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    return [n for n in nodes if any(isinstance(t, ast.Name) and t.id == name for t in n.targets)]
