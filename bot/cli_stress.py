"""`wood stress`: many woods over many seeds, for statistics with intervals."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.cli_edge import terminal_voice
from bot.intervals import Estimate
from bot.life import Life
from bot.minds import make_mind
from bot.problem import Problem
from bot.scenario import Scenario, scenario
from bot.settings import load_settings
from bot.stress import (
    Batch,
    decade,
    equal_hashes,
    legend_effect,
    legend_variants,
    lives,
    metrics,
    scarcity,
    scarcity_variants,
    seed_range,
)
from data.content import check_content, load_cast, load_rules
from data.texts import Voice
from engine.command import DrawLegend
from engine.rules import Rules

MOST_SEEDS = 100_000
MOST_WORKERS = 256
RUN = "run-on-oonas-hoard"
YEARS = 10

HELP = """Play many woods over many seeds, and print what holds of them with 95 % intervals.

Checks: scarcity switches each scarcity rule off, alone and together, and compares by seed.
Run plays the first legend told and settled, told only, settled only, and neither.
Decade plays ten years."""
EXAMPLES = """Examples:

wood stress --shock drought@4 --shock winter-rumour@8

wood stress --seeds 100 --check scarcity --json

wood stress --seeds 100 --check run --legend run-on-oonas-hoard@8

wood stress --seeds 20 --check decade --workers 4"""

Report = dict[str, dict[str, Estimate]]


def stress(
    seeds: Annotated[int, typer.Option(help="How many woods, one per seed.")] = 400,
    first_seed: Annotated[int, typer.Option(help="The first seed; the others follow it.")] = 1000,
    turns: Annotated[int, typer.Option(help="Turns that each wood is played.")] = 15,
    years: Annotated[int, typer.Option(help="Play whole years instead of --turns; 0 for not.")] = 0,
    cast: Annotated[str, typer.Option(help="A cast's name, or its TOML file.")] = "wood",
    shock: Annotated[
        list[str] | None,
        typer.Option(metavar="ID@TURN", help="A shock, striking just before a turn; again for more."),
    ] = None,
    legend: Annotated[
        list[str] | None,
        typer.Option(metavar="ID@TURN", help="A legend, drawn just before a turn; again for more."),
    ] = None,
    council: Annotated[str, typer.Option(help="Who thinks: instinct or random.")] = "instinct",
    check: Annotated[
        str, typer.Option(help="A comparison instead of the plain measures: scarcity, run or decade.")
    ] = "",
    workers: Annotated[int, typer.Option(help="Processes that play.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Play a wood per seed, and print tables or JSON."""
    settings, voice = load_settings(), terminal_voice()
    if not 1 <= seeds <= MOST_SEEDS:
        raise Problem("bad_seeds", seeds=seeds, most=MOST_SEEDS)
    if not 1 <= workers <= MOST_WORKERS:
        raise Problem("bad_workers", workers=workers, most=MOST_WORKERS)
    if check not in CHECKS:
        raise Problem("bad_check", check=check, known=", ".join(filter(None, CHECKS)))
    make_mind(council, settings.content)
    people, rules = load_cast(cast, settings.content), load_rules(settings.content)
    check_content(people, rules, settings.content)
    years = years or (YEARS if check == "decade" else 0)
    legends = [f"{RUN}@8"] if check == "run" and not legend else legend
    plan = scenario(people, rules, years * rules.year or turns, shock or (), legends or ())
    batch = Batch(seed_range(first_seed, seeds), council, settings.content, workers)
    report = CHECKS[check](plan, batch, _bar(as_json))
    if as_json:
        print(json.dumps({name: {k: v._asdict() for k, v in rows.items()} for name, rows in report.items()}))
        return
    console = Console()
    for name, rows in report.items():
        title = voice("cli.stress.woods", woods=seeds, turns=plan.turns, council=council)
        console.print(_table(f"{_label(voice, name)}: {title}", rows, voice))


def _plain(plan: Scenario, batch: Batch, bar: Progress) -> Report:
    sample = _lives("plain", plan, batch, bar)
    return {"plain": metrics(plan, sample) | {"equal_hashes": equal_hashes(plan, batch, sample)}}


def _scarcity(plan: Scenario, batch: Batch, bar: Progress) -> Report:
    return scarcity(_variants(scarcity_variants(plan.rules), plan, batch, bar))


def _run(plan: Scenario, batch: Batch, bar: Progress) -> Report:
    turn, legend = next((c.turn, c.command.legend) for c in plan.cues if isinstance(c.command, DrawLegend))
    variants = legend_variants(plan.rules, legend)
    good = plan.cast.creature[plan.cast.keeper].makes
    return legend_effect(_variants(variants, plan, batch, bar), good, turn)


def _decade(plan: Scenario, batch: Batch, bar: Progress) -> Report:
    return {"decade": decade(plan, _lives("decade", plan, batch, bar))}


CHECKS: Mapping[str, Callable[[Scenario, Batch, Progress], Report]] = {
    "": _plain,
    "scarcity": _scarcity,
    "run": _run,
    "decade": _decade,
}


def _variants(
    variants: Mapping[str, Rules], plan: Scenario, batch: Batch, bar: Progress
) -> dict[str, list[Life]]:
    return {name: _lives(name, replace(plan, rules=rules), batch, bar) for name, rules in variants.items()}


def _lives(name: str, plan: Scenario, batch: Batch, bar: Progress) -> list[Life]:
    with bar:
        task = bar.add_task(name, total=len(batch.seeds))
        return lives(plan, batch, lambda done: bar.update(task, completed=done))


def _bar(quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet)


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
