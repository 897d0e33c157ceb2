"""`wood stress --check alive`: the economy's measures, with a mark on those that miss."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from time import monotonic

from rich.console import Console, JustifyMethod
from rich.table import Table as RichTable

from bot.lab.alive.check import SECTIONS, Samples
from bot.lab.alive.measure import Measure, Measures
from bot.lab.measures import Batch
from bot.lab.scenario import Scenario
from bot.lab.watch.plays import laid
from bot.problem import Problem
from data.reading.texts import Voice

WIDTH = 150
"""Columns of a table that goes to a file."""


def alive_check(plan: Scenario, batch: Batch, only: str, as_json: bool, voice: Voice) -> bool:
    """Play and print the sections named, or all of them. Returns whether every measure is as wanted.

    Raises Problem for a section that there is not.
    """
    names = [name.strip() for name in only.split(",") if name.strip()] or list(SECTIONS)
    for name in names:
        if name not in SECTIONS:
            raise Problem("bad_section", section=name, known=", ".join(SECTIONS))
    report: dict[str, Measures] = {}
    console = Console(quiet=as_json)
    if not console.is_terminal:
        console = Console(quiet=as_json, width=WIDTH)
    with laid(batch) as table:
        samples = Samples(table, plan, batch.seeds)
        for name in [one for one in SECTIONS if one in names]:
            began = monotonic()
            report[name] = SECTIONS[name](samples)
            console.print(_shown(f"{name} ({monotonic() - began:.0f} s)", report[name], voice))
    measures = {name: measure for some in report.values() for name, measure in some.items()}
    if as_json:
        print(json.dumps({name: measure.as_json() for name, measure in measures.items()}))
    missed = [name for name, measure in measures.items() if measure.misses]
    console.print(voice("cli.stress.missed", missed=len(missed), measures=len(_wanted(measures))))
    return not missed


def _wanted(measures: Mapping[str, Measure]) -> Sequence[str]:
    return [name for name, m in measures.items() if (m.least, m.most) != (None, None)]


def _shown(title: str, measures: Measures, voice: Voice) -> RichTable:
    table = RichTable(title=title, title_justify="left", title_style="bold", box=None)
    for name in ("measure", "value", "interval", "wanted"):
        side: JustifyMethod = "left" if name == "measure" else "right"
        table.add_column(voice(f"cli.stress.{name}"), justify=side, no_wrap=True)
    table.add_column("")
    table.add_column(voice("cli.stress.note"), overflow="fold")
    for name, measure in measures.items():
        value, low, high, _ = measure.found
        interval = "" if low == high else f"{low:.3f} .. {high:.3f}"
        mark = "✗" if measure.misses else ("" if (measure.least, measure.most) == (None, None) else "✓")
        table.add_row(
            name.replace("_", " "), f"{value:.3f}", interval, _range(measure), mark, measure.note,
            style="bold red" if measure.misses else "",
        )  # fmt: skip
    return table


def _range(measure: Measure) -> str:
    least, most = (None if end is None else f"{end:.3g}" for end in (measure.least, measure.most))
    if least is None:
        return "" if most is None else f"≤ {most}"
    return f"≥ {least}" if most is None else f"{least} .. {most}"
