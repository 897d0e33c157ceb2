"""`wood backup`, `restore`, `replay`, `rebuild`, `traces`: commands on the stored woods."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.cli.edge import terminal_voice
from bot.keeper.replay import Deviated, Replay, rebuild, replay
from bot.lab.traces import trace_row, write_parquet
from bot.problem import Problem
from bot.settings import load_settings
from data.sqlite.backup import back_up, restore
from data.sqlite.store import SqliteStore, is_current, open_store, read_store
from data.store.failures import NoSuchWood

BACKUP_HELP = "Copy the database, in use or not, as it stands at one instant."
RESTORE_HELP = "Put a copy in the database's place. The bot must not run; what stood there is kept beside it."
REPLAY_HELP = "Play a stored wood again from its founding and compare its hash at every input."
REBUILD_HELP = "Write a wood's events, transfers and prices anew from its log. The bot must not run."
TRACES_HELP = "Export how each decision came about, as JSON lines or Parquet by the file's ending."
WoodId = Annotated[str, typer.Argument(help="The wood's id; its status shows it.")]
Database = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The database, for instance of wood play; else the bot's.")
]
PAGE = 15
"""Turns read at once."""


def backup(
    target: Annotated[Path, typer.Argument(help="Where the copy goes; nothing may stand there.")],
) -> None:
    """Copy the live database."""
    path = back_up(load_settings().database, target)
    _say("backed_up", path=str(path), mib=max(1, path.stat().st_size // 2**20))


def restore_copy(copy: Annotated[Path, typer.Argument(help="A copy made by wood backup.")]) -> None:
    """Go back to a copy."""
    database = load_settings().database
    aside = restore(copy, database)
    _say("restored", path=str(database))
    if aside is not None:
        _say("set_aside", path=str(aside))


def replay_wood(wood: WoodId, database: Database = None) -> None:
    """Replay a stored wood. Exit code 1 where it deviates."""
    found = asyncio.run(_replay(database or load_settings().database, wood))
    if found.deviation is not None:
        told = found.deviation
        _say("deviates", number=told.number, kind=told.kind, turn=told.turn, code=told.code)
        for difference in told.differences:
            _say("difference", field=difference.field, stored=difference.stored, replayed=difference.replayed)
        raise typer.Exit(1)
    if found.inputs or not found.earlier:
        _say("replayed", wood=wood, inputs=found.inputs, eras=len(found.eras))
    if found.earlier:
        _say("earlier", wood=wood, inputs=found.checked, eras=", ".join(map(str, found.earlier)))


def rebuild_wood(wood: WoodId, database: Database = None) -> None:
    """Rebuild a wood's projections. Nothing changes unless every input follows from the log."""
    inputs = asyncio.run(_rebuild(database or load_settings().database, wood))
    _say("rebuilt", wood=wood, inputs=inputs)


def traces(
    wood: WoodId,
    out: Annotated[Path, typer.Option(help="The file to write: .jsonl or .parquet.")] = Path("traces.jsonl"),
    database: Database = None,
) -> None:
    """Export a wood's traces."""
    if out.suffix not in (".jsonl", ".parquet"):
        raise Problem("bad_traces_file", path=str(out))
    count = asyncio.run(_export(database or load_settings().database, wood, out))
    _say("exported", n=count, path=str(out))


async def _replay(path: Path, wood: str) -> Replay:
    async with _read(path) as store:
        return await replay(store, wood)


async def _rebuild(path: Path, wood: str) -> int:
    if not path.exists():
        raise Problem("no_database", path=str(path))
    store = await open_store(path)
    try:
        return await rebuild(store, wood)
    except Deviated as deviated:
        raise Problem("not_rebuilt", wood=wood, code=deviated.code) from deviated
    finally:
        await store.close()


async def _export(path: Path, wood: str, out: Path) -> int:
    async with _read(path) as store:
        rows = [row async for row in _rows(store, wood)]
    try:
        if out.suffix == ".parquet":
            write_parquet(rows, out)
        else:
            out.write_text("".join(_lines(rows)), encoding="utf-8")
    except OSError as error:
        raise Problem("unwritable", path=str(out), problem=error.strerror or "") from error
    return len(rows)


@asynccontextmanager
async def _read(path: Path) -> AsyncIterator[SqliteStore]:
    """A store to read from beside a running bot; one of an earlier release is copied and brought up to date there."""
    if not path.exists():
        raise Problem("no_database", path=str(path))
    with ExitStack() as stack:
        if is_current(path):
            store = await read_store(path)
        else:
            folder = stack.enter_context(TemporaryDirectory(dir=path.parent))
            store = await open_store(back_up(path, Path(folder) / "copy.db"))
        try:
            yield store
        finally:
            await store.close()


async def _rows(store: SqliteStore, wood: str) -> AsyncIterator[dict[str, Any]]:
    record = await store.woods.find(wood)
    if record.state == "deleted":
        raise NoSuchWood(wood=wood)
    for first in range(1, record.turn + 1, PAGE):
        for told in await store.history.traces(wood, first, min(record.turn, first + PAGE - 1)):
            yield trace_row(wood, told.turn, told.creature, told.trace, told.result)


def _lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    return (f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _say(key: str, **params: int | str) -> None:
    Console(highlight=False).print(
        terminal_voice()(f"cli.stored.{key}", **params), markup=False, soft_wrap=True
    )
