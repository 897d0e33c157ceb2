"""Checks of `wood stress`: what each plays, and what it measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.lab.intervals import Estimate
from bot.lab.life import Life
from bot.lab.measures import decade, legend_effect, legend_variants, metrics, scarcity, scarcity_variants
from bot.lab.scenario import Scenario
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
    return _under(plan, legend_variants(plan.rules, _first_legend(plan)))


def _run(plan: Scenario, samples: LivesByRule) -> Report:
    return legend_effect(samples, plan.cast.creature[plan.cast.keeper].makes, _first_legend(plan))


def _first_legend(plan: Scenario) -> str:
    return next(cue.command.legend for cue in plan.cues if isinstance(cue.command, DrawLegend))


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
