"""Export of a wood's public story and figures as files; nothing secret is among them."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, fields
from typing import Any

import discord

from bot.app import App
from bot.client.host import Asked
from bot.story.story import to_markdown
from cogs.edge import defer, say, voice_of, wood_here
from data.store.records import Look, PriceRow, Standing, TurnRow, WoodRecord
from engine.events.event import PUBLIC
from engine.events.facts import KINDS

MOST_TURNS = 1500
"""Newest turns that are exported, so that the file is never more than Discord takes."""


async def export(app: App, asked: Asked) -> None:
    """Carry out `/forester export`."""
    await defer(asked)
    voice = voice_of(app, asked)
    loaded = await wood_here(app, asked)
    files = await export_files(app, loaded)
    packed = await asyncio.to_thread(_zip, files)
    name = f"{loaded.record.id}-turn-{loaded.wood.turn}.zip"
    await say(asked, voice("discord.forester.export_ready"), file=discord.File(io.BytesIO(packed), name))


async def export_files(app: App, loaded: Look) -> dict[str, str]:
    """Make the files, text by name: the chronicle, tables of prices, standings and turns, public events, settings."""
    record, last = loaded.record, loaded.wood.turn
    first = max(1, last - MOST_TURNS + 1)
    history = app.store.history
    return {
        "chronicle.md": await _chronicle(app, loaded, first, last),
        "prices.csv": _table(PriceRow, await history.prices(record.id, first, last)),
        "creatures.csv": _table(Standing, await history.standings(record.id, first, last)),
        "turns.csv": _table(TurnRow, await history.turns(record.id, first, last)),
        "events.jsonl": await _events(app, record, first, last),
        "settings.json": json.dumps(_settings(app, record), indent=2, default=str, ensure_ascii=False),
    }


async def _chronicle(app: App, loaded: Look, first: int, last: int) -> str:
    """Tell the chronicle chapter by chapter, so that the event loop serves others in between."""
    language = app.settings_of(loaded.record).language
    step = loaded.wood.rules.chapter
    parts: list[str] = []
    for start in range(first, last + 1, step):
        end = min(last, start + step - 1)
        stories = await app.tales.stories(loaded.record.id, loaded.wood, start, end, language)
        parts += [to_markdown(story) for story in stories]
        await asyncio.sleep(0)
    return "\n".join(parts)


async def _events(app: App, record: WoodRecord, first: int, last: int) -> str:
    """Public events of public kinds, one a line."""
    lines = [
        json.dumps({"turn": turn, **event._asdict(), "data": dict(event.data)}, ensure_ascii=False)
        for turn in range(first, last + 1)
        for event in await app.store.history.events_of_turn(record.id, turn)
        if KINDS[event.kind].entry.audience == PUBLIC
    ]
    return "\n".join(lines)


def _settings(app: App, record: WoodRecord) -> dict[str, Any]:
    chosen = app.settings_of(record).model_dump(exclude={"forester"})
    return {
        "wood": record.id,
        "founded": record.founded,
        "turn": record.turn,
        "state": record.state,
        "schedule": {"kind": type(record.schedule).__name__, **asdict(record.schedule)},
        "settings": chosen,
    }


def _table(kind: type[PriceRow | Standing | TurnRow], rows: Sequence[PriceRow | Standing | TurnRow]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(field.name for field in fields(kind))
    writer.writerows(_plain(row) for row in rows)
    return text.getvalue()


def _plain(row: PriceRow | Standing | TurnRow) -> Iterable[Any]:
    return astuple(row)


def _zip(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()
