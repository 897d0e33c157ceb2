"""A shock or legend put to work, as everybody may know it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.accounts import Account
from engine.events.event import Origin


@dataclass(frozen=True, slots=True)
class Spell:
    """A shock or legend at work, or a legend that has been drawn and has not struck. All of it is public.

    When it strikes, how hard and how fast is drawn in secret and stands nowhere: `engine.spells.course` has it.
    """

    id: str
    tale: str
    """Id of the shock or legend."""
    start: int
    """Turn in which it struck, from which its tells and acts are counted; 0 until then."""
    by: Account
    """The forester, a patron, or nature."""
    cause: str
    """Event of the drawing."""
    origin: Origin
    drawn: int = 0
    """First turn in which it may strike; 0 for one of before chance had a part in tales, which is as its file says."""
