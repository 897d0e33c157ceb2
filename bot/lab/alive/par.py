"""What `wood stress --par` measures: what creatures usually gain, and what a broker knows of goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np

from bot.lab.alive.broker import fit_tables
from bot.lab.alive.openness import fit_par
from bot.lab.scenario import Scenario
from bot.lab.watch.watched import Floats, Watched
from data.reading.par import CastPar, CouncilPar, digests
from engine.content.broker import Almanac


def measured_par(plan: Scenario, woods: Sequence[Watched], council: str, old: CastPar | None) -> CastPar:
    """Par of a cast from a sample of woods; other councils' stays, where it was measured on the same rules.

    Raises ValueError where the woods have not lived through every kind of chapter.
    """
    par = fit_par(plan, woods)
    creatures = woods[0].creatures
    gain, spread = np.rint(par.gain).astype(int), np.rint(par.spread).astype(int)
    table = CouncilPar(
        woods=len(woods),
        turns=woods[0].turns,
        gain={creature: tuple(gain[:, at].tolist()) for at, creature in enumerate(creatures)},
        spread={creature: tuple(spread[:, at].tolist()) for at, creature in enumerate(creatures)},
    )
    kept = old.councils if old is not None and old.fits(plan.cast, plan.rules) else {}
    cast, rules = digests(plan.cast, plan.rules)
    return CastPar(cast=cast, rules=rules, councils={**kept, council: table})


def measured_almanacs(plan: Scenario, woods: Sequence[Watched]) -> dict[str, Almanac]:
    """Each made good's almanac, with a number for each day of the year."""
    tables = fit_tables(plan.rules, woods)
    return {
        good.id: Almanac(
            level=_thousandths(np.exp(tables.level[at : at + 1]) / good.price)[0],
            season=_thousandths(np.exp(tables.season[:, at])),
            tilt=_thousandths(np.exp(tables.tilt[:, at])),
            near=_thousandths(np.exp(tables.near[:, at])),
        )
        for at, good in enumerate(plan.cast.goods)
    }


def almanacs_text(almanacs: Mapping[str, Almanac]) -> str:
    """Write almanacs as TOML."""
    lines = [
        "# What each good usually costs over the year, in thousandths, and how far prices paid lie from the broker's",
        "# figure: documented in engine/content/broker.py. `wood stress --par` measures it.",
    ]
    for good, almanac in almanacs.items():
        lines += ["", f"[{good}]", f"level = {almanac.level}"]
        for name, row in (("season", almanac.season), ("tilt", almanac.tilt), ("near", almanac.near)):
            numbers = fill(", ".join(map(str, row)), 100, initial_indent="    ", subsequent_indent="    ")
            lines += [f"{name} = [", numbers + ",", "]"]
    return "\n".join(lines) + "\n"


def _thousandths(values: Floats) -> tuple[int, ...]:
    return tuple(max(1, round(1000 * value)) for value in values.tolist())
