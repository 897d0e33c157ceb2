"""`wood play`: an interactive wood in the terminal."""

from __future__ import annotations

import asyncio
import secrets
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli.edge import sentence, terminal_voice
from bot.cli.minds import await_minds
from bot.logs import quiet_logs
from bot.minds import alive_in, make_mind
from bot.play.game import Game, new_game
from bot.play.save import load_game
from bot.play.verbs import Desk, Left, obey
from bot.play.views import status_view
from bot.problem import Problem, Refused
from bot.settings import load_settings
from data.reading.content import check_content, load_cast, load_rules
from data.reading.narrator import load_narrator

SAVE = "play.save"
"""Name of the save file in `WOOD_DATA`."""
CHARTS = "charts"

HELP = """Play a wood by hand: turn it, look at prices and creatures, let shocks strike, draw legends.

Type help in the wood for its commands. The end of the input, or Ctrl-C, leaves it."""
EXAMPLES = """Examples:

wood play

wood play --seed 42 --cast trading-room

wood play --resume my-wood.save

printf 'next 5\\nprices\\nsave my-wood.save\\n' | wood play --seed 42"""


def play(
    resume: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Go on with a saved wood; --seed and --cast are then the save's own."
        ),
    ] = None,
    seed: Annotated[
        str | None, typer.Option(help="A number or any text; drawn in secret where none is given.")
    ] = None,
    cast: Annotated[str, typer.Option(help="A cast's name, or its TOML file.")] = "wood",
    council: Annotated[
        str | None,
        typer.Option(
            help="Who thinks: instinct (the default, or what the save says), random, or a council's file."
        ),
    ] = None,
) -> None:
    """Found or resume a wood, and obey what is typed until the end."""
    settings, voice = load_settings(), terminal_voice()
    if resume is not None:
        game = load_game(resume)
        game = replace(game, council=council or game.council)
    else:
        people, rules = load_cast(cast, settings.content), load_rules(settings.content)
        check_content(people, rules, settings.content)
        game = new_game(people, rules, seed or secrets.token_hex(16), council or "instinct")
    narrator = load_narrator(settings.content / "narrator.toml")
    mind, console = (
        make_mind(game.council, settings.content, home=settings.data, people=(game.wood.cast,)),
        Console(),
    )
    with asyncio.Runner() as runner:
        file, charts = resume or settings.data / SAVE, settings.data / CHARTS
        desk = Desk(console, voice, narrator, mind, runner, file, charts)
        with quiet_logs(), alive_in(runner, mind), suppress(EOFError, KeyboardInterrupt, Left):
            runner.run(await_minds(mind, console, voice))
            console.print(status_view(game, narrator, voice))
            console.print(Text(voice("cli.play.welcome", name=game.wood.cast.name), style="dim"))
            while True:
                game = _turn_to(desk, game)
        console.print(voice("cli.play.farewell"))


def _turn_to(desk: Desk, game: Game) -> Game:
    """Read one line and obey it; what cannot be done is said in a sentence."""
    try:
        line = desk.console.input("[bold green]wood>[/] ") if sys.stdin.isatty() else input()
        return obey(desk, game, line) if line.strip() else game
    except UnicodeDecodeError:
        error: Exception = Problem("unknown_verb", id="?", known="help")
    except (Problem, Refused) as problem:
        error = problem
    desk.console.print(Text(sentence(error), style="yellow"))
    return game
