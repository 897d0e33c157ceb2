"""Who gives a command: the wood's forester, or a patron by number."""

from __future__ import annotations

from engine.event import Origin

FORESTER = "forester"
PATRON = "patron:"
DIGITS = 20
"""Most digits of a patron's number."""


def is_patron(by: object) -> bool:
    """Return whether an account is `patron:<n>`."""
    if not isinstance(by, str) or not by.startswith(PATRON):
        return False
    number = by.removeprefix(PATRON)
    return number.isascii() and number.isdecimal() and len(number) <= DIGITS


def is_somebody(by: object) -> bool:
    """Return whether an account may give commands at all."""
    return by == FORESTER or is_patron(by)


def origin_of(by: str) -> Origin:
    """Return the origin of what somebody commands."""
    return "authored" if by == FORESTER else "patron"
