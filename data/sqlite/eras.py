"""Eras of a wood on SQLite, and the input with which one may begin."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from data.sqlite.committing import NEWEST, project, write_command
from data.sqlite.queues import owe_notice
from data.sqlite.rows import ms
from data.sqlite.statements import statements
from data.store.failures import NoSuchWood, Stale
from data.store.protocol import Failpoint
from data.store.records import Crossing
from engine.saving import version
from engine.saving.input_hash import command_hash
from engine.saving.save import dump
from engine.wood import Wood


def keep_era(c: sqlite3.Connection, key: int, era: int, wood: Wood, state: str, at: datetime) -> None:
    """Write an era with its content; `state` is the wood before its first input, empty for the founding's."""
    sql = statements("woods")
    for content in (wood.cast, wood.rules):
        c.execute(sql["keep_content"], (content.digest, content.model_dump_json()))
    first = wood.number + 1 if state else 0
    digests = (wood.cast.digest, wood.rules.digest)
    c.execute(sql["insert_era"], (key, era, first, *digests, state, ms(at), version.BEHAVIOUR))


def begin_era(
    c: sqlite3.Connection, id: str, after: Wood, crossing: Crossing | None, when: datetime, at: Failpoint
) -> None:
    """Begin an era, and cross over. Raises NoSuchWood, Stale."""
    sql = statements("woods")
    row = c.execute(sql["find"], (id,)).fetchone()
    if row is None:
        raise NoSuchWood(wood=id)
    if row["number"] != after.number:
        raise Stale(wood=id)
    key, era, state = row["key"], row["era"] + 1, dump(after)
    keep_era(c, key, era, after, state, when)
    c.execute(sql["enter_era"], (era, key))
    at("era written")
    if crossing is None:
        c.execute(statements("commit")["snapshot"], (key, NEWEST, after.number, after.turn, state))
    else:
        _cross(c, key, after.number, crossing, when, at)


def _cross(
    c: sqlite3.Connection, key: int, before: int, crossing: Crossing, when: datetime, at: Failpoint
) -> None:
    """Write the first input of a new era, and owe a notice of it."""
    sql, outcome, wood = statements("commit"), crossing.outcome, crossing.outcome.wood
    write_command(c, key, crossing.command, wood.number, wood.turn, None, when)
    (last,) = c.execute(sql["hash"], (key, before)).fetchone()
    hash = command_hash(last, crossing.payload, outcome.events, outcome.transfers)
    values = (wood.number, outcome.position, "command", wood.turn, crossing.payload, hash, ms(when))
    (input_key,) = c.execute(sql["input"], (key, *values)).fetchone()
    c.execute(sql["advance"], (wood.number, wood.turn, key))
    c.execute(sql["snapshot"], (key, NEWEST, wood.number, wood.turn, dump(wood)))
    at("crossing written")
    project(c, key, input_key, outcome, turn=False, at=at)
    c.execute(statements("woods")["recoin"], {"wood": key, "parts": crossing.parts})
    owe_notice(c, key, *crossing.notice, when)
    at("notice written")
