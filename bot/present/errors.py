"""What went wrong, in a sentence that says what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.eras import EraRefused
from bot.plain import escaped
from bot.present.tales import rest_line
from bot.problem import Problem
from bot.schedule import ScheduleRefused
from data.failures import StoreError
from data.texts import Value, Voice

KNOWN = (Problem, StoreError, ScheduleRefused, EraRefused)
"""Errors that carry a code and parameters."""


def code_of(error: BaseException) -> str:
    """An error's code; `unforeseen` for a fault of the program."""
    return error.code if isinstance(error, KNOWN) else "unforeseen"


def sentence_for(voice: Voice, error: BaseException) -> str:
    """What a person reads of an error."""
    if isinstance(error, KNOWN):
        return sentence(voice, error.code, error.params)
    return voice("discord.errors.unforeseen")


def sentence(voice: Voice, code: str, params: Mapping[str, Value]) -> str:
    """What a person reads of a code: Discord's own sentence, or else the one that every edge shares."""
    if code == "cooling_down" and {"what", "subject", "until"} <= set(params):
        until = datetime.fromtimestamp(int(params["until"]), UTC)
        return rest_line(voice, str(params["what"]), str(params["subject"]), until)
    for key in (f"discord.errors.{code}", f"refusals.{code}"):
        if voice.knows(key):
            return voice(key, **{name: _shown(value) for name, value in params.items()})
    return voice("discord.errors.unforeseen")


def _shown(value: Value) -> Value:
    """A parameter that a person may have typed, made harmless."""
    return escaped(value, 64) if isinstance(value, str) else value
