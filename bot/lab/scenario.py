"""A scenario: a cast, rules, a number of turns, and the commands that come just before some of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from bot.problem import Problem
from engine.commands.table import Command, apply
from engine.commands.tales import DrawLegend, FireShock
from engine.content.cast import Cast
from engine.content.legend import longest
from engine.content.rules import Rules
from engine.founding import founding
from engine.turn import Outcome
from engine.wood import Wood
from inference.mind import Mind
from inference.round import PlayedTurn, play_round

MOST_TURNS = 100_000


@dataclass(frozen=True, slots=True)
class Cue:
    """A command applied just before a turn is played."""

    turn: int
    command: Command


@dataclass(frozen=True, slots=True)
class Scenario:
    """All that decides how a wood goes, but its seed and its minds."""

    cast: Cast
    rules: Rules
    turns: int
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What happened from one turn to the next: commands, then the turn itself. At the founding there is no round."""

    outcome: Outcome
    commands: tuple[Outcome, ...] = ()
    round: PlayedTurn | None = None

    @property
    def wood(self) -> Wood:
        return self.outcome.wood


def scenario(
    cast: Cast, rules: Rules, turns: int, shocks: Sequence[str] = (), legends: Sequence[str] = ()
) -> Scenario:
    """A scenario from options written `<id>@<turn>`.

    Raises Problem where the turns are not between 1 and `MOST_TURNS`, or an option is malformed, names what the
    rules lack, comes after the last turn, or may come while the same shock, or any legend, is still at work.
    """
    if not 1 <= turns <= MOST_TURNS:
        raise Problem("bad_turns", turns=turns, most=MOST_TURNS)
    cues = [*_shock_cues(shocks, rules, turns), *_legend_cues(legends, rules, turns)]
    _refuse_overlaps(cues, rules)
    return Scenario(cast, rules, turns, tuple(sorted(cues, key=lambda cue: cue.turn)))


async def steps(name: str, plan: Scenario, seed: str, mind: Mind) -> AsyncIterator[Step]:
    """The founding, then every turn of a scenario. `name` is the wood's public id."""
    founded = founding(plan.cast, plan.rules, seed)
    yield Step(founded)
    wood, late = founded.wood, list[Cue]()
    for turn in range(1, plan.turns + 1):
        await asyncio.sleep(0)  # a policy never waits, and only who waits can be stopped
        due, commands = [*late, *(cue for cue in plan.cues if cue.turn == turn)], []
        late = []
        for cue in due:
            done = apply(wood, cue.command)
            if done.refusal is None:
                commands.append(done)
                wood = done.wood
            else:
                late.append(cue)  # chance was first with the same shock, which has to be over
        played = await play_round(name, wood, mind)
        wood = played.outcome.wood
        yield Step(played.outcome, tuple(commands), played)


def _shock_cues(options: Sequence[str], rules: Rules, turns: int) -> Iterator[Cue]:
    for option in options:
        name, turn = _split("shock", option, turns)
        if name not in rules.shock:
            raise Problem("unknown_shock", id=name, known=", ".join(rules.shock))
        yield Cue(turn, FireShock(name))


def _legend_cues(options: Sequence[str], rules: Rules, turns: int) -> Iterator[Cue]:
    for option in options:
        name, turn = _split("legend", option, turns)
        if name not in rules.legend:
            raise Problem("unknown_legend", id=name, known=", ".join(rules.legend))
        yield Cue(turn, DrawLegend(name))


def _split(kind: str, option: str, turns: int) -> tuple[str, int]:
    name, sign, turn = option.partition("@")
    if not (name and sign and turn.isascii() and turn.isdecimal() and len(turn) <= 9):
        raise Problem("bad_cue", option=option, kind=kind)
    if not 1 <= int(turn) <= turns:
        raise Problem("cue_too_late", option=option, kind=kind, turns=turns)
    return name, int(turn)


def _refuse_overlaps(cues: Sequence[Cue], rules: Rules) -> None:
    free: dict[str, tuple[str, int]] = {}
    for cue in sorted(cues, key=lambda c: c.turn):
        name = _tale_of(cue.command)
        if name is None:
            continue
        place = "legend" if name in rules.legend else name
        other, turn = free.get(place, ("", 0))
        if cue.turn < turn:
            raise Problem("still_at_work", id=name, other=other, turn=cue.turn, free=turn)
        free[place] = (name, cue.turn + longest(rules.tale[name]))


def _tale_of(command: Command) -> str | None:
    """Return the id of the shock or legend that a command puts to work, or None where it does no such thing."""
    match command:
        case FireShock(shock=name):
            return name
        case DrawLegend(legend=name):
            return name
        case _:
            return None
