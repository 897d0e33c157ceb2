"""The thousand tokens by real tokenizers: at turns 15 and 2,000, with full memories, many patrons, long names."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from engine.content.cast import Cast
from engine.founding import found
from engine.perception import Perception, perceive
from engine.turn import advance
from engine.wood import Wood
from inference.backend import Message
from inference.backends.chat_template import ChatTemplate
from inference.council.admission import Admission
from inference.prompts.prompt import fit_prompt
from inference.replies.moves import reply_moves
from inference.replies.schema import reply_schema
from tests.inference.council.stand_in_councils import INSTINCT, PROMPTER, ROOM, RULES, WOOD, WORDS, asks_of
from tests.inference.prompts.test_prompt import full
from tests.inference.replies.random_replies import compact, draw
from tests.inference.tiny_models import make_tokenizer

pytestmark = pytest.mark.vllm

TEMPLATE = ChatTemplate(make_tokenizer(), {})


async def count(messages: tuple[Message, ...]) -> int:
    return len(TEMPLATE.tokens(messages))


def played(wood: Wood, turns: int) -> Wood:
    """A wood that lived for so many turns by instinct, thoughts and gossip and all."""
    for _ in range(turns):
        decisions = {a.creature: INSTINCT.think(a.perception, a.chance) for a in asks_of(wood)}
        wood = advance(wood, decisions).wood
    return wood


def crowded(wood: Wood) -> Wood:
    """Every creature has strong feelings for as many patrons as it can remember."""
    patrons = {f"patron:{10**6 + n}": (-1) ** n * (999 - n) for n in range(RULES.memory.subjects)}
    return replace(wood, souls={c: replace(soul, memory=patrons) for c, soul in wood.souls.items()})


def long_names(cast: Cast) -> Cast:
    """The cast with names as long as content may have them."""
    return cast.changed(
        creatures=tuple(
            c.changed(name=f"{c.name}brandybuck"[:14], species="great crested newt", card="Verbose. " * 33)
            for c in cast.creatures
        ),
        pebbles="golden doubloons",
        pebble="golden doubloon",
    )


async def most_tokens(p: Perception, admission: Admission) -> int:
    """Prompt and the longest of many replies in this turn's schema."""
    room = await admission.room(p.cast, p.rules)
    fit = await fit_prompt(PROMPTER.prompt(p), count, WORDS.tokens.prompt)
    legal = reply_moves(p)
    schema, rng = reply_schema(legal, room.of(legal)), random.Random(1)
    replies = (compact(draw(schema, rng, longest=n == 0)) for n in range(20))
    longest = max(TEMPLATE.count(reply) + 1 for reply in replies)
    assert fit.tokens <= WORDS.tokens.prompt
    assert longest <= WORDS.tokens.reply
    return fit.tokens + longest


@pytest.mark.parametrize("cast", [WOOD, ROOM, long_names(WOOD)], ids=["wood", "trading-room", "long-names"])
@pytest.mark.parametrize("turns", [15, 2_000])
async def test_a_call_costs_a_thousand_tokens_at_most(cast: Cast, turns: int) -> None:
    wood, admission = crowded(played(found(cast, RULES, "2"), turns)), Admission(PROMPTER, count)
    perceptions = list(perceive(wood.open()).values())
    costs = [await most_tokens(p, admission) for one in perceptions for p in (one, full(one))]
    assert max(costs) <= WORDS.tokens.total
