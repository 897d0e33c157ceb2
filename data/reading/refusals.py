"""Why a part of a decision, or a command, was not carried out: the key of the sentence for an engine's refusal."""

from __future__ import annotations

from data.reading.texts import Voice


def sentence_key(voice: Voice, where: str, code: str) -> str:
    """The key of the sentence for a code at a place such as `orders[0]`.

    The same code can mean different things in an order and at the vault: `refusals.<part>.<code>` comes before
    `refusals.<code>`.
    """
    special = f"refusals.{where.partition('[')[0]}.{code}"
    return special if voice.knows(special) else f"refusals.{code}"
