"""The command line's edge turns a person's error into one sentence on stderr and exit code 2."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.problem import Problem
from bot.settings import load_settings
from data.reading.content import ContentError
from data.reading.texts import Voice, load_texts
from data.store.failures import StoreError
from engine.errors import Coded
from engine.saving.save import SaveBroken
from inference.council.supervisor import Unfit

CastName = Annotated[str, typer.Option(help="A cast's name, or its TOML file.")]
ShockCues = Annotated[
    list[str] | None,
    typer.Option(metavar="ID@TURN", help="A shock, striking just before a turn; again for more."),
]
LegendCues = Annotated[
    list[str] | None,
    typer.Option(metavar="ID@TURN", help="A legend, drawn just before a turn; again for more."),
]
CouncilName = Annotated[str, typer.Option(help="Who thinks: instinct, random, or a council's TOML file.")]

LONGEST_SEED = 200
MENDABLE = (Problem, StoreError, ContentError, SaveBroken, Unfit)
"""Errors that a person at the terminal can mend; every other one is a fault of the program, told whole."""


class WoodGroup(TyperGroup):
    """All commands of `wood`, with one way to say what is wrong."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; say a person's error in a sentence."""
        try:
            return super().invoke(ctx)
        except (*MENDABLE, typer.TyperException) as error:
            print(sentence(terminal_voice(), error), file=sys.stderr)
            raise typer.Exit(2) from error


def terminal_voice() -> Voice:
    """The voice in which commands speak: the language of the settings, or English where those cannot be read."""
    try:
        language = load_settings().language
    except Problem:
        language = "en"
    return load_texts().voice(language)


def check_seed(seed: str | None) -> str | None:
    """A seed as it was given. Raises Problem where it is empty, too long, or holds what cannot be printed."""
    if seed is not None and not (1 <= len(seed) <= LONGEST_SEED and seed.isprintable()):
        raise Problem("bad_seed", most=LONGEST_SEED)
    return seed


def sentence(voice: Voice, error: Exception) -> str:
    """Return what went wrong, in one sentence."""
    match error:
        case typer.TyperException():
            return error.format_message()
        case SaveBroken():
            return voice(f"cli.saves.{error.code}", **error.params)
        case Coded() if not isinstance(error, ContentError):
            return voice(f"cli.problems.{error.code}", **error.params)
        case _:
            return str(error)
