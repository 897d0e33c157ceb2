"""`wood run`: the Discord bot."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from bot.logs import set_up_logs
from bot.process.serve import run as run_process
from bot.settings import load_settings

HELP = "Run the Discord bot. It needs DISCORD_TOKEN; `wood doctor` checks everything else beforehand."
EXAMPLES = "Examples:  wood run --sync   (the first time, and after each upgrade)  |  wood run"


def run(
    sync: Annotated[
        bool,
        typer.Option("--sync", help="Tell Discord of the slash commands, if they changed since last time."),
    ] = False,
) -> None:
    """Run the Discord bot."""
    settings = load_settings()
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    set_up_logs(json=as_json, level=settings.log_level, secrets=[token])
    asyncio.run(run_process(settings, sync=sync))
