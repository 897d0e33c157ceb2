"""Checks of `wood stress`: what each plays, and what it measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.lab.intervals import Estimate
from bot.lab.life import WITHIN, Life
from bot.lab.measures import decade, legend_effect, legend_variants, metrics, scarcity, scarcity_variants
from bot.lab.scenario import Scenario
from bot.problem import Problem
from engine.commands.tales import DrawLegend
from engine.content.rules import Rules

Report = dict[str, dict[str, Estimate]]
LivesByRule = Mapping[str, Sequence[Life]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check; everything is played before anything is measured."""

    variants: Callable[[Scenario], dict[str, Scenario]]
    """Name -> the scenario that is played under it."""
    measured: Callable[[Scenario, LivesByRule], Report]
    """From the scenario as asked for, and the lives of each variant; a table for each of them."""


def _scarcity_plans(plan: Scenario) -> dict[str, Scenario]:
    return _under(plan, scarcity_variants(plan.rules))


def _run_plans(plan: Scenario) -> dict[str, Scenario]:
    """Raises Problem where the legend may strike too late for its effect to be seen."""
    legend, drawn = _first_legend(plan)
    least = drawn + plan.rules.legend[legend].fuse[1] + WITHIN - 1
    if plan.turns < least:
        raise Problem("too_short_for_legend", legend=legend, turn=drawn, least=least)
    return _under(plan, legend_variants(plan.rules, legend))


def _run(plan: Scenario, samples: LivesByRule) -> Report:
    return legend_effect(samples, plan.cast.creature[plan.cast.keeper].makes, _first_legend(plan)[0])


def _first_legend(plan: Scenario) -> tuple[str, int]:
    """The first legend that is drawn, and the turn before which it is."""
    return next((c.command.legend, c.turn) for c in plan.cues if isinstance(c.command, DrawLegend))


def _under(plan: Scenario, variants: Mapping[str, Rules]) -> dict[str, Scenario]:
    return {name: replace(plan, rules=rules) for name, rules in variants.items()}


CHECKS: Mapping[str, Check] = {
    "": Check(lambda plan: {"plain": plan}, lambda plan, lives: {"plain": metrics(plan, lives["plain"])}),
    "scarcity": Check(_scarcity_plans, lambda _, lives: scarcity(lives)),
    "run": Check(_run_plans, _run),
    "decade": Check(
        lambda plan: {"decade": plan}, lambda plan, lives: {"decade": decade(plan, lives["decade"])}
    ),
}
