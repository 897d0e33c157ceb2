"""Extraction of the reply from a model's raw text: past its thinking, channels, prose and fences.

Every step is one search through the text, so the work is linear in it, and only `LONGEST` characters go on to
a parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from inference.replies.reply import Reply
from inference.replies.scan import AGAIN, Outline, outline

LONGEST = 8_192
"""Most characters that a parser ever sees; the longest reply in the contract has fewer than 1,000."""
_GAP = 64
"""Characters before a reply in which the comma of a list is looked for."""
SEARCHED = 65_536
"""Characters of a raw text in which a reply is looked for, thinking and all: some sixteen thousand tokens."""


def _any(*marks: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(mark) for mark in marks), re.IGNORECASE)


_ANSWER_FOLLOWS = _any(
    # gpt-oss (harmony), with its special tokens and as it reads when they were skipped
    *("<|channel|>final", "<|channel|>commentary", "assistantfinal", "assistantcommentary"),
    *(
        "</think>",
        "</thinking>",
        "</thought>",
        "</thoughts>",
        "</reasoning>",
        "</reflection>",
        "</scratchpad>",
    ),
    *(
        "</seed:think>",
        "[/THINK]",
        "◁/think▷",
        "<|end_of_thought|>",
        "<|END_THINKING|>",
        "<|begin_of_solution|>",
    ),
    *("<answer>", "<response>", "<|START_RESPONSE|>", "<output>"),
)
_THINKING_FOLLOWS = re.compile(
    _any(
        *(
            "<|channel|>analysis",
            "<think>",
            "<thinking>",
            "<thought>",
            "<thoughts>",
            "<reasoning>",
            "<reflection>",
        ),
        *("<scratchpad>", "<seed:think>", "[THINK]", "◁think▷", "<|begin_of_thought|>", "<|START_THINKING|>"),
    ).pattern
    + r"|\A\s*+analysis(?=[A-Z])",
    re.IGNORECASE,
)
_TURN_ENDS = _any(
    *(
        "<|im_end|>",
        "<|im_start|>",
        "<|endoftext|>",
        "<|eot_id|>",
        "<|eom_id|>",
        "<|end_of_text|>",
        "<|end|>",
    ),
    *(
        "<|return|>",
        "<|call|>",
        "<|start|>",
        "<|user|>",
        "<|start_header_id|>",
        "<end_of_turn>",
        "<start_of_turn>",
    ),
    *("</s>", "[INST]", "<extra_id_1>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<|END_RESPONSE|>"),
    *("\nUser:", "\nHuman:", "\n### Instruction", "\n### User"),
)

_KEYS = "|".join(Reply.model_fields)
_OPENS = re.compile(
    r"\{(?=\s*+(?:[}\"'“‘`]|\\\"|//|/\*|[\w -]{1,40}+(?:[:：=]|\Z)|\Z))|\[(?=\s*+(?:[\[{]|\Z))"
)
"""Where an object or a list of JSON may begin; most brackets of prose do not look so."""
_FIELD = re.compile(
    rf"[{{,]\s*+[\\\"'“‘`]*+\s*+(?:{_KEYS})\s*+(?:{AGAIN})*+[\\\"'”’`]*+\s*+[:：=]", re.IGNORECASE
)
_ANOTHER = re.compile(rf'(?<!\A)\{{"\s*+(?:{_KEYS})\s*+(?:{AGAIN})*+":', re.IGNORECASE)
_FIRST = re.compile(r"\{|\[(?=\s*+[\[{])")
_LISTED = re.compile(r"\}\s*+,\s*+\Z")
_BRACE_FORGOTTEN = re.compile(rf"\A[\s`]*+(?:json\s++)?(?P<reply>[\"'](?:{_KEYS})[\"']\s*+:)", re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r"[\[{\s]++\\\"")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "/": "/"}


@dataclass(frozen=True, slots=True)
class Extract:
    """The part of a raw text that is meant as the reply."""

    text: str
    complete: bool
    """False where the text broke off inside it."""
    alone: bool
    """False where another reply opens inside it: it is a wrapper, or a draft that was never closed."""


def extract(raw: str) -> Extract | None:
    """Find the reply in a raw text; None where there is none.

    Of several objects the one that opens last counts, cut off or not: models repeat the format, or write a draft,
    before they answer. What stands inside thinking, or inside another object, is never taken for the reply.
    """
    answer = _answer(raw[:SEARCHED])
    forgotten = _BRACE_FORGOTTEN.match(answer)
    if forgotten:
        answer = "{" + answer[forgotten.start("reply") :]
    first = _FIRST.search(answer)
    if not first:
        return None
    ends = _TURN_ENDS.search(answer, first.start())
    turn = answer[first.start() : ends.start()] if ends else answer[first.start() :]
    start, chosen = (_candidates(turn) or [(0, _outline(turn, 0))])[-1]
    if _LISTED.search(turn[max(0, start - _GAP) : start]):
        return None
    return Extract(chosen.text, chosen.complete, not _ANOTHER.search(chosen.text))


def _answer(raw: str) -> str:
    """What follows the model's thinking and comes before it thinks again."""
    start = 0
    for mark in _ANSWER_FOLLOWS.finditer(raw):
        start = mark.end()
    thinks = _THINKING_FOLLOWS.search(raw, start) if start else _THINKING_FOLLOWS.search(raw)
    return raw[start : thinks.start()] if thinks else raw[start:]


def _candidates(turn: str) -> list[tuple[int, Outline]]:
    """The outermost objects and lists that hold a field of a reply, or may have been going to, and where each opens."""
    found: list[tuple[int, Outline]] = []
    end = 0
    for opening in _OPENS.finditer(turn):
        if opening.start() < end:
            continue
        one = _outline(turn, opening.start())
        end = opening.start() + one.end
        if not one.complete or one.text == "{}" or _FIELD.search(one.text):
            found.append((opening.start(), one))
        if not one.complete:
            break
    return found


def _outline(turn: str, start: int) -> Outline:
    """The outline of the object or list that opens at `start`, its end counted from there, escaped quotes freed."""
    text = turn[start : start + LONGEST]
    if not _ESCAPED_QUOTE.match(text):
        return outline(text, 0)
    freed = outline(_ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[0]), text), 0)
    return replace(freed, end=len(text))
