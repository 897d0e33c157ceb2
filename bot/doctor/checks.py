"""Health checks before a first start, each with what to do where it fails."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import aiohttp
import discord
from matplotlib.font_manager import FontProperties, findfont

from bot.client.endpoints import redirect
from bot.client.permissions import invitation
from bot.doctor.council import council_findings, far_findings
from bot.doctor.finding import Finding, FindingState
from bot.minds import POLICIES
from bot.pictures.canvas import THEME
from bot.settings import Settings
from data.reading.content import ContentError, casts, check_content, load_cast, load_rules, read
from data.reading.tellings import check_texts
from data.reading.texts import load_texts
from data.sqlite.lock import ProcessLock
from data.sqlite.migrating import MIGRATIONS, recognise
from data.store.failures import StoreError
from inference.council.council_file import CouncilFile
from inference.council.engines import Places

LEAST_ROOM = 512 * 2**20
"""Bytes that should be free: a thousand woods grow by less in a month."""
WAIT = 10.0
"""Seconds to wait for Discord."""


async def examine(settings: Settings) -> list[Finding]:
    """Run every check; nothing is changed."""
    return [*[await look(settings) for look in LOOKS], *await look_at_minds(settings)]


async def look_at_token(settings: Settings) -> Finding:
    """Check that Discord knows the token, and give the link by which the bot is invited."""
    if settings.discord_token is None:
        return Finding("ill", "no_token", {})
    redirect(settings)
    client = discord.Client(intents=discord.Intents(guilds=True))
    try:
        async with asyncio.timeout(WAIT):
            await client.login(settings.discord_token.get_secret_value())
            name, application = str(client.user), client.application_id or 0
    except discord.LoginFailure:
        return Finding("ill", "bad_token", {})
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        return Finding("ill", "unreachable", {"problem": type(error).__name__})
    finally:
        await client.close()
    return Finding("well", "token", {"name": name, "link": invitation(application)})


async def look_at_database(settings: Settings) -> Finding:
    """Check that the database can be opened, or made."""
    return await asyncio.to_thread(_database, settings.database)


async def look_at_disk(settings: Settings) -> Finding:
    """Check that there is room, and that the folder may be written."""
    folder = _existing(settings.data)
    if not os.access(folder, os.W_OK):
        return Finding("ill", "not_writable", {"path": str(folder)})
    free = shutil.disk_usage(folder).free
    state: FindingState = "well" if free >= LEAST_ROOM else "warning"
    code = "disk" if state == "well" else "little_room"
    return Finding(state, code, {"path": str(folder), "mib": free // 2**20})


async def look_at_fonts(_settings: Settings) -> Finding:
    """Check that the charts' font is there; without it labels may lack letters."""
    try:
        path = findfont(FontProperties(family=THEME.font), fallback_to_default=False)
    except ValueError:
        return Finding("ill", "no_font", {"font": THEME.font})
    return Finding("well", "font", {"font": THEME.font, "path": path})


async def look_at_content(settings: Settings) -> Finding:
    """Whether casts, rules, shocks and legends fit together, and events have words in every language."""
    try:
        rules = load_rules(settings.content)
        names = casts(settings.content)
        for name in names:
            check_content(load_cast(name, settings.content), rules, settings.content)
        check_texts(load_texts(settings.content), settings.content)
    except ContentError as error:
        return Finding("ill", "bad_content", {"problem": str(error)})
    counts = {"casts": len(names), "shocks": len(rules.shocks), "legends": len(rules.legends)}
    return Finding("well", "content", {**counts, "path": str(settings.content)})


async def look_at_minds(settings: Settings) -> list[Finding]:
    """Check which minds there would be, and what they lack."""
    if settings.council in POLICIES:
        return [Finding("well", "policy", {"council": settings.council})]
    path = Path(settings.council)
    try:
        file = read(path, CouncilFile)
    except ContentError as error:
        return [Finding("ill", "bad_council", {"problem": str(error)})]
    places = Places(path.parent.resolve(), settings.data, os.environ)
    return [*council_findings(file, places), *await far_findings(file, places, WAIT)]


LOOKS: tuple[Callable[[Settings], Awaitable[Finding]], ...] = (
    look_at_content,
    look_at_disk,
    look_at_database,
    look_at_fonts,
    look_at_token,
)


def _database(path: Path) -> Finding:
    if not path.exists():
        return Finding("well", "new_database", {"path": str(path)})
    try:
        ProcessLock(path).release()
    except StoreError as error:
        return Finding("warning", "in_use", {"path": str(path), **error.params})
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            recognise(connection, path, MIGRATIONS)
            found = connection.execute("PRAGMA quick_check").fetchone()[0]
            woods = connection.execute("SELECT count(*) FROM woods WHERE state <> 'deleted'").fetchone()[0]
    except StoreError as error:
        return Finding("ill", error.code, dict(error.params))
    except sqlite3.Error as error:
        return Finding("ill", "damaged", {"path": str(path), "detail": str(error)})
    if found != "ok":
        return Finding("ill", "damaged", {"path": str(path), "detail": str(found)})
    return Finding("well", "database", {"path": str(path), "woods": int(woods)})


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
