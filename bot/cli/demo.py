"""`wood demo`: a wood played in the terminal, and written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.cli.edge import CastName, CouncilName, LegendCues, ShockCues, check_seed, terminal_voice
from bot.cli.minds import await_minds
from bot.files import staged_folder
from bot.lab.demo import FILES, Played, play_demo, write_demo
from bot.lab.scenario import Scenario, scenario
from bot.logs import quiet_logs
from bot.minds import alive, health_of, make_mind
from bot.play.card_view import card_view
from bot.present.chronicle import chronicle_card
from bot.present.minds import work_line
from bot.settings import load_settings
from bot.story.story import Story
from data.reading.content import check_content, load_cast, load_rules
from data.reading.narrator import Narrator, load_narrator
from data.reading.texts import Voice
from inference.mind import Mind

SHORT = 30
"""Up to so many turns, each turn's story is told; above, a bar shows how far the wood is."""

HELP = """Play a wood in the terminal, and write down what happened.

Five creatures make, trade, gossip, hoard and panic.
Shocks change their world, legends retell market history; wood play lists both."""
EXAMPLES = """Examples:

wood demo --seed 42 --out wood-out

wood demo --shock drought@4 --legend run-on-oonas-hoard@8 --out wood-out

wood demo --cast trading-room --turns 60 --shock winter-rumour@5 --shock cold-snap@20

wood demo --turns 600 --council random --out ten-years"""


def demo(
    turns: Annotated[int, typer.Option(help="Turns to play; a chapter has 15, a year 60.")] = 15,
    seed: Annotated[str, typer.Option(help="A number or any text; the same seed gives the same wood.")] = "7",
    cast: CastName = "wood",
    shock: ShockCues = None,
    legend: LegendCues = None,
    council: CouncilName = "instinct",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help=f"Folder for {', '.join(FILES)}.")] = None,
) -> None:
    """Play a scenario, tell it, and write its files where `--out` is given."""
    settings, voice = load_settings(), terminal_voice()
    people, rules = load_cast(cast, settings.content), load_rules(settings.content)
    check_content(people, rules, settings.content)
    narrator = load_narrator(settings.content / "narrator.toml")
    plan = scenario(people, rules, turns, shock or (), legend or ())
    mind = make_mind(council, settings.content, home=settings.data, people=(people,))
    check_seed(seed)
    console = Console()
    with staged_folder(out) if out else nullcontext() as folder:
        played = _play(plan, seed, mind, narrator, console, voice, folder)
        if folder:
            with console.status(voice("cli.demo.drawing")):
                write_demo(played, narrator, folder)
    console.print(_ending(played, voice))
    for health in health_of(mind):
        console.print(work_line(voice, health), style="dim", markup=False, highlight=False)
    told = (
        voice("cli.demo.written", out=str(out), files=", ".join(FILES))
        if out
        else voice("cli.demo.unwritten")
    )
    console.print(told, markup=False, highlight=False)


def _play(
    plan: Scenario,
    seed: str,
    mind: Mind,
    narrator: Narrator,
    console: Console,
    voice: Voice,
    folder: Path | None,
) -> Played:
    long = plan.turns > SHORT

    async def live(told: Callable[[Story], None], traces: TextIO | None) -> Played:
        with quiet_logs():
            async with alive(mind):
                await await_minds(mind, console, voice)
                return await play_demo(plan, seed, mind, narrator, told, traces)

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        Progress(*columns, console=console, transient=True, disable=not long) as bar,
        (folder / "traces.jsonl").open("w", encoding="utf-8") if folder else nullcontext() as traces,
    ):
        task = bar.add_task(plan.cast.name, total=plan.turns)

        def told(story: Story) -> None:
            if long:
                bar.advance(task)
            else:
                console.print(card_view(chronicle_card(story)))

        return asyncio.run(live(told, traces))


def _ending(played: Played, voice: Voice) -> Table:
    """Return one row per creature: wealth, gain and mood at the end."""
    first, last, cast = played.records[0], played.records[-1], played.plan.cast
    title = voice("cli.demo.ending", turns=last.turn, before=f"{first.gini:.2f}", after=f"{last.gini:.2f}")
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in ("creature", "makes", "wealth", "gain", "mood"):
        table.add_column(
            voice(f"cli.demo.{name}"), justify="left" if name in ("creature", "makes") else "right"
        )
    for creature in sorted(last.wealth, key=lambda c: -last.wealth[c]):
        who, gain = cast.creature[creature], last.wealth[creature] - first.wealth[creature]
        row = (who.name, cast.good[who.makes].name, str(last.wealth[creature]), f"{gain:+}")
        table.add_row(*(Text(cell) for cell in row), f"{last.mood[creature]:.0%}")
    return table
