"""Factory of minds, and their life: made, started, waited for and closed."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.problem import Problem
from data.reading.content import CONTENT, casts, load_cast, load_rules, money_of, read
from engine.content.cast import Cast
from inference.council.council import Council, Script
from inference.council.council_file import CouncilFile, RecordEntry, VllmEntry
from inference.council.engines import Places, make_backends
from inference.council.health import MindHealth
from inference.council.stopwatch import RoundTiming
from inference.council.warden import WardenTemplate
from inference.mind import Mind
from inference.policies.instinct import Instinct
from inference.policies.nature import Nature
from inference.policies.phrasebook import Phrasebook
from inference.policies.random_policy import RandomPolicy
from inference.policies.recorded import RecordBroken, RecordedRow, RecordMind, read_record
from inference.prompts.prompt import Prompter
from inference.prompts.template import PromptTemplate

HOME = Path("var")
"""Folder for what engines keep."""


def make_mind(
    council: str = "instinct",
    content: Path = CONTENT,
    *,
    home: Path = HOME,
    people: Sequence[Cast] = (),
    measured: Callable[[RoundTiming], None] = lambda _: None,
) -> Mind:
    """The mind that `--council` names: a policy, or the path of a council's TOML file. See `make_council`.

    Raises Problem for an unknown name, and ContentError where the content it needs cannot be used.
    """
    if council in POLICIES:
        return POLICIES[council](content)
    path = Path(council)
    if path.suffix != ".toml" and len(path.parts) < 2:
        raise Problem("unknown_council", council=council, known=", ".join(POLICIES))
    policies = {name: make(content) for name, make in POLICIES.items()}
    return make_council(path, policies, content=content, home=home, people=people, measured=measured)


@asynccontextmanager
async def alive(mind: Mind) -> AsyncIterator[Mind]:
    """Start a mind, whose models load in the background, and close it afterwards."""
    if not isinstance(mind, Council):
        yield mind
        return
    mind.start()
    try:
        yield mind
    finally:
        await mind.close()


def with_models(mind: Mind) -> Council | None:
    """Return the mind as a council where models think in it, else None."""
    return mind if isinstance(mind, Council) and mind.in_flight else None


async def await_models(mind: Mind) -> tuple[MindHealth, ...]:
    """Wait until all models have loaded or failed to, and return how each fares; a policy has none."""
    return await mind.settle() if isinstance(mind, Council) else ()


def health_of(mind: Mind) -> tuple[MindHealth, ...]:
    """Return how each model of a mind fares now."""
    return mind.health() if isinstance(mind, Council) else ()


def _instinct(content: Path) -> Mind:
    nature = read(content / "instinct.toml", Nature, money=money_of(content))
    return Instinct(nature, read(content / "lines.toml", Phrasebook))


POLICIES: Mapping[str, Callable[[Path], Mind]] = {
    "instinct": _instinct,
    "random": lambda _: RandomPolicy(),
}


def make_council(
    path: Path,
    policies: Mapping[str, Mind],
    *,
    content: Path = CONTENT,
    home: Path = HOME,
    people: Sequence[Cast] = (),
    measured: Callable[[RoundTiming], None] = lambda _: None,
    environment: Mapping[str, str] = os.environ,
) -> Council:
    """Build the council that a file describes; nothing is loaded before it is started.

    `home` is the folder for what engines keep; `people` are casts besides those of the content folder. Raises
    ContentError where the file cannot be used, Problem where what it points at cannot, Unfit where a key is missing.
    """
    file, places = read(path, CouncilFile), Places(path.parent.resolve(), home, environment)
    known = [*(load_cast(name, content) for name in casts(content)), *people]
    _check_seats(file, known)
    _check_adapters(file, places)
    records = {
        name: RecordMind(_rows(places.path(entry.path)), policies["instinct"])
        for name, entry in file.minds.items()
        if isinstance(entry, RecordEntry) and name in file.used
    }
    aliases = {
        name: policies[entry.backend] for name, entry in file.minds.items() if entry.backend in policies
    }
    served = make_backends(file, places)
    return Council(file, {**policies, **aliases, **records}, served, _script(content, known), measured)


def _script(content: Path, people: Sequence[Cast]) -> Script:
    folder, rules = content / "prompts", load_rules(content)
    prompter = Prompter(read(folder / "decide.toml", PromptTemplate))
    return Script(prompter, read(folder / "warden.toml", WardenTemplate), tuple((c, rules) for c in people))


def _check_seats(file: CouncilFile, people: Sequence[Cast]) -> None:
    known = {creature for cast in people for creature in cast.creature}
    unknown = sorted(set(file.creatures) - known)
    if unknown:
        raise Problem("unknown_seat", id=unknown[0], known=", ".join(sorted(known)))


def _check_adapters(file: CouncilFile, places: Places) -> None:
    for name in file.used:
        entry = file.minds.get(name)
        if isinstance(entry, VllmEntry) and entry.adapter:
            folder = places.path(entry.adapter)
            if not (folder / "adapter_config.json").is_file():
                raise Problem("no_adapter", mind=name, folder=str(folder))


def _rows(path: Path) -> list[RecordedRow]:
    try:
        with path.open(encoding="utf-8") as lines:
            return read_record(lines)
    except RecordBroken as error:
        raise Problem(error.code, path=str(path), **error.params) from error
    except UnicodeDecodeError as error:
        raise Problem("unread_record", path=str(path), problem="not UTF-8") from error
    except OSError as error:
        raise Problem("unread_record", path=str(path), problem=error.strerror or str(error)) from error
