"""Where in a model's raw text its reply stands: past its thinking, its channels, its prose and its fences.

Every step is one search through the text, so the work is linear in it, and only `LONGEST` characters go on to
a parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from inference.reply import Reply
from inference.scan import Outline, outline

LONGEST = 8_192
"""Most characters that a parser ever sees; the longest reply in the contract has fewer than 1,000."""
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
_REPLY_OPENS = re.compile(rf"\{{\s*+(?:\\?[\"'“‘`])?(?:{_KEYS})(?:\\?[\"'”’`])?\s*+:", re.IGNORECASE)
_BRACE_FORGOTTEN = re.compile(rf"\A[\s`]*+(?:json\s++)?(?P<reply>[\"'](?:{_KEYS})[\"']\s*+:)", re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r"\{\s*+\\\"")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "/": "/"}


@dataclass(frozen=True, slots=True)
class Extract:
    """The part of a raw text that is meant as the reply."""

    text: str
    complete: bool
    """False where the text broke off inside it."""


def extract(raw: str) -> Extract | None:
    """Find the reply in a raw text; None where there is none.

    Of several objects the last whole one counts: models repeat the format, or write a draft, before they
    answer. What stands inside thinking is never taken for the reply.
    """
    answer = _answer(raw[:SEARCHED])
    forgotten = _BRACE_FORGOTTEN.match(answer)
    if forgotten:
        answer = "{" + answer[forgotten.start("reply") :]
    first = answer.find("{")
    if first < 0:
        return None
    ends = _TURN_ENDS.search(answer, first)
    turn = answer[first : ends.start()] if ends else answer[first:]
    found = _candidates(turn) or [_outline(turn, 0)]
    whole = [one for one in found if one.complete]
    chosen = (whole or found)[-1]
    return Extract(chosen.text, chosen.complete)


def _answer(raw: str) -> str:
    """What follows the model's thinking and comes before it thinks again."""
    start = 0
    for mark in _ANSWER_FOLLOWS.finditer(raw):
        start = mark.end()
    thinks = _THINKING_FOLLOWS.search(raw, start) if start else _THINKING_FOLLOWS.search(raw)
    return raw[start : thinks.start()] if thinks else raw[start:]


def _candidates(turn: str) -> list[Outline]:
    """The objects that begin as a reply does, none inside another."""
    found: list[Outline] = []
    end = 0
    for opening in _REPLY_OPENS.finditer(turn):
        if opening.start() >= end:
            found.append(_outline(turn, opening.start()))
            end = opening.start() + found[-1].end
    return found


def _outline(turn: str, start: int) -> Outline:
    """The outline of the object that opens at `start`, its end counted from there, escaped quotes freed."""
    text = turn[start : start + LONGEST]
    if not _ESCAPED_QUOTE.match(text):
        return outline(text, 0)
    freed = outline(_ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[0]), text), 0)
    return replace(freed, end=len(text))
