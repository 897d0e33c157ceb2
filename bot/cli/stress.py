"""`wood stress`: many woods over many seeds, for statistics with intervals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.alive import alive_check
from bot.cli.edge import CastName, CouncilName, LegendCues, ShockCues, terminal_voice
from bot.cli.par import write_par
from bot.cli.samples import play_samples
from bot.lab.alive.check import TURNS
from bot.lab.alive.market import WOODS
from bot.lab.checks import CHECKS
from bot.lab.intervals import Estimate
from bot.lab.measures import Batch, equal_hashes, reply_shares, seed_range
from bot.lab.scenario import scenario
from bot.minds import health_of, make_mind, with_models
from bot.present.minds import work_line
from bot.problem import Problem
from bot.running import load_running
from bot.settings import load_settings
from data.reading.content import check_content, load_cast, load_rules
from data.reading.texts import Voice

MOST_SEEDS = 100_000
MOST_WORKERS = 256
RUN = "run-on-oonas-hoard"
YEARS = 10
PAR_WOODS = 200
ALIVE = "alive"
"""The check that says what is wanted of each measure, and fails where one is not so."""

HELP = """Play many woods over many seeds, and print what holds of them with 95 % intervals.

Checks: scarcity switches each scarcity rule off, alone and together, and compares by seed.
Run plays the first legend told and settled, told only, settled only, and neither.
Decade plays ten years.
Alive plays 60 woods of eight years and experiments beside them, and marks what misses what is wanted;
it then exits with 1."""
EXAMPLES = """Examples:

wood stress --shock drought@4 --shock winter-rumour@8

wood stress --seeds 100 --check scarcity --json

wood stress --seeds 100 --check run --legend run-on-oonas-hoard@8

wood stress --seeds 20 --check decade --workers 4

wood stress --check alive --only market,credit --seeds 20

wood stress --par --out wood-content

wood stress --seeds 100 --council council.toml"""


def stress(
    seeds: Annotated[
        int | None, typer.Option(help="How many woods, one per seed: 400, or the check's own.")
    ] = None,
    first_seed: Annotated[int, typer.Option(help="The first seed; the others follow it.")] = 1000,
    turns: Annotated[
        int | None, typer.Option(help="Turns that each wood is played: 15, or the check's own.")
    ] = None,
    years: Annotated[int, typer.Option(help="Play whole years instead of --turns; 0 for not.")] = 0,
    cast: CastName = "wood",
    shock: ShockCues = None,
    legend: LegendCues = None,
    council: CouncilName = "instinct",
    check: Annotated[
        str, typer.Option(help="A check instead of the plain measures: scarcity, run, decade or alive.")
    ] = "",
    only: Annotated[str, typer.Option(help="Sections of the check alive, with commas between.")] = "",
    par: Annotated[
        bool,
        typer.Option("--par", help="Write what creatures usually gain, and a broker's almanacs, as content."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of content that --par writes to; else the one in use."),
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes that play; a council's models share one.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Play a wood per seed, and print tables or JSON."""
    settings, voice = load_settings(), terminal_voice()
    alive = check == ALIVE
    seeds = (WOODS if alive else PAR_WOODS if par else 400) if seeds is None else seeds
    turns = (TURNS if alive or par else 15) if turns is None else turns
    if not 1 <= seeds <= MOST_SEEDS:
        raise Problem("bad_seeds", seeds=seeds, most=MOST_SEEDS)
    if not 1 <= workers <= MOST_WORKERS:
        raise Problem("bad_workers", workers=workers, most=MOST_WORKERS)
    if check not in CHECKS and not alive:
        raise Problem("bad_check", check=check, known=", ".join([*filter(None, CHECKS), ALIVE]))
    _refuse_unheard(check, only, par, out)
    people, rules = load_cast(cast, settings.content), load_rules(settings.content)
    check_content(people, rules, settings.content)
    mind = make_mind(council, settings.content, home=settings.data, people=(people,))
    years = years or (YEARS if check == "decade" else 0)
    legends = [f"{RUN}@8"] if check == "run" and not legend else legend
    plan = scenario(people, rules, years * rules.year or turns, shock or (), legends or ())
    batch = Batch(seed_range(first_seed, seeds), council, settings.content, workers)
    if par:
        for path in write_par(plan, batch, out or settings.content):
            print(path)
        return
    if alive:
        if not alive_check(plan, batch, only, as_json, voice):
            raise typer.Exit(1)
        return
    samples = play_samples(
        CHECKS[check].variants(plan), batch, mind, load_running(settings.content).stress, as_json
    )
    report = CHECKS[check].measured(plan, samples)
    models = with_models(mind)
    if not check and not models:
        report["plain"]["equal_hashes"] = equal_hashes(plan, batch, samples["plain"])
    report = {name: rows | reply_shares(samples[name]) for name, rows in report.items()}
    if as_json:
        print(json.dumps({name: {k: v._asdict() for k, v in rows.items()} for name, rows in report.items()}))
        return
    console = Console()
    for name, rows in report.items():
        title = voice("cli.stress.woods", woods=seeds, turns=plan.turns, council=council)
        console.print(_table(f"{_label(voice, name)}: {title}", rows, voice))
    for health in health_of(mind):
        console.print(work_line(voice, health), style="dim", markup=False, highlight=False)
    if models:
        console.print(voice("cli.stress.not_replayed"), style="dim", markup=False, highlight=False)


def _refuse_unheard(check: str, only: str, par: bool, out: Path | None) -> None:
    """Raise Problem for an option that nothing would heed: the woods would be played for nothing."""
    if only and check != ALIVE:
        raise Problem("only_without_alive", alive=ALIVE)
    if par and check:
        raise Problem("par_and_check", check=check)
    if out is not None and not par:
        raise Problem("out_without_par")


def _table(title: str, rows: Mapping[str, Estimate], voice: Voice) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column(_label(voice, "measure"))
    table.add_column(_label(voice, "value"), justify="right")
    table.add_column(_label(voice, "interval"), justify="right")
    for name, estimate in rows.items():
        sure = estimate.low == estimate.value == estimate.high
        interval = "" if sure else f"{estimate.low:.3f} .. {estimate.high:.3f}"
        table.add_row(_label(voice, name), f"{estimate.value:.3f}", interval)
    return table


def _label(voice: Voice, name: str) -> str:
    return voice.either(f"cli.stress.{name}", name.replace("_", " "))
