"""Why a part of a decision, or a command, was not carried out: the sentence for an engine's refusal."""

from __future__ import annotations

from collections.abc import Mapping

from data.reading.texts import Voice
from engine.decision import Refusal


def refusal_sentence(voice: Voice, refusal: Refusal, names: Mapping[str, str]) -> str:
    """The sentence of `[refusals]` for a refusal; `names` turns ids of goods and creatures into what they are called.

    The same code can mean different things in an order and at the vault: `refusals.<part>.<code>` comes before
    `refusals.<code>`.
    """
    params = {
        key: names.get(value, value) if isinstance(value, str) else value
        for key, value in refusal.params.items()
    }
    return voice(sentence_key(voice, refusal.where, refusal.code), **params)


def sentence_key(voice: Voice, where: str, code: str) -> str:
    """The key of the sentence for a code at a place such as `orders[0]`."""
    special = f"refusals.{where.partition('[')[0]}.{code}"
    return special if voice.knows(special) else f"refusals.{code}"
