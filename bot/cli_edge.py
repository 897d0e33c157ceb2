"""The command line's edge: whatever a person got wrong becomes one sentence on stderr and exit code 2."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from bot.cli_words import cli_words
from bot.problem import Problem
from data.content import ContentError
from engine.save import SaveBroken


class WoodGroup(TyperGroup):
    """All commands of `wood`, with one way to say what is wrong."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; say a person's error in a sentence."""
        try:
            return super().invoke(ctx)
        except (Problem, ContentError, SaveBroken, typer.TyperException) as error:
            print(sentence(error), file=sys.stderr)
            raise typer.Exit(2) from error


def sentence(error: Exception) -> str:
    """What went wrong, in one sentence."""
    match error:
        case Problem():
            return cli_words().problem(error.code, error.params)
        case SaveBroken():
            return cli_words().problem(error.code, {"detail": error.detail})
        case typer.TyperException():
            return error.format_message()
        case _:
            return str(error)
