"""Woods and their inputs on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from data.sqlite.committing import NEWEST, clear, project, write_command, write_commit
from data.sqlite.connection import Readers, Writer
from data.sqlite.contents import Contents
from data.sqlite.eras import begin_era, keep_era
from data.sqlite.people import meet
from data.sqlite.queues import owe_notice
from data.sqlite.rows import event_of, ms, ms_or_none, schedule_text, wood_of
from data.sqlite.statements import statements
from data.store.codec import dumps, load_refusal, loads
from data.store.failures import ChannelTaken, NoSuchWood, Repeated
from data.store.keeping import Keeping
from data.store.protocol import Failpoint
from data.store.records import (
    FORESTER,
    CommandResult,
    Commit,
    Crossing,
    Founding,
    Loaded,
    Schedule,
    Setting,
    WoodRecord,
    WoodState,
)
from data.store.replaying import brought_up
from engine.decision import Refusal
from engine.events.event import public
from engine.saving.save import dump, text_hash
from engine.wood import Wood

SQL = statements("woods")


class SqliteWoods:
    """`data.store.protocol.Woods`."""

    def __init__(
        self, writer: Writer, readers: Readers, contents: Contents, keeping: Keeping, failpoint: Failpoint
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._contents = contents
        self._keeping = keeping
        self._at = failpoint

    async def found(self, founding: Founding) -> WoodRecord:
        await self._writer.transact(lambda c: _found(c, founding))
        return await self.find(founding.id)

    async def find(self, wood: str) -> WoodRecord:
        row = await self._readers.row(SQL["find"], (wood,))
        if row is None:
            raise NoSuchWood(wood=wood)
        return wood_of(row)

    async def in_channel(self, channel: int) -> WoodRecord | None:
        row = await self._readers.row(SQL["in_channel"], (channel,))
        return None if row is None else wood_of(row)

    async def all(self, guild: int | None = None, *, deleted: bool = False) -> Sequence[WoodRecord]:
        return [
            wood_of(row) for row in await self._readers.rows(SQL["all"], {"guild": guild, "deleted": deleted})
        ]

    async def load(self, wood: str) -> Loaded:
        row = await self._readers.row(SQL["load"], (wood,))
        if row is None:
            raise NoSuchWood(wood=wood)
        cast = await self._contents.cast(row["cast_digest"])
        rules = await self._contents.rules(row["rules_digest"])
        now = brought_up(row["snapshot"], loads(row["commands"]), cast, rules)
        return Loaded(wood_of(row), now)

    async def commit(self, commit: Commit) -> None:
        await self._writer.transact(lambda c: write_commit(c, commit, self._keeping, self._at))
        self._at("committed")

    async def refuse(self, wood: str, command: str, refusal: Refusal, at: datetime) -> None:
        def work(c: sqlite3.Connection) -> None:
            row = _row(c, wood)
            write_command(c, row["key"], command, None, row["turn"], refusal, at)

        await self._writer.transact(work)

    async def command(self, command: str) -> CommandResult | None:
        row = await self._readers.row(SQL["command"], (command,))
        if row is None:
            return None
        events = await self._readers.rows(SQL["command_events"], (row["id"], row["number"]))
        refusal = None if row["refusal"] is None else load_refusal(row["refusal"])
        return CommandResult(
            row["id"], row["number"], row["turn"], refusal, public(event_of(e) for e in events)
        )

    async def set_state(
        self,
        wood: str,
        state: WoodState,
        reason: str,
        at: datetime,
        *,
        next_due: datetime | None = None,
        channel: int | None = None,
        command: str | None = None,
        notice: Mapping[str, int | str] | None = None,
    ) -> WoodRecord:
        def change(c: sqlite3.Connection, key: int) -> None:
            if channel is not None:
                _move(c, key, wood, channel)
            _end(c, key, state, reason, at)
            c.execute(SQL["set_next"], (ms_or_none(next_due), key))
            if notice is not None:
                owe_notice(c, key, reason, notice, at)

        return await self._change(wood, change, command, at)

    async def set_settings(
        self, wood: str, settings: Mapping[str, Setting], at: datetime, *, command: str | None = None
    ) -> WoodRecord:
        text = dumps(dict(settings))
        return await self._change(
            wood, lambda c, key: c.execute(SQL["set_settings"], (text, key)), command, at
        )

    async def set_schedule(
        self,
        wood: str,
        schedule: Schedule,
        next_due: datetime | None,
        at: datetime,
        *,
        settings: Mapping[str, Setting] | None = None,
        command: str | None = None,
    ) -> WoodRecord:
        def change(c: sqlite3.Connection, key: int) -> None:
            if settings is not None:
                c.execute(SQL["set_settings"], (dumps(dict(settings)), key))
            living = _row(c, wood)["state"] == "living"
            due = ms_or_none(next_due) if living else None
            c.execute(SQL["set_schedule"], (schedule_text(schedule), due, key))
            c.execute(SQL["free_posts"], (key,))

        return await self._change(wood, change, command, at)

    async def move(self, wood: str, channel: int, at: datetime, *, command: str | None = None) -> WoodRecord:
        return await self._change(wood, lambda c, key: _move(c, key, wood, channel), command, at)

    async def begin_era(
        self, wood: str, after: Wood, at: datetime, *, crossing: Crossing | None = None
    ) -> None:
        await self._writer.transact(lambda c: begin_era(c, wood, after, crossing, at, self._at))
        self._at("era begun")

    async def notify(
        self,
        wood: str,
        code: str,
        params: Mapping[str, int | str],
        at: datetime,
        *,
        command: str | None = None,
    ) -> WoodRecord:
        return await self._change(wood, lambda c, key: owe_notice(c, key, code, params, at), command, at)

    async def purge(self, before: datetime) -> int:
        return await self._writer.transact(lambda c: _purge(c, ms(before)), scrub=True)

    async def _change(
        self,
        wood: str,
        change: Callable[[sqlite3.Connection, int], object],
        command: str | None,
        at: datetime,
    ) -> WoodRecord:
        def work(c: sqlite3.Connection) -> None:
            row = _row(c, wood)
            if command is not None:
                write_command(c, row["key"], command, None, row["turn"], None, at)
            if row["state"] == "deleted":
                raise NoSuchWood(wood=wood)
            change(c, row["key"])

        await self._writer.transact(work)
        return await self.find(wood)


def _row(c: sqlite3.Connection, wood: str) -> sqlite3.Row:
    row: sqlite3.Row | None = c.execute(SQL["find"], (wood,)).fetchone()
    if row is None:
        raise NoSuchWood(wood=wood)
    return row


def _found(c: sqlite3.Connection, f: Founding) -> None:
    wood = f.outcome.wood
    if f.command is not None and c.execute(statements("commit")["known"], (f.command,)).fetchone():
        raise Repeated(command=f.command)
    if f.replaces is not None:
        old = _row(c, f.replaces)
        if old["state"] == "deleted":
            raise NoSuchWood(wood=f.replaces)
        _end(c, old["key"], "deleted", "reset", f.at)
    _refuse_taken(c, f.channel)
    (key,) = c.execute(SQL["insert"], (f.id, f.guild, f.channel, wood.seed, "{}", ms(f.at))).fetchone()
    c.execute(SQL["insert_clock"], (key, schedule_text(f.schedule), ms_or_none(f.next_due)))
    keep_era(c, key, 1, wood, "", f.at)
    state = dump(wood)
    c.execute(statements("commit")["snapshot"], (key, NEWEST, 0, 0, state))
    (input_key,) = c.execute(
        statements("commit")["input"], (key, 0, 0, "founding", 0, "{}", text_hash(state), ms(f.at))
    ).fetchone()
    project(c, key, input_key, f.outcome, turn=True)
    _name_forester(c, key, f)
    if f.command is not None:
        write_command(c, key, f.command, 0, 0, None, f.at)


def _name_forester(c: sqlite3.Connection, key: int, f: Founding) -> None:
    """Write a wood's settings with the patron who is told of what befalls it, and nobody of another wood's."""
    settings = {name: value for name, value in f.settings.items() if name != FORESTER}
    if f.forester is not None:
        settings[FORESTER] = meet(c, f.id, f.forester, f.at)
    c.execute(SQL["set_settings"], (dumps(settings), key))


def _end(c: sqlite3.Connection, key: int, state: WoodState, reason: str, at: datetime) -> None:
    """Let a wood go over to another state; what was under way for the old one is void."""
    c.execute(SQL["set_state"], (state, reason, ms(at) if state == "deleted" else None, key))
    c.execute(SQL["set_next"], (None, key))
    c.execute(SQL["drop_posts" if state == "deleted" else "free_posts"], (key,))
    if state == "living":
        c.execute(SQL["hurry_posts"], (key,))


def _move(c: sqlite3.Connection, key: int, wood: str, channel: int) -> None:
    _refuse_taken(c, channel, but=wood)
    c.execute(SQL["move"], (channel, key))
    c.execute(SQL["hurry_posts"], (key,))


def _refuse_taken(c: sqlite3.Connection, channel: int, but: str = "") -> None:
    row = c.execute(SQL["in_channel"], (channel,)).fetchone()
    if row is not None and row["id"] != but:
        raise ChannelTaken(channel=channel, wood=row["id"])


def _purge(c: sqlite3.Connection, before: int) -> int:
    keys = [row["key"] for row in c.execute(SQL["ended_before"], (before,)).fetchall()]
    for key in keys:
        c.execute(SQL["unseal"], (1, key))
        clear(c, key)
        for statement in statements("purging").values():
            c.execute(statement, (key,))
    c.execute(SQL["unused_contents"])
    return len(keys)
