"""Numbered migrations, run at start: SQL, and what follows it; before an upgrade a copy of the database is kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path

from data.sqlite.statements import split
from data.store.failures import Damaged, NewerSchema
from engine.saving.upgrade import second_format

MIGRATIONS = Path(__file__).parent / "migrations"
"""Files `<number>_<what>.sql`, each one schema after the other."""
NEWEST = 0
"""As in `data.sqlite.committing`."""
ROOMS = 2
"""Version of the engine's behaviour from the second schema on."""


def known(folder: Path = MIGRATIONS) -> dict[int, Path]:
    """Migrations by number, in order."""
    return {int(file.name.split("_")[0]): file for file in sorted(folder.glob("[0-9]*.sql"))}


def schema(connection: sqlite3.Connection) -> int:
    """The schema's number; 0 for an empty database."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def recognise(connection: sqlite3.Connection, path: Path, folder: Path = MIGRATIONS) -> None:
    """Look at a database before anything is written to it.

    Raises NewerSchema for one of a newer program, and Damaged for one that is not ours.
    """
    found, newest = schema(connection), max(known(folder))
    if found > newest:
        raise NewerSchema(path=str(path), found=found, known=newest)
    if found == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise Damaged(path=str(path), detail="another program's database")


def migrate(connection: sqlite3.Connection, path: Path, folder: Path = MIGRATIONS) -> list[int]:
    """Bring a recognised database to the newest schema, one transaction for each step. Returns the steps taken."""
    steps, found = known(folder), schema(connection)
    todo = [number for number in steps if number > found]
    if found and todo:
        _keep_copy(connection, path.with_name(f"{path.stem}.schema-{found}{path.suffix}"))
    for number in todo:
        _step(connection, path, number, steps[number].read_text("utf-8"))
    return todo


def _step(connection: sqlite3.Connection, path: Path, number: int, script: str) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")  # a table may be built anew; checked before the commit
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in split(script):
            connection.execute(statement)
        AFTER.get(number, _nothing)(connection)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Damaged(path=str(path), detail=f"migration {number} leaves rows without their parents")
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _nothing(_: sqlite3.Connection) -> None:
    """What follows most migrations."""


def _keep_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """A copy from before the upgrade; one that an interrupted upgrade left is the same and is written again."""
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(copy)) as target:
        connection.backup(target)


def begin_eras(c: sqlite3.Connection) -> None:
    """Begin a new era of each wood from its last state in the second schema's form; what was before stays as played."""
    woods = c.execute(
        "SELECT w.key, w.id, w.number, w.turn, w.era, s.state FROM woods AS w"
        " JOIN snapshots AS s ON s.wood = w.key AND s.chapter = ?",
        (NEWEST,),
    ).fetchall()
    for wood in woods:
        calls = c.execute(
            "SELECT patron, turn, good, direction FROM calls WHERE wood = ? AND turn = ?",
            (wood["key"], wood["turn"] + 1),
        ).fetchall()
        state, era = rewritten(wood["state"], wood["id"], calls), wood["era"] + 1
        c.execute(
            "INSERT INTO eras (wood, era, first, cast_, rules, state, at, behaviour)"
            " SELECT wood, ?, ?, cast_, rules, ?, at, ? FROM eras WHERE wood = ? AND era = ?",
            (era, wood["number"] + 1, state, ROOMS, wood["key"], wood["era"]),
        )
        c.execute("UPDATE woods SET era = ? WHERE key = ?", (era, wood["key"]))
        c.execute(
            "UPDATE snapshots SET state = ? WHERE wood = ? AND chapter = ?", (state, wood["key"], NEWEST)
        )


def rewritten(state: str, id: str, calls: Iterable[sqlite3.Row]) -> str:
    """A wood's saved state in the form that came with the second schema; one that is damaged stays so.

    `calls` are those that wait for the next turn; before, they stood beside the log.
    """
    try:
        second = second_format(json.loads(state), id)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return state
    for patron, *call in calls:
        waiting = dict(zip(("turn", "good", "direction"), call, strict=True))
        second["sealed"][f"patron:{patron}"] = {"acts": 0, "shown": 0, "call": waiting}
    return json.dumps(second, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


AFTER: Mapping[int, Callable[[sqlite3.Connection], None]] = {2: begin_eras}
"""What follows a migration's SQL in the same transaction, by its number."""
