"""`wood doctor`: checks before a first start."""

from __future__ import annotations

import asyncio

import typer
from rich.console import Console

from bot.cli.edge import terminal_voice
from bot.doctor.checks import examine
from bot.doctor.finding import Finding
from bot.present.minds import reason_words
from bot.settings import load_settings
from data.reading.texts import Voice

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
        console.print(finding_line(voice, finding), markup=False, soft_wrap=True)
    if any(finding.state == "ill" for finding in findings):
        raise typer.Exit(1)


def finding_line(voice: Voice, finding: Finding) -> str:
    """A finding as a sentence; a mind's reason is one within it."""
    reason = str(finding.params.get("reason", ""))
    why = reason_words(voice, reason, finding.params) if reason else ""
    return voice(f"cli.doctor.{finding.code}", **{**finding.params, "why": why})
