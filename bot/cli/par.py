"""`wood stress --par`: writes par and the broker's almanacs into a folder of content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.files import staged_folder
from bot.lab.alive.par import almanacs_text, measured_almanacs, measured_par
from bot.lab.measures import Batch
from bot.lab.scenario import Scenario
from bot.lab.watch.plays import laid, ordinary
from bot.minds import POLICIES
from bot.problem import Problem
from data.reading.par import load_par, par_text


def write_par(plan: Scenario, batch: Batch, out: Path) -> Sequence[Path]:
    """Play woods and write what they show; return the files written.

    The almanacs are instinct's: by its prices a broker reckons. Raises Problem where the woods live for less than two
    years, so that some kind of chapter would not be known, or `out` cannot be written.
    """
    least = 2 * plan.rules.year
    if plan.turns < least:
        raise Problem("short_par", turns=plan.turns, least=least)
    with laid(batch) as table:
        woods = table.play(ordinary, plan, batch.seeds)
    council = batch.council if batch.council in POLICIES else "models"
    files = {out / "par" / f"{plan.cast.id}.toml": par_text(
        measured_par(plan, woods, council, load_par(plan.cast, plan.rules, out))
    )}  # fmt: skip
    if council == "instinct":
        almanacs = measured_almanacs(plan, woods)
        files[out / "broker" / f"{plan.cast.id}.toml"] = almanacs_text(almanacs)
    for path, text in files.items():
        with staged_folder(path.parent) as folder:
            (folder / path.name).write_text(text, encoding="utf-8")
    return list(files)
