"""Input that cannot be used: a code and its parameters, rendered as one sentence where a person reads it."""

from __future__ import annotations

from collections.abc import Mapping


class Problem(Exception):
    """What a person asked for cannot be done; nothing has been changed.

    `code` names a sentence of `[cli.problems]` in `data/content/texts/<lang>.toml`, `params` what fills its braces.
    """

    def __init__(self, code: str, /, **params: int | str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, int | str] = params
