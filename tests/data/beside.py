"""A look into a SQLite database beside its store: whether it is sound, what it owes, and how long woods slept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from data.sqlite.connection import open_reader
from data.sqlite.rows import post_of
from data.store.records import Post

POST = """
SELECT w.id, w.guild, w.channel, o.* FROM outbox AS o JOIN woods AS w ON w.key = o.wood
WHERE w.id = ? AND o.kind = 'turn' AND ? BETWEEN o.first AND o.last ORDER BY o.key DESC LIMIT 1
"""
SLEEPS = """
SELECT s.after, s.ticks, s.since, s.until FROM sleeps AS s JOIN woods AS w ON w.key = s.wood
WHERE w.id = ? ORDER BY s.after, s.since
"""


def rows(database: Path, sql: str, parameters: tuple[object, ...] = ()) -> list[sqlite3.Row]:
    """What a statement finds in a database that a store may have open."""
    with closing(open_reader(database)) as connection:
        return connection.execute(sql, parameters).fetchall()


def faults_of(database: Path) -> list[str]:
    """What SQLite's integrity check finds wrong; empty where all is well."""
    found = [str(row[0]) for row in rows(database, "PRAGMA integrity_check")]
    orphans = rows(database, "PRAGMA foreign_key_check")
    return [line for line in found if line != "ok"] + [f"orphan in {row[0]}" for row in orphans]


def post_of_turn(database: Path, wood: str, turn: int) -> Post:
    """The post that tells of a turn."""
    (row,) = rows(database, POST, (wood, turn))
    return post_of(row)


def sleeps_of(database: Path, wood: str) -> list[tuple[int, ...]]:
    """Long sleeps, oldest first: the turn before, ticks, and the two ends in milliseconds since 1970."""
    return [tuple(row) for row in rows(database, SLEEPS, (wood,))]
