"""Sentences for refusals, each with what to do instead."""

from __future__ import annotations

from dataclasses import replace

from bot.words.escape import escape
from bot.words.localiser import tale_title
from data.reading.texts import TextValue, Voice, sentence_key
from engine.content.rules import Rules
from engine.decision import Refusal


def refusal_line(voice: Voice, refusal: Refusal) -> str:
    """Discord's own sentence for a refusal, or else the one that every edge shares."""
    params = refusal.params
    key = _key(voice, refusal.where, refusal.code)
    if not voice.knows(key):
        return voice("discord.errors.unforeseen")
    return voice(key, **{name: _show(value) for name, value in params.items()})


def has_sentence(voice: Voice, code: str) -> bool:
    """Whether there is a sentence for a code, Discord's own or one that every edge shares."""
    return voice.knows(_key(voice, "", code))


def with_titles(voice: Voice, rules: Rules, refusal: Refusal) -> Refusal:
    """A refusal that calls a shock or legend by its title."""
    tale = refusal.params.get("id")
    if tale not in rules.tale:
        return refusal
    return replace(refusal, params={**refusal.params, "id": tale_title(voice, rules, str(tale))})


def _key(voice: Voice, where: str, code: str) -> str:
    own = f"discord.errors.{code}"
    return own if voice.knows(own) else sentence_key(voice, where, code)


def _show(value: TextValue) -> TextValue:
    """A parameter that a person may have typed, made harmless."""
    return escape(value, 64) if isinstance(value, str) else value
