"""Refusal of what a person asked for on Discord."""

from __future__ import annotations

from collections.abc import Mapping

from discord import app_commands


class Refused(app_commands.AppCommandError):
    """Bad input, or the wrong moment or person; nothing has been changed.

    `code` names a sentence of `[discord.errors]` in `data/content/texts/<lang>.toml`, `params` what fills its braces.
    Raised anywhere under a command, button or modal, it is answered there, seen only by that person.
    """

    def __init__(self, code: str, /, **params: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, int | str] = params
