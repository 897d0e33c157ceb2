"""The reply contract: what a model's answer is once it has been read. Every later field is optional too."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.content.legend import Stance
from engine.decision import Side
from engine.means import AMPLE

TEXT = 100
"""Most characters of a thought or of gossip."""
ORDERS = 4
"""Most orders of a reply; the rules may allow fewer, and of more the budget of tokens would leave too little room."""
ANSWERS = 2
PROPOSALS = 1

LETTERS = "A-Za-z0-9"
PLAIN = f"{LETTERS} .,!?;:'()-"
"""The characters of a model's text, as the inside of a regular expression's class.

None of them can close a prompt's delimiter, ping or format a post, or needs an escape in JSON; and each is
one byte, so that in no tokenizer can a text cost more tokens than it has characters.
"""

AnswerWord = Literal["accept", "refuse"]
VaultWord = Literal["deposit", "withdraw"]
STANCES_OF_GOOD: tuple[Stance, ...] = ("rise", "fall", "none")
STANCES_OF_CREATURE: tuple[Stance, ...] = ("praise", "warn", "none")
ReplyId = Annotated[str, Field(min_length=1, max_length=64)]
Amount = Annotated[int, Field(ge=1, le=AMPLE)]
ReplyText = Annotated[str, Field(max_length=TEXT, pattern=f"^(?:[{LETTERS}][{PLAIN}]*)?$")]


class ReplyPart(BaseModel):
    """A part of the reply: frozen, bounded, and without other keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class OrderReply(ReplyPart):
    """An order wished for; quantity in units, limit in pebbles per unit."""

    side: Side
    good: ReplyId
    quantity: Amount
    limit: Amount


class SayReply(ReplyPart):
    """Gossip. `rise` and `fall` are said of a good, `praise` and `warn` of a creature."""

    text: Annotated[ReplyText, Field(min_length=1)]
    about: Annotated[str, Field(max_length=64)] = ""
    """Id of a good or a creature; empty for neither."""
    stance: Stance = "none"


class AnswerReply(ReplyPart):
    """The answer to a proposal."""

    proposal: ReplyId
    answer: AnswerWord


class ProposalReply(ReplyPart):
    """A contract offered; quantity and price as `engine.moves.Terms` has them, turns in turns."""

    to: ReplyId
    kind: ReplyId
    good: ReplyId
    quantity: Amount
    price: Amount
    turns: Amount


class VaultReply(ReplyPart):
    """A deposit or a withdrawal, in pebbles."""

    act: VaultWord
    amount: Amount


class Reply(ReplyPart):
    """All that a model may answer for one creature in one turn; the empty reply does nothing."""

    thought: ReplyText = ""
    orders: Annotated[tuple[OrderReply, ...], Field(max_length=ORDERS)] = ()
    say: SayReply | None = None
    answers: Annotated[tuple[AnswerReply, ...], Field(max_length=ANSWERS)] = ()
    proposals: Annotated[tuple[ProposalReply, ...], Field(max_length=PROPOSALS)] = ()
    vault: VaultReply | None = None
