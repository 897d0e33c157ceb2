"""What a decision costs beside the model: moves, schema, prompt, repair and decision, on the processor.

The perceptions are those of woods that lived, the replies random ones in each turn's schema. The reference moves the
very same text and does nothing else: it joins the prompt's lines, writes the schema as JSON and reads the reply with
`json.loads`. Both run in turns in this process; figures are medians of processor time per decision. Ratio: ours over
the reference. Wanted: at most 1 ms. Counting tokens is left out: the engine has to do it anyway and keeps what it
counted.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from bot.minds import make_mind
from data.reading.content import CONTENT, load_cast, load_rules, read
from engine.founding import found
from engine.perception import Perception, perceive
from inference.prompts.prompt import Prompter
from inference.prompts.template import PromptTemplate
from inference.replies.moves import decision_of, reply_moves
from inference.replies.repair import repair
from inference.replies.schema import reply_schema
from inference.round import play_round

RUNS, TURNS, ROOM = 9, 60, 60
CAST, RULES = load_cast("wood"), load_rules()
PROMPTER = Prompter(read(CONTENT / "prompts" / "decide.toml", PromptTemplate))
SPREAD = random.Random(7)


class Case(NamedTuple):
    """One decision's text, ready-made for the reference."""

    perception: Perception
    lines: tuple[str, ...]
    schema: dict[str, Any]
    reply: str


def filled(schema: dict[str, Any]) -> Any:
    """A random value that a schema of replies allows."""
    if "anyOf" in schema:
        return filled(SPREAD.choice(schema["anyOf"]))
    if "enum" in schema:
        return SPREAD.choice(schema["enum"])
    if schema["type"] == "object":
        return {name: filled(part) for name, part in schema["properties"].items()}
    if schema["type"] == "array":
        parts = schema.get("prefixItems") or [schema["items"]] * SPREAD.randint(0, schema["maxItems"])
        return [filled(part) for part in parts]
    plain = {"integer": schema.get("minimum"), "null": None}
    return plain.get(schema["type"], "The honey will not last, and I shall not say so")


async def cases() -> list[Case]:
    """Decisions of a wood over its first turns."""
    wood, mind, found_ = found(CAST, RULES, "7"), make_mind(), []
    for _ in range(TURNS):
        for p in perceive(wood.open()).values():
            prompt, schema = PROMPTER.prompt(p), reply_schema(reply_moves(p), ROOM)
            lines = (prompt.shared, *(line.text for line in prompt.lines))
            found_.append(Case(p, lines, schema, json.dumps(filled(schema), separators=(",", ":"))))
        wood = (await play_round("bench", wood, mind)).outcome.wood
    return found_


def ours(case: Case) -> None:
    """Everything that a council does for a decision beside counting and asking."""
    legal = reply_moves(case.perception)
    json.dumps(reply_schema(legal, ROOM))
    PROMPTER.prompt(case.perception).messages()
    decision_of(repair(case.reply, legal).reply, case.perception)


def reference(case: Case) -> None:
    """The same text moved, and nothing decided."""
    json.dumps(case.schema)
    "\n".join(case.lines)
    json.loads(case.reply)


def spent(work: Callable[[Case], None], some: list[Case]) -> float:
    """Milliseconds of the processor per decision."""
    began = process_time()
    for case in some:
        work(case)
    return (process_time() - began) * 1000 / len(some)


def measured() -> Iterator[tuple[float, float]]:
    """Ours and the reference, in turns."""
    some = asyncio.run(cases())
    spent(ours, some)
    for _ in range(RUNS):
        gc.collect()
        yield spent(ours, some), spent(reference, some)


def main() -> None:
    """Measure, and print the figures; the last line is for machines."""
    runs = list(measured())
    mine, theirs = (median(run[side] for run in runs) for side in (0, 1))
    print(
        f"{mine:.3f} ms of ours per decision, {theirs:.3f} ms for moving the same text ({Path(__file__).stem})"
    )
    result = {
        "name": "prompt",
        "ratio": round(mine / theirs, 2),
        "unit": "ms per decision beside the model",
        "ours": round(mine, 4),
        "reference": round(theirs, 4),
        "n": RUNS * TURNS * len(CAST.creatures),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
