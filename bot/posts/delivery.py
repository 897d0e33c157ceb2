"""Classification of delivery failures: passing, blocked or faulty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import aiohttp
import discord

FailureKind = Literal["passing", "blocked", "faulty"]
"""`passing` mends itself, `blocked` a person has to mend, `faulty` is the post itself."""

REASONS = {
    10003: "channel_gone",
    10004: "removed",
    50001: "missing_permission",
    50008: "channel_gone",
    50013: "missing_permission",
    50083: "thread_locked",
    160005: "thread_locked",
}
"""Discord's codes for what a person has to mend, and the reason for which the wood rests."""
FORBIDDEN = 403
LATER = frozenset({401, 408, 429})
"""Statuses of requests that had no effect and may be repeated."""
RECEIVED = 500
"""From this status on nobody knows whether the request took effect."""


@dataclass(frozen=True, slots=True)
class DeliveryFailure:
    """Delivery failure: why a post did not go out."""

    kind: FailureKind
    reason: str
    in_doubt: bool = False
    """Whether the post may stand in the channel nevertheless."""


def failure(error: BaseException) -> DeliveryFailure | None:
    """Classify an error of sending; None where it is none of Discord's or the network's."""
    if isinstance(error, discord.HTTPException):
        return _refused(error)
    if isinstance(error, discord.RateLimited):
        return DeliveryFailure("passing", "rate_limited")
    if isinstance(error, aiohttp.ClientError | OSError | TimeoutError):
        return DeliveryFailure("passing", type(error).__name__, in_doubt=True)
    return None


def _refused(error: discord.HTTPException) -> DeliveryFailure:
    if error.code in REASONS or error.status == FORBIDDEN:
        return DeliveryFailure("blocked", REASONS.get(error.code, "missing_permission"))
    if error.status >= RECEIVED or error.status in LATER:
        return DeliveryFailure("passing", f"http_{error.status}", in_doubt=error.status >= RECEIVED)
    return DeliveryFailure("faulty", f"http_{error.status}_{error.code}")
