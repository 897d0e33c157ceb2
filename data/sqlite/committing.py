"""One input and all that follows from it, as the work of one transaction.

What follows is written the same whether the input comes now or anew from the log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from data.sqlite.rows import ms, ms_or_none
from data.sqlite.statements import statements
from data.store.codec import dump_applied, dump_refusal, dumps
from data.store.failures import NoSuchWood, Repeated, Stale
from data.store.keeping import Keeping
from data.store.protocol import Failpoint, nothing
from data.store.records import Commit, DecisionRecord
from engine import accounts
from engine.calls.judging import CallTally, Judgement
from engine.chapters import before, chapter_of, ends_chapter
from engine.decision import Refusal
from engine.events.called import CallJudged, CallPlaced
from engine.events.event import Event
from engine.events.facts import Recoined, Traded
from engine.ledger import PEBBLE
from engine.saving.input_hash import command_hash
from engine.saving.save import dump, text_hash
from engine.turn import Outcome
from engine.wealth import inequality, wealth
from engine.wood import Wood

NEWEST = 0
"""Where the newest snapshot stands among those of chapters."""
SWEEP = 4
"""Chapters that are looked through for traces to drop, beyond those kept: each end of a chapter drops one."""
_JUDGEMENT: TypeAdapter[Judgement] = TypeAdapter(Judgement)


def write_commit(connection: sqlite3.Connection, commit: Commit, keeping: Keeping, at: Failpoint) -> None:
    """Write an input, its projections, traces, post and next tick, and the wood after it where one is due.

    Raises Stale, Repeated.
    """
    sql = statements("commit")
    wood, turn = commit.outcome.wood, commit.kind == "turn"
    at("begun")
    key = _lock(connection, commit)
    if commit.command is not None:
        write_command(connection, key, commit.command, wood.number, wood.turn, None, commit.at)
        at("command written")
    snapshot, last = connection.execute(sql["last"], (key, commit.before)).fetchone()
    state = dump(wood) if turn or wood.number - snapshot >= keeping.snapshot_commands else None
    if turn and state is not None:
        hash = text_hash(state)
    else:
        hash = command_hash(last, commit.payload, commit.outcome.events, commit.outcome.transfers)
    (input_key,) = connection.execute(
        sql["input"],
        (
            key,
            wood.number,
            commit.outcome.position,
            commit.kind,
            wood.turn,
            commit.payload,
            hash,
            ms(commit.at),
        ),
    ).fetchone()
    at("input written")
    connection.execute(sql["advance"], (wood.number, wood.turn, key))
    if state is not None:
        connection.execute(sql["snapshot"], (key, NEWEST, wood.number, wood.turn, state))
        at("snapshot written")
    project(connection, key, input_key, commit.outcome, turn=turn, at=at)
    if turn and state is not None:
        connection.executemany(statements("projections")["trace"], trace_rows(input_key, commit.traces))
        at("traces written")
        if ends_chapter(wood.turn, wood.rules.chapter):
            _end_chapter(connection, key, commit, state, keeping.trace_chapters)
    _owe_post(connection, key, commit)
    at("post written")
    if commit.tick is not None:
        name = "hold_tick" if commit.post == "hold" else "end_tick"
        connection.execute(sql[name], (ms_or_none(commit.tick.next_due), key))
        at("tick written")


def write_command(
    connection: sqlite3.Connection,
    key: int,
    command: str,
    number: int | None,
    turn: int,
    refusal: Refusal | None,
    at: datetime,
) -> None:
    """Remember a command by its id. Raises Repeated where it came before."""
    text = None if refusal is None else dump_refusal(refusal)
    try:
        connection.execute(statements("commit")["command"], (command, key, number, turn, text, ms(at)))
    except sqlite3.IntegrityError as error:
        raise Repeated(command=command) from error


def _lock(connection: sqlite3.Connection, commit: Commit) -> int:
    """The wood's key, if it is as the commit found it."""
    sql = statements("commit")
    head = connection.execute(sql["head"], (commit.wood,)).fetchone()
    if head is None:
        raise NoSuchWood(wood=commit.wood)
    key = int(head["key"])
    if commit.command is not None and connection.execute(sql["known"], (commit.command,)).fetchone():
        raise Repeated(command=commit.command)
    as_found = ("living", commit.generation, commit.before)
    if (head["state"], head["generation"], head["number"]) != as_found:
        raise Stale(wood=commit.wood)
    tick = commit.tick
    if tick is not None and connection.execute(sql["lease_held"], (key, tick.lease)).fetchone() is None:
        raise Stale(wood=commit.wood)
    return key


def _end_chapter(connection: sqlite3.Connection, key: int, commit: Commit, state: str, keep: int) -> None:
    """Keep the snapshot of a chapter's end, and no traces but of the last `keep` chapters."""
    sql, wood = statements("commit"), commit.outcome.wood
    length = wood.rules.chapter
    ended = chapter_of(wood.turn, length)
    connection.execute(sql["snapshot"], (key, ended.number, wood.number, wood.turn, state))
    since, last = before(ended, length, keep + SWEEP).last, before(ended, length, keep).last
    connection.execute(sql["drop_traces"], (key, since, last))


def _owe_post(connection: sqlite3.Connection, key: int, commit: Commit) -> None:
    if commit.post == "none":
        return
    sql, turn = statements("commit"), commit.outcome.wood.turn
    state = "held" if commit.post == "hold" else "pending"
    held = connection.execute(sql["held_post"], (key,)).fetchone()
    if held is not None:
        connection.execute(sql["extend_post"], (turn, state, held["key"]))
    else:
        connection.execute(sql["owe_turn"], {"wood": key, "turn": turn, "state": state, "at": ms(commit.at)})


SPAN = 2**20
"""Keys that belong to one input, in the tables of what follows from it."""
Rows = Iterator[tuple[Any, ...]]


def project(
    connection: sqlite3.Connection,
    wood: int,
    key: int,
    outcome: Outcome,
    *,
    turn: bool,
    at: Failpoint = nothing,
) -> None:
    """Write an input's events, transfers and calls, and, where it moved the market, its prices and standings."""
    insert = statements("projections")
    for name, rows in (
        ("event", _events(key, outcome)),
        ("transfer", _transfers(key, outcome)),
        ("turn", _turns(key, outcome) if turn else iter(())),
        ("price", _prices(key, outcome.wood) if turn else iter(())),
        ("standing", _standings(key, outcome.wood) if turn else iter(())),
    ):
        connection.executemany(insert[name], rows)
        at(f"{name} written")
    project_calls(connection, wood, outcome.events)
    at("calls written")


def project_calls(c: sqlite3.Connection, wood: int, events: Iterable[Event]) -> None:
    """Write the calls that were placed and judged, in order, and move their callers' scores on.

    Where money became finer, ranges and prices of all calls before are in it from then on.
    """
    sql = statements("calls")
    for event in events:
        if CallPlaced.tells(event):
            call = CallPlaced.of(event)
            c.execute(
                sql["place"],
                (wood, call.turn, _patron_of(event), call.good, call.low, call.high, call.answer),
            )
        elif Recoined.tells(event):
            c.execute(sql["recoin"], {"wood": wood, "parts": Recoined.of(event).parts})
        elif CallJudged.tells(event):
            judged, patron = CallJudged.of(event), _patron_of(event)
            c.execute(
                sql["judge"], (judged.judgement, judged.price, judged.decided, wood, judged.turn, patron)
            )
            kept = c.execute(sql["tally"], (wood, patron)).fetchone()
            before = CallTally() if kept is None else CallTally(*kept)
            tally = before.add(_JUDGEMENT.validate_python(judged.judgement))
            if tally != before:
                c.execute(sql["keep"], (wood, patron, *astuple(tally)))


def _patron_of(event: Event) -> int | None:
    return accounts.patron_of(accounts.parse(event.audience))


def clear(connection: sqlite3.Connection, wood: int) -> None:
    """Remove what `project` wrote for a wood, which must be unsealed."""
    for statement in statements("clearing").values():
        connection.execute(statement, (wood,))


def trace_rows(key: int, traces: Sequence[DecisionRecord]) -> Rows:
    """Rows of a turn's traces."""
    for place, record in enumerate(traces):
        *plain, problems = astuple(record.trace)
        yield (
            key * SPAN + place,
            record.creature,
            *plain,
            dumps(problems),
            dump_applied(record.result),
        )


def _events(key: int, outcome: Outcome) -> Rows:
    for place, e in enumerate(outcome.events):
        yield (
            key * SPAN + place,
            e.id,
            e.kind,
            e.cause,
            e.audience,
            e.origin,
            dumps(e.data),
        )


def _transfers(key: int, outcome: Outcome) -> Rows:
    for place, t in enumerate(outcome.transfers):
        yield key * SPAN + place, *t


def _turns(key: int, outcome: Outcome) -> Rows:
    trades = sum(Traded.tells(event) for event in outcome.events)
    volume = sum(quote.volume for quote in outcome.wood.quotes.values())
    yield key, trades, volume, inequality(wealth(outcome.wood.open()).values())


def _prices(key: int, wood: Wood) -> Rows:
    for place, good in enumerate(wood.cast.good):  # a wood that was loaded has another order of its own
        q = wood.quotes[good]
        yield key * SPAN + place, good, q.reference, q.price, q.volume, q.demand, q.supply


def _standings(key: int, wood: Wood) -> Rows:
    worth = wealth(wood.open())
    for place, creature in enumerate(wood.cast.creature):
        pebbles = wood.balances[accounts.creature(creature)].get(PEBBLE, 0)
        yield key * SPAN + place, creature, worth[creature], pebbles, wood.souls[creature].mood
