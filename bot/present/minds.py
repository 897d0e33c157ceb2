"""Sentences on the health of a council's models."""

from __future__ import annotations

from collections.abc import Mapping

from bot.present.card import relative
from data.reading.texts import Voice
from inference.council.health import MindHealth


def health_line(voice: Voice, health: MindHealth, *, discord: bool = True) -> str:
    """One mind in a line; the instant as Discord shows it to each reader, or in UTC."""
    since = relative(health.since) if discord else f"{health.since:%H:%M} UTC"
    return voice(
        f"minds.{health.state}",
        mind=health.mind,
        model=health.model,
        since=since,
        why=reason_line(voice, health),
    )


def reason_line(voice: Voice, health: MindHealth) -> str:
    """Why a mind does not think; empty where it does."""
    return reason_words(voice, health.reason, health.params) if health.reason else ""


def reason_words(voice: Voice, reason: str, params: Mapping[str, int | str]) -> str:
    """A reason's code as a sentence."""
    told = str(params.get("detail", "?"))
    detail = voice(f"minds.details.{told}") if voice.knows(f"minds.details.{told}") else told.rstrip(".")
    return voice(f"minds.reasons.{reason}", **{**params, "detail": detail})


def work_line(voice: Voice, health: MindHealth) -> str:
    """What a mind has done so far."""
    return voice(
        "minds.worked",
        mind=health.mind,
        model=health.model,
        decisions=health.decisions,
        fallbacks=health.fallbacks,
        cached=f"{health.cached:.0%}",
    )
