"""A creature's legal moves as its reply names them, and a reply as its decision."""

from __future__ import annotations

from dataclasses import replace

from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.deals.proposal import Proposal
from engine.decision import Consent, Decision, Offer, Order, Say, VaultAct
from engine.means import Means
from engine.moves import Moves, legal_moves
from engine.perception import Perception
from inference.replies.reply import ANSWERS, Reply

ALIASES = ("a", "b")
"""What waiting proposals are called in prompt and reply: their own ids cost tokens with every turn played."""


def waiting(p: Perception) -> dict[str, Proposal]:
    """The proposals that this turn's reply answers, by alias; those beyond stay unanswered."""
    return dict(zip(ALIASES, p.proposals[:ANSWERS], strict=False))


def reply_moves(p: Perception) -> Moves:
    """What one creature's reply may hold. While proposals wait it answers them and offers nothing of its own."""
    moves, aliases = legal_moves(p.means), waiting(p)
    return replace(
        moves,
        proposals=tuple(aliases),
        resented=tuple(alias for alias, one in aliases.items() if one.id in moves.resented),
        offers=() if aliases else moves.offers,
    )


def widest_moves(cast: Cast, rules: Rules, creature: str, *, answering: bool) -> Moves:
    """Moves whose longest reply is as long as in any turn of this creature, with or without proposals to answer."""
    moves = legal_moves(Means(cast, rules, creature))
    return replace(moves, proposals=ALIASES, offers=()) if answering else moves


def decision_of(reply: Reply, p: Perception) -> Decision:
    """A reply as the decision that it stands for."""
    proposals = waiting(p)
    return Decision(
        thought=_line(reply.thought),
        orders=tuple(Order(o.side, o.good, o.quantity, o.limit) for o in reply.orders),
        say=Say(_line(reply.say.text), reply.say.about, reply.say.stance) if reply.say else None,
        answers=tuple(
            Consent(proposals[a.proposal].id, a.answer == "accept")
            for a in reply.answers
            if a.proposal in proposals
        ),
        proposals=tuple(Offer(o.to, o.kind, o.good, o.quantity, o.price, o.turns) for o in reply.proposals),
        vault=VaultAct(reply.vault.act, reply.vault.amount) if reply.vault else None,
    )


def _line(text: str) -> str:
    """A text without double blanks, or blanks at its end: the engine would take them out and say so."""
    return " ".join(text.split())
