"""`wood doctor`: what must be well before a first start."""

from __future__ import annotations

import asyncio

import typer
from rich.console import Console

from bot.cli_edge import terminal_voice
from bot.doctor import examine
from bot.settings import load_settings

HELP = (
    "Check token, database, content, fonts and disk, and say what to do. Exit code 1 where something is ill."
)
EXAMPLES = "Example:  DISCORD_TOKEN=... wood doctor"
SIGNS = {"well": ("✓", "green"), "warning": ("!", "yellow"), "ill": ("✗", "red")}


def doctor() -> None:
    """Check everything before a first start."""
    settings, voice, console = load_settings(), terminal_voice(), Console(highlight=False)
    findings = asyncio.run(examine(settings))
    for finding in findings:
        sign, style = SIGNS[finding.state]
        console.print(f"[{style}]{sign}[/] ", end="")
        console.print(voice(f"cli.doctor.{finding.code}", **finding.params), markup=False, soft_wrap=True)
    if any(finding.state == "ill" for finding in findings):
        raise typer.Exit(1)
