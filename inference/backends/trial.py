"""Trial of constrained decoding: a schema that allows one reply alone shows whether replies are held to it."""

from __future__ import annotations

from inference.backend import Completion, Message, Request

TRIAL = Request(
    messages=(Message("user", "Ready?"),),
    schema={
        "type": "object",
        "properties": {"ready": {"type": "string", "enum": ["yes"]}},
        "required": ["ready"],
        "additionalProperties": False,
    },
    max_tokens=32,
    seed=0,
    text_tokens=1,
)


def is_held(reply: Completion) -> bool:
    """Whether the reply to the trial is the one that its schema allows."""
    return reply.text.strip() == '{"ready":"yes"}'
