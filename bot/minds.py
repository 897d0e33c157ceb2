"""The one place where minds are made, and where they live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path

from bot.councils import HOME, make_council
from bot.problem import Problem
from data.reading.content import CONTENT, read
from engine.content.cast import Cast
from inference.council.council import Council
from inference.council.health import MindHealth
from inference.council.stopwatch import RoundTiming
from inference.mind import Mind
from inference.policies.instinct import Instinct
from inference.policies.nature import Nature
from inference.policies.phrasebook import Phrasebook
from inference.policies.random_policy import RandomPolicy


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
    """A mind that thinks: what it needs begins to load at once, in the background, and is let go afterwards."""
    if not isinstance(mind, Council):
        yield mind
        return
    mind.start()
    try:
        yield mind
    finally:
        await mind.close()


@contextmanager
def alive_in(runner: asyncio.Runner, mind: Mind) -> Iterator[Mind]:
    """`alive` for a program that only now and then runs its event loop."""
    life = alive(mind)
    runner.run(_entered(life))
    try:
        yield mind
    finally:
        runner.run(_left(life))


async def _entered(life: AbstractAsyncContextManager[Mind]) -> None:
    await life.__aenter__()


async def _left(life: AbstractAsyncContextManager[Mind]) -> None:
    await life.__aexit__(None, None, None)


def with_models(mind: Mind) -> Council | None:
    """The mind as a council, where models think in it."""
    return mind if isinstance(mind, Council) and mind.in_flight else None


async def settled(mind: Mind) -> tuple[MindHealth, ...]:
    """How each model of a mind fares once all have loaded or failed to; nothing to wait for with a policy."""
    return await mind.settled() if isinstance(mind, Council) else ()


def health_of(mind: Mind) -> tuple[MindHealth, ...]:
    """How each model of a mind fares now."""
    return mind.health() if isinstance(mind, Council) else ()


def _instinct(content: Path) -> Mind:
    return Instinct(read(content / "instinct.toml", Nature), read(content / "lines.toml", Phrasebook))


POLICIES: Mapping[str, Callable[[Path], Mind]] = {
    "instinct": _instinct,
    "random": lambda _: RandomPolicy(),
}
