"""What an input is called and what its chance is keyed by: neither tells of any secret input."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.accounts import Account
from engine.chance import Chance
from engine.events.event import PUBLIC
from engine.wood import Sealed, Wood


@dataclass(frozen=True, slots=True)
class InputName:
    """The name of one input, from which its events have their ids and its streams their keys.

    Public inputs (turns, and commands that everybody sees) are counted by position, without the secret ones between
    them. A secret command is named by its account and that account's own count.
    """

    position: int | None
    """Public inputs up to this one; None where it is secret."""
    key: tuple[str, ...]
    by: Account | None = None
    """Who gave it; None for a turn."""
    own: Sealed = field(default_factory=Sealed)
    """What is sealed for that account, this input counted."""

    @property
    def label(self) -> str:
        """Position in text, or `<account>#<own count>` of a secret command."""
        return f"{self.by}#{self.own.acts}" if self.position is None else str(self.position)

    def event_id(self, audience: str, index: int) -> str:
        """Return the id of the n-th event for an audience, from 0.

        Each audience is counted apart, so that no id tells what others were told. Raises ValueError for a public
        event of a secret command: a fault of the program.
        """
        if audience == PUBLIC:
            if self.position is None:
                raise ValueError(f"a secret command told everybody: {self.label}")
            return f"{self.position}.{index}"
        told = self.position is None and audience == self.by
        return f"{self.label}.{index}" if told else f"{audience}@{self.label}.{index}"

    def chance(self, purpose: str, subject: str = "") -> Chance:
        """Return the stream for one purpose of this input."""
        return Chance.keyed((*self.key, purpose, subject))


def turn_name(wood: Wood) -> InputName:
    """Name the next turn; its chance is keyed by (seed, turn, purpose, subject)."""
    return InputName(wood.position + 1, (wood.seed, str(wood.turn + 1)))


def command_name(wood: Wood, by: Account, *, public: bool) -> InputName:
    """Name an account's next command; its chance is keyed by (seed, account, own count, purpose, subject).

    Public and secret commands are counted apart, so that what an account does in secret changes no public draw.
    """
    own = wood.sealed.get(by, Sealed())
    if public:
        own = replace(own, shown=own.shown + 1)
        return InputName(wood.position + 1, (wood.seed, by, f"shown {own.shown}"), by, own)
    own = replace(own, acts=own.acts + 1)
    return InputName(None, (wood.seed, by, f"acts {own.acts}"), by, own)
