"""Demo run: a wood from founding to its last turn, and the files that tell of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from bot.lab.decisions import DecisionCount, count_decisions
from bot.lab.scenario import Scenario, Step, steps
from bot.lab.summary import summary
from bot.lab.traces import trace_row
from bot.pictures.alt_text import alt_text_prices, alt_text_wealth
from bot.pictures.charts import price_chart, wealth_chart
from bot.story.candour import Candour
from bot.story.narrator import turn_story
from bot.story.record import TurnRecord, observe
from bot.story.story import Story, to_markdown
from bot.words.escape import escape
from data.reading.narrator import Narrator
from engine.wood import Wood
from inference.mind import Mind

NAME = "demo"
"""The wood's public id in traces."""
FILES = ("chronicle.md", "prices.png", "wealth.png", "traces.jsonl", "summary.json")


@dataclass(frozen=True, slots=True)
class Played:
    """A demo that was played to its end."""

    plan: Scenario
    seed: str
    wood: Wood
    records: tuple[TurnRecord, ...]
    """From the founding on."""
    stories: tuple[Story, ...]
    """From turn 1 on."""
    decisions: DecisionCount
    candour: Mapping[str, Candour]
    """Creature -> its contradiction meter."""


async def play_demo(
    plan: Scenario,
    seed: str,
    mind: Mind,
    narrator: Narrator,
    told: Callable[[Story], None],
    traces: TextIO | None = None,
) -> Played:
    """Play a scenario. After each turn `told` hears its story, and `traces` gets its lines of JSON."""
    records: list[TurnRecord] = []
    stories: list[Story] = []
    decisions, candour = DecisionCount(), dict.fromkeys(plan.cast.creature, Candour())
    wood = None
    async for step in steps(NAME, plan, seed, mind):
        wood, record = step.wood, observe(step.outcome, step.commands)
        records.append(record)
        if step.round is None:
            continue
        answers = step.round.answers
        decisions += count_decisions(plan.cast, step.outcome.applied, (a.trace for a in answers.values()))
        candour = {who: meter.after(plan.cast, step.outcome.applied[who]) for who, meter in candour.items()}
        stories.append(turn_story(record, plan.cast, plan.rules, narrator, stories[-1] if stories else None))
        if traces is not None:
            _trace(step, traces)
        told(stories[-1])
    if wood is None:
        raise ValueError("a scenario begins with its founding")
    return Played(plan, seed, wood, tuple(records), tuple(stories), decisions, candour)


def write_demo(played: Played, narrator: Narrator, folder: Path) -> None:
    """Write every file of `FILES` but the traces, which are written turn by turn."""
    told = (played.records, played.plan.cast, played.plan.rules, narrator)
    window = len(played.records)
    (folder / "prices.png").write_bytes(price_chart(*told, window))
    (folder / "wealth.png").write_bytes(wealth_chart(*told, window))
    (folder / "chronicle.md").write_text(chronicle(played, narrator), encoding="utf-8")
    (folder / "summary.json").write_text(
        json.dumps(demo_summary(played), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def demo_summary(played: Played) -> dict[str, Any]:
    """What `summary.json` holds; the seed is a number where it was given as one."""
    news = [[story.headline, *story.sentences] for story in played.stories]
    number = played.seed.removeprefix("-").isdecimal() and str(int(played.seed)) == played.seed
    seed = int(played.seed) if number else played.seed
    meters = {who: {**asdict(meter), "share": round(meter.share, 4)} for who, meter in played.candour.items()}
    return {
        **summary(seed, played.wood, played.records[1:], news, played.decisions),
        "contradictions": meters,
    }


def chronicle(played: Played, narrator: Narrator) -> str:
    """What `chronicle.md` holds: the wood's public story, with the two pictures beside it."""
    told = (played.records, played.plan.cast, played.plan.rules, narrator)
    window = len(played.records)
    head = [
        f"# {escape(played.plan.cast.name)}",
        escape(played.plan.cast.about, 400),
        f"![{escape(alt_text_prices(*told, window), 1000)}](prices.png)",
        f"![{escape(alt_text_wealth(*told, window), 1000)}](wealth.png)",
    ]
    return "\n\n".join([*head, *(to_markdown(story) for story in played.stories)])


def _trace(step: Step, traces: TextIO) -> None:
    if step.round is None:
        return
    for creature, answer in step.round.answers.items():
        row = trace_row(NAME, step.wood.turn, creature, answer.trace, step.outcome.applied[creature])
        traces.write(json.dumps(row) + "\n")
