"""A moot: several minds decide one creature, and what they disagree on is settled the same way every time.

The moot takes one mind's decision whole, for a mixture would be nobody's plan. It takes the one that shares the
most wishes with the others; of several, the one that wishes for the least beyond those; of several still, the one
whose mind stands first in the council file. A wish is a side of a good, an answer to a proposal, an offer of a kind to
a creature, an act at the vault, or a stance said of something; amounts and words are not compared. Minds that had to be
stood in for have no vote while another has one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from engine.decision import Decision
from inference.mind import Answer

DISSENT = "moot: "
"""How a trace's notes of a moot begin."""
ABSENT = " was stood in for"
"""What a note says of a mind without a vote."""
Wish = tuple[str, str]


def wishes(decision: Decision) -> frozenset[Wish]:
    """What a decision wants, without amounts and words."""
    found: list[Wish] = [(order.side, order.good) for order in decision.orders]
    found += [("accept" if answer.accept else "refuse", answer.proposal) for answer in decision.answers]
    found += [(f"offer {offer.kind}", offer.to) for offer in decision.proposals]
    if decision.vault:
        found.append((decision.vault.act, ""))
    if decision.say and decision.say.stance != "none":
        found.append((decision.say.stance, decision.say.about))
    return frozenset(found)


def settle(answers: Sequence[Answer]) -> Answer:
    """The moot's answer, of its minds' in the order of their seats; its trace tells who wanted something else.

    Raises ValueError where there is no answer.
    """
    if not answers:
        raise ValueError("a moot of nobody")
    voting = [a for a in answers if a.trace.status != "fallback"] or list(answers)
    wanted = [wishes(answer.decision) for answer in voting]
    votes = Counter(wish for one in wanted for wish in one)

    def rank(seat: int) -> tuple[int, int, int]:
        shared = sum(votes[wish] - 1 for wish in wanted[seat])
        alone = sum(votes[wish] == 1 for wish in wanted[seat])
        return (-shared, alone, seat)

    seat = min(range(len(voting)), key=rank)
    chosen = voting[seat]
    others = [answer for answer in answers if answer is not chosen]
    notes = [f"{DISSENT}{chosen.trace.mind} decides among {len(answers)}"]
    notes += [
        f"{DISSENT}{answer.trace.mind} wanted {_in_words(wishes(answer.decision))}"
        for answer in others
        if answer in voting and wishes(answer.decision) != wanted[seat]
    ]
    notes += [
        f"{DISSENT}{a.trace.mind}{ABSENT}: {'; '.join(a.trace.problems)}" for a in others if a not in voting
    ]
    return replace(chosen, trace=replace(chosen.trace, problems=(*chosen.trace.problems, *notes)))


def has_dissent(problems: Sequence[str]) -> bool:
    """Whether a trace's problems tell of a moot whose minds wanted different things."""
    return any(note.startswith(DISSENT) and " wanted " in note for note in problems)


def stood_in(problems: Sequence[str]) -> bool:
    """Whether a trace's problems tell of a moot in which a mind had to be stood in for."""
    return any(note.startswith(DISSENT) and ABSENT in note for note in problems)


def _in_words(wanted: frozenset[Wish]) -> str:
    return "; ".join(f"{what} {whom}".strip() for what, whom in sorted(wanted)) or "nothing"
