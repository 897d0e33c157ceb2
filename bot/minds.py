"""The one place where minds are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.problem import Problem
from data.content import CONTENT, read
from inference.instinct import Instinct
from inference.mind import Mind
from inference.nature import Nature
from inference.phrasebook import Phrasebook
from inference.random_policy import RandomPolicy


def make_mind(council: str = "instinct", content: Path = CONTENT) -> Mind:
    """The mind that `--council` names.

    Raises Problem for an unknown name, and ContentError where the content it needs cannot be used.
    """
    if council in POLICIES:
        return POLICIES[council](content)
    raise Problem("unknown_council", council=council, known=", ".join(POLICIES))


def _instinct(content: Path) -> Mind:
    return Instinct(read(content / "instinct.toml", Nature), read(content / "lines.toml", Phrasebook))


POLICIES: Mapping[str, Callable[[Path], Mind]] = {
    "instinct": _instinct,
    "random": lambda _: RandomPolicy(),
}
