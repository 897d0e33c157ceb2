"""A wood played by hand: its state between two commands, and what moves it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.problem import Refused
from bot.story.narrator import turn_story
from bot.story.record import TurnRecord, observe
from bot.story.story import Story
from data.reading.narrator import Narrator
from engine.commands.table import Command, apply
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.decision import Applied
from engine.founding import founding
from engine.turn import Outcome
from engine.wood import Wood
from inference.mind import Mind
from inference.round import play_round

NAME = "play"
"""The wood's public id for minds."""
KEPT = 61
"""Records and stories that a game remembers: a year, and the turn before it."""


@dataclass(frozen=True, slots=True)
class Game:
    """One wood between two commands."""

    council: str
    """Who thinks for its creatures, as `--council` names it."""
    base: Wood
    """The wood after its last turn, before the commands since."""
    commands: tuple[Command, ...] = ()
    """Commands since the last turn, in order."""
    outcomes: tuple[Outcome, ...] = ()
    """What each of them did; as many as `commands`."""
    records: tuple[TurnRecord, ...] = ()
    stories: tuple[Story, ...] = ()
    applied: Mapping[str, Applied] = field(default_factory=dict)
    """What became of the last turn's decisions."""

    @property
    def wood(self) -> Wood:
        """The wood as it is now."""
        return self.outcomes[-1].wood if self.outcomes else self.base


def new_game(cast: Cast, rules: Rules, seed: str, council: str) -> Game:
    """A founded wood before its first turn."""
    founded = founding(cast, rules, seed)
    return Game(council, founded.wood, records=(observe(founded),))


async def next_turn(game: Game, mind: Mind, narrator: Narrator) -> Game:
    """Play one turn and tell it."""
    wood = game.wood
    played = await play_round(NAME, wood, mind)
    record = observe(played.outcome, game.outcomes)
    last = game.stories[-1] if game.stories else None
    story = turn_story(record, wood.cast, wood.rules, narrator, last)
    return Game(
        council=game.council,
        base=played.outcome.wood,
        records=(*game.records, record)[-KEPT:],
        stories=(*game.stories, story)[-KEPT:],
        applied=played.outcome.applied,
    )


def order(game: Game, command: Command) -> Game:
    """Carry out a command between turns. Raises Refused where the engine refuses it; the game is then as it was."""
    outcome = apply(game.wood, command)
    if outcome.refusal is not None:
        raise Refused(outcome.refusal)
    return replace(game, commands=(*game.commands, command), outcomes=(*game.outcomes, outcome))


def at_work(game: Game) -> Mapping[str, str]:
    """Shocks and legends at work: id of the tale -> id of its spell."""
    return {spell.tale: spell.id for spell in game.wood.spells}
