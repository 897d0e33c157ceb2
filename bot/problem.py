"""Input that cannot be used: a code and its parameters, rendered as one sentence where a person reads it."""

from __future__ import annotations

from engine.errors import Coded


class Problem(Coded):
    """What a person asked of the command line cannot be done; nothing has been changed.

    `code` names a sentence of `[cli.problems]` in `data/content/texts/<lang>.toml`, `params` what fills its braces.
    """
