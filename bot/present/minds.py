"""How the models of a council fare, in sentences."""

from __future__ import annotations

from bot.present.card import relative
from data.texts import Voice
from inference.mind_health import MindHealth


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
    if not health.reason:
        return ""
    detail = f"minds.details.{health.params.get('detail', '')}"
    words = {"detail": "?", **health.params}
    if voice.knows(detail):
        words["detail"] = voice(detail)
    return voice(f"minds.reasons.{health.reason}", **words)


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
