"""What was wrong with a reply: codes for the trace, with what stood there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NOTED = 32
"""Most problems noted of one reply."""
_DETAIL = 48

Code = Literal[
    "no_reply",  # nothing in the text is meant as the reply
    "mended",  # the reply stood in prose, or its JSON was broken
    "cut_off",  # the text ended inside the reply
    "wrapped",  # the reply stood inside another object
    "repeated",  # a key came twice with different values; the field is dropped
    "unknown_key",
    "missing",
    "read_as",  # a value of another type, or written otherwise, whose meaning is plain
    "wrong_type",
    "illegal",  # not among the legal moves of this creature in this turn
    "out_of_range",
    "too_many",
    "too_long",  # a text, cut between two words; no fault, for some engines bound texts in tokens
    "characters",  # characters outside the contract's alphabet
]


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that was not as the contract wants it."""

    path: str
    """As in `orders[0].limit`; empty for the whole."""
    code: Code
    detail: str = ""
    """What stood there, in printable ASCII, shortened."""

    def __str__(self) -> str:
        return f"{self.path or 'reply'}: {self.code}" + (f" ({self.detail})" if self.detail else "")


class Notes:
    """The problems found so far in one reply, at most `NOTED`."""

    def __init__(self) -> None:
        self._problems: list[Mend] = []

    def add(self, path: str, code: Code, seen: object = "") -> None:
        """Note a problem; `seen` is what stood there."""
        if len(self._problems) < NOTED:
            self._problems.append(Mend(path, code, excerpt(seen)))

    @property
    def problems(self) -> tuple[Mend, ...]:
        """All that was noted, in the order of reading."""
        return tuple(self._problems)


def excerpt(value: object) -> str:
    """A value in printable ASCII, shortened before and after it is written out."""
    if isinstance(value, int) and value.bit_length() > 128:
        return "a huge number"
    written = value[:_DETAIL] if isinstance(value, str) else str(value)
    return "".join(char if " " <= char <= "~" else "?" for char in written[:_DETAIL])
