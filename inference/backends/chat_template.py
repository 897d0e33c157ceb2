"""Chat template of a model: with its tokenizer, it turns messages into tokens."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from threading import Lock
from typing import Any

from inference.backend import BackendFailed, Message

REMEMBERED = 1_024
"""Prompts kept as tokens: one is counted before it is asked, and asked again when it failed."""
PROBE = (Message("system", "Rules."), Message("user", "Turn."))


class ChatTemplate:
    """Renders and counts prompts with one tokenizer of the `transformers` kind. May be called from any thread."""

    def __init__(self, tokenizer: Any, options: Mapping[str, Any], prefill: str = "") -> None:
        """Raises BackendFailed where the model has no usable chat template."""
        self._tokenizer = tokenizer
        self._options = dict(options)
        self._prefill = prefill
        self._lock = Lock()
        self._known: OrderedDict[tuple[Message, ...], tuple[int, ...]] = OrderedDict()
        self._fault = ""
        self._folds = False
        """Whether the template has no system role."""
        self._folds = not self._renders()
        if self._folds and not self._renders():
            raise BackendFailed("refused", detail=f"no usable chat template: {self._fault}")

    def tokens(self, messages: Sequence[Message]) -> tuple[int, ...]:
        """The tokens of a whole prompt, up to where the reply begins. Raises BackendFailed."""
        key = tuple(messages)
        with self._lock:
            if known := self._known.get(key):
                self._known.move_to_end(key)
                return known
        try:
            found = tuple(self._tokenizer.encode(self._text(key), add_special_tokens=False))
        except Exception as error:  # a template is a program of the model's maker and may raise anything
            raise BackendFailed("refused", detail=f"the chat template failed: {error}") from error
        with self._lock:
            self._known[key] = found
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def count(self, text: str) -> int:
        """Tokens of a bare text, without special tokens."""
        return len(self._tokenizer.encode(text, add_special_tokens=False))

    def _text(self, messages: Sequence[Message]) -> str:
        spoken = _fold(messages) if self._folds else messages
        rendered: str = self._tokenizer.apply_chat_template(
            [asdict(message) for message in spoken],
            tokenize=False,
            add_generation_prompt=True,
            **self._options,
        )
        return rendered + self._prefill

    def _renders(self) -> bool:
        try:
            rendered = self._text(PROBE)
        except Exception as error:  # see `tokens`
            self._fault = str(error)
            return False
        self._fault = "it says nothing of the messages"
        return all(message.content in rendered for message in PROBE)


def _fold(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The same prompt for a template without a system role: what the system says opens the first user message."""
    system = [message.content for message in messages if message.role == "system"]
    others = [message for message in messages if message.role != "system"]
    if not (system and others):
        return tuple(messages)
    return (replace(others[0], content="\n\n".join([*system, others[0].content])), *others[1:])
