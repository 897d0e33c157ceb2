"""Who gives a command: the wood's forester, or a patron."""

from __future__ import annotations

from engine.accounts import FORESTER, Account
from engine.events.event import Origin


def origin_of(by: Account) -> Origin:
    """Return the origin of what somebody commands."""
    return "authored" if by == FORESTER else "patron"
