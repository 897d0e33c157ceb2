"""Why a command was refused, in a sentence that says what to do instead."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.plain import escaped
from bot.present.tales import rest_line
from data.texts import Value, Voice
from engine.decision import Refusal


def refusal_line(voice: Voice, refusal: Refusal) -> str:
    """Discord's own sentence for a refusal, or else the one that every edge shares."""
    params = refusal.params
    if refusal.code == "cooling_down":
        until = datetime.fromtimestamp(int(params["until"]), UTC)
        return rest_line(voice, str(params["what"]), str(params["subject"]), until)
    for key in (f"discord.errors.{refusal.code}", f"refusals.{refusal.code}"):
        if voice.knows(key):
            return voice(key, **{name: _shown(value) for name, value in params.items()})
    return voice("discord.errors.unforeseen")


def _shown(value: Value) -> Value:
    """A parameter that a person may have typed, made harmless."""
    return escaped(value, 64) if isinstance(value, str) else value
