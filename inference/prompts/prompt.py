"""Prompt of a decision: a prefix that all creatures of a cast share, then one creature's card and turn.

It is made from the perception and nothing else. Where it costs more tokens than it may, whole lines are left out
by the wording's order of importance.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from math import ceil

from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.errors import Coded
from engine.perception import Perception
from inference.backend import Message
from inference.prompts.situation import PromptLine, fill, situation
from inference.prompts.template import PromptTemplate, quotable

CountMessages = Callable[[Sequence[Message]], Awaitable[int]]
"""Tokens of a whole chat prompt by the mind's own tokenizer; see `inference.backend.Backend.count`."""


class PromptTooLong(Coded):
    """What must stay of a prompt costs `tokens`, more than the `budget`."""

    code = "prompt_too_long"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt before it is fitted to a tokenizer."""

    shared: str
    lines: tuple[PromptLine, ...]
    dropped: tuple[int, ...]
    """Places of the lines that it can do without, in the order in which they go."""

    def messages(self, without: int = 0) -> tuple[Message, ...]:
        """The chat prompt without the first `without` lines of `dropped`."""
        gone = set(self.dropped[:without])
        lines = [line.text for index, line in enumerate(self.lines) if index not in gone]
        return (Message("system", self.shared), Message("user", "\n".join(lines)))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A prompt that keeps its budget."""

    messages: tuple[Message, ...]
    tokens: int
    left_out: int
    """Lines that did not fit."""


class Prompter:
    """Writes prompts in one wording."""

    def __init__(self, words: PromptTemplate) -> None:
        self._words = words
        self._order: dict[str, int] = {kind: rank for rank, kind in enumerate(words.importance.dropped)}
        self._shared: dict[tuple[str, str], str] = {}

    @property
    def words(self) -> PromptTemplate:
        """The wording, its token budgets among them."""
        return self._words

    def prompt(self, p: Perception) -> Prompt:
        """The prompt of one creature's turn."""
        lines = tuple(situation(p, self._words))
        return Prompt(self.shared(p.cast, p.rules), lines, self._droppable(lines))

    def shared(self, cast: Cast, rules: Rules) -> str:
        """What every creature of a cast under these rules is told first, byte for byte."""
        key = (cast.digest, rules.digest)
        if key not in self._shared:
            self._shared[key] = _shared(cast, rules, self._words)
        return self._shared[key]

    def _droppable(self, lines: Sequence[PromptLine]) -> tuple[int, ...]:
        """Order lines by what can be left out: the least important kind first, of one kind the oldest."""
        spare = [index for index, line in enumerate(lines) if line.kind in self._order]
        return tuple(sorted(spare, key=lambda index: self._order[lines[index].kind]))


async def fit_prompt(prompt: Prompt, count: CountMessages, budget: int) -> Fitted:
    """Leave out as few lines as bring a prompt within a budget of tokens.

    Counted whole each time; what a line would save is guessed from the tokens per character of the whole, and
    the count that follows says whether the guess was enough. Raises PromptTooLong, and what `count` raises.
    """
    left_out = 0
    while True:
        messages = prompt.messages(left_out)
        tokens = await count(messages)
        if tokens <= budget:
            return Fitted(messages, tokens, left_out)
        if left_out == len(prompt.dropped):
            raise PromptTooLong(tokens=tokens, budget=budget)
        left_out += _lines_to_save(prompt, left_out, messages, tokens, budget)


def _lines_to_save(
    prompt: Prompt, left_out: int, messages: Sequence[Message], tokens: int, budget: int
) -> int:
    """How many further lines probably bring a prompt within its budget; one at least."""
    characters = sum(len(message.content) for message in messages)
    wanted, saved = ceil((tokens - budget) * characters / tokens), 0
    further = prompt.dropped[left_out:]
    for number, index in enumerate(further, 1):
        saved += len(prompt.lines[index].text) + 1
        if saved >= wanted:
            return number
    return len(further)


def _shared(cast: Cast, rules: Rules, words: PromptTemplate) -> str:
    texts, scarcity, own = words.texts, rules.scarcity, cast.fuel
    return fill(
        texts["shared"],
        wood=quotable(cast.name),
        makers=", ".join(f"{maker} {good}" for good, maker in cast.maker.items()),
        diet=fill(texts["diet"], kinds=rules.meal.kinds) if scarcity.diet else "",
        hearth=fill(texts["hearth"], fuel=cast.fuel) if scarcity.hearth else "",
        rot=texts["rot"] if scarcity.rot else "",
        asset=fill(texts["asset"], asset=cast.asset.id) if cast.asset else "",
        orders=rules.market.orders,
        pebbles=quotable(cast.pebbles),
        keeper=cast.keeper,
        own=own,
        example=_example(cast, words),
    ).strip()


def _example(cast: Cast, words: PromptTemplate) -> str:
    """A reply of the fuel's maker, legal in its first turn: it sells what it makes, buys a food, and talks."""
    own, food = cast.good[cast.fuel], cast.good[cast.foods[-1]]
    reply = {
        "thought": fill(words.texts["example_thought"], own=own.id),
        "orders": [
            {"side": "sell", "good": own.id, "quantity": 2, "limit": max(own.price + 1, own.price * 7 // 6)},
            {"side": "buy", "good": food.id, "quantity": 1, "limit": food.price},
        ],
        "say": {"text": fill(words.texts["example_say"], own=own.id), "about": own.id, "stance": "rise"},
        "proposals": [
            {
                "to": cast.maker[food.id],
                "kind": "forward",
                "good": own.id,
                "quantity": 2,
                "price": 2 * own.price,
                "turns": 3,
            }
        ],
        "vault": None,
    }
    return json.dumps(reply, separators=(",", ":"))
