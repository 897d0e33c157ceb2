"""`wood play`: an interactive wood in the terminal."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli.edge import MENDABLE, check_seed, sentence, terminal_voice
from bot.cli.minds import await_minds
from bot.logs import quiet_logs
from bot.play.desk import GameDesk, Left
from bot.play.game import GameRequest, open_game
from bot.play.looking import show_status
from bot.play.verbs import obey
from bot.problem import Problem
from bot.settings import Settings, load_settings

GAME = "play.db"
"""Name of the database in `WOOD_DATA` where none is named."""
CHARTS = "charts"

HELP = """Play a wood by hand: turn it, look at prices and creatures, let shocks strike, draw legends.

FILE keeps every turn, and the wood goes on where it stood. It is a database as the bot's is: wood replay and wood
traces read it. Type help in the wood for its commands. The end of the input, or Ctrl-C, leaves it."""
EXAMPLES = """Examples:

wood play

wood play my-wood.db --seed 42 --cast trading-room

wood play my-wood.db

printf 'next 5\\nprices\\n' | wood play --new --seed 42"""


def play(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            show_default=False,
            help=f"The wood's database, made where there is none; {GAME} in WOOD_DATA where none is named.",
        ),
    ] = None,
    seed: Annotated[
        str | None, typer.Option(help="A number or any text; drawn in secret where none is given.")
    ] = None,
    cast: Annotated[str | None, typer.Option(help="A cast's name, or its TOML file.")] = None,
    council: Annotated[
        str | None,
        typer.Option(
            help="Who thinks: instinct (the default, or what the wood has), random, or a council's file."
        ),
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="End the wood that FILE keeps, and found another.")
    ] = False,
) -> None:
    """Found a wood or go on with one, and obey what is typed until the end."""
    settings, voice, console = load_settings(), terminal_voice(), Console()
    request = GameRequest(file or settings.data / GAME, check_seed(seed), cast, council, new)
    with quiet_logs(), suppress(KeyboardInterrupt):
        asyncio.run(_play(settings, request, console))
    if sys.stdin.isatty():
        console.print()
    console.print(Text(voice("cli.play.farewell", path=str(request.file))))


async def _play(settings: Settings, request: GameRequest, console: Console) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the loop's own would not end a read that waits
    async with open_game(settings, request) as game:
        desk = GameDesk(game, console, settings.data / CHARTS)
        await await_minds(game.app.mind, console, desk.voice)
        await show_status(desk, ())
        name = (await game.look()).wood.cast.name
        console.print(Text(desk.voice("cli.play.welcome", name=name), style="dim"))
        with suppress(EOFError, KeyboardInterrupt, Left):
            while True:
                await _obey_a_line(desk)


async def _obey_a_line(desk: GameDesk) -> None:
    """Read one line and obey it; what cannot be done is said in a sentence."""
    try:
        line = desk.console.input("[bold green]wood>[/] ") if sys.stdin.isatty() else input()
        if line.strip():
            await obey(desk, line)
    except UnicodeDecodeError:
        _complain(desk, Problem("unknown_verb", id="?", known="help"))
    except MENDABLE as error:
        _complain(desk, error)


def _complain(desk: GameDesk, error: Exception) -> None:
    desk.console.print(Text(sentence(desk.voice, error), style="yellow"))
