"""Admission of a model: whether it keeps the token budget with a cast, and how long its texts may be."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from engine import accounts
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.deals.proposal import Proposal
from engine.founding import found
from engine.means import MOST
from engine.moves import Moves
from engine.perception import Perception, perceive
from inference.backend import Message
from inference.council.supervisor import Unfit
from inference.prompts.prompt import CountMessages, Prompter
from inference.replies.length import text_room
from inference.replies.moves import widest_moves

_BARE = "a"
"""One token in every tokenizer: what a chat prompt of it costs beyond is the template's."""
_TOGETHER = 8
"""Pieces counted at once: a server that has just come up is not stormed."""


@dataclass(frozen=True, slots=True)
class Room:
    """Most characters that a thought and gossip may have each."""

    offering: int
    answering: int
    """While proposals wait for an answer."""

    def of(self, legal: Moves) -> int:
        """The room in a turn with these moves."""
        return self.answering if legal.proposals else self.offering


class Admission:
    """Measures one mind's tokenizer against casts, each once."""

    def __init__(self, prompter: Prompter, count: CountMessages) -> None:
        self._prompter = prompter
        self._count = count
        self._pieces: dict[str, int] = {}
        self._rooms: dict[tuple[str, str], Room | Unfit] = {}
        self._measuring = asyncio.Lock()

    async def room(self, cast: Cast, rules: Rules) -> Room:
        """The room for texts with a cast. Raises Unfit where prompt or reply would be too long, and BackendFailed."""
        key = (cast.digest, rules.digest)
        if key not in self._rooms:
            async with self._measuring:
                if key not in self._rooms:
                    self._rooms[key] = await self._measure(cast, rules)
        room = self._rooms[key]
        if isinstance(room, Unfit):
            raise room
        return room

    async def _measure(self, cast: Cast, rules: Rules) -> Room | Unfit:
        tokens = self._prompter.words.tokens
        longest = max([await self._count(_least(self._prompter, p)) for p in _heaviest(cast, rules)])
        if longest > tokens.prompt:
            return Unfit("prompt_too_long", cast=cast.id, tokens=longest, most=tokens.prompt)
        rooms = {
            answering: min(
                [
                    await self._text_room(widest_moves(cast, rules, c, answering=answering))
                    for c in cast.creature
                ]
            )
            for answering in (False, True)
        }
        if min(rooms.values()) < tokens.text:
            return Unfit("reply_too_long", cast=cast.id, most=tokens.reply)
        return Room(offering=rooms[False], answering=rooms[True])

    async def _text_room(self, legal: Moves) -> int:
        """`inference.replies.length.text_room`, its pieces counted as they come up.

        Which pieces it asks for can depend on what others cost, so it is asked until it needs no new one.
        """
        while True:
            unknown: set[str] = set()

            def count(text: str, unknown: set[str] = unknown) -> int:
                if text not in self._pieces:
                    unknown.add(text)
                return self._pieces.get(text, len(text))

            room = text_room(legal, count, self._prompter.words.tokens.reply)
            if not unknown:
                return room
            await self._count_pieces(sorted(unknown))

    async def _count_pieces(self, pieces: list[str]) -> None:
        around = await self._count((Message("user", _BARE),)) - 1
        for start in range(0, len(pieces), _TOGETHER):
            some = pieces[start : start + _TOGETHER]
            counts = await asyncio.gather(*(self._count((Message("user", piece),)) for piece in some))
            self._pieces.update({piece: max(1, n - around) for piece, n in zip(some, counts, strict=True)})


def _least(prompter: Prompter, p: Perception) -> tuple[Message, ...]:
    """What must stay of a prompt."""
    prompt = prompter.prompt(p)
    return prompt.messages(len(prompt.dropped))


def _heaviest(cast: Cast, rules: Rules) -> list[Perception]:
    """Perceptions in which what must stay is as long as it gets: full purses and stores, two proposals waiting."""
    perceptions = []
    for p in perceive(found(cast, rules, "").open()).values():
        other = next(creature for creature in cast.creature if creature != p.me.id)
        parties = (accounts.creature(other), accounts.creature(p.me.id))
        offers = tuple(
            Proposal("", *parties, kind, good, rules.market.quantity, MOST, rules.contracts.turns)
            for kind, good in (("loan", p.me.makes), ("forward", p.me.makes))
        )
        perceptions.append(
            replace(
                p,
                turn=MOST,
                pebbles=MOST,
                stock=dict.fromkeys(p.stock, 99),
                proposals=offers,
                bank=replace(p.bank, claim=MOST, cash=MOST, owed=MOST, bound=p.me.id == cast.keeper),
            )
        )
    return perceptions
