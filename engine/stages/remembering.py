"""Memory: sentiments fade, only the strongest stay, and each creature keeps its own recent lines."""

from __future__ import annotations

from engine.draft import Draft
from engine.events.facts import Said, Thought
from engine.wood import Gossip


def gossip(draft: Draft) -> None:
    """What creatures say this turn is heard by the others next turn; praise and warnings touch their subject
    at once.
    """
    draft.gossip = []
    for creature, applied in draft.applied.items():
        say = applied.applied.say
        if say is None:
            continue
        draft.gossip.append(Gossip(creature, say.text, say.about, say.stance))
        draft.emit(Said, creature=creature, about=say.about, stance=say.stance, text=say.text)
        rules = draft.rules.memory
        if say.stance == "praise":
            draft.feel(draft.cast.account[say.about], draft.cast.account[creature], rules.praise)
        elif say.stance == "warn":
            draft.feel(draft.cast.account[say.about], draft.cast.account[creature], -rules.warn)


def remembering(draft: Draft) -> None:
    """Fade every sentiment toward nothing, drop the weakest beyond the limit, and keep the last lines."""
    rules = draft.rules.memory
    for creature in draft.cast.creature:
        faded = {}
        sentiments = draft.memory[creature]
        for subject, value in sentiments.items():
            step = max(1, abs(value) * rules.fade // 1000)
            left = value - step if value > 0 else value + step
            if left:
                faded[subject] = left
        if len(faded) > rules.subjects:
            strongest = sorted(faded, key=lambda subject: (-abs(faded[subject]), subject))[: rules.subjects]
            faded = {subject: faded[subject] for subject in strongest}
        draft.memory[creature] = faded
        _keep_lines(draft, creature)


def _keep_lines(draft: Draft, creature: str) -> None:
    applied = draft.applied.get(creature)
    if applied is None:
        return
    keep, kept = draft.rules.memory.lines, applied.applied
    if kept.thought:
        draft.tell(draft.cast.account[creature], Thought, creature=creature, text=kept.thought)
        draft.thoughts[creature] = (*draft.thoughts[creature], kept.thought)[-keep:]
    if kept.say:
        draft.lines[creature] = (*draft.lines[creature], kept.say.text)[-keep:]
