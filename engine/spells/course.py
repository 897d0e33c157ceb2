"""The course of a spell: when it strikes, tells, acts and ends, with what was drawn for it in secret.

What is drawn stands nowhere: it is a function of the wood's seed and the spell's id, which is made of public things.
Whoever lacks the seed knows of a course what the turns have shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.chance import Chance
from engine.content.legend import (
    EFFECT,
    Caravan,
    Harvest,
    Legend,
    NeedSettlement,
    Price,
    Settle,
    Shock,
    Spoil,
    Tell,
    moments,
)
from engine.content.rules import Rules
from engine.spells.spell import Spell


@dataclass(frozen=True, slots=True)
class Timed:
    """An act of a course as strong as it was drawn, and the turns in which it is at work."""

    first: int
    after: int
    """The first turn in which it is at work no longer."""
    act: Settle


@dataclass(frozen=True, slots=True)
class Course:
    """All that a spell that has struck will do, secret but for what the turns have shown."""

    spell: Spell
    tells: tuple[tuple[int, Tell], ...]
    """What the wind tells, each with its turn."""
    acts: tuple[Timed, ...]
    over: int
    """The first turn in which nothing of it is left."""


def course_of(seed: str, rules: Rules, spell: Spell) -> Course:
    """Return the course of a spell that has struck."""
    tale = rules.tale[spell.tale]
    chance = _chance(seed, spell) if spell.drawn else None
    turns = _turns(tale, spell.start, chance)
    tells = tuple((turns[tell.after], tell) for tell in tale.tells)
    acts = tuple(_acts(tale, turns, chance))
    over = max([turn + 1 for turn, _ in tells] + [timed.after for timed in acts], default=spell.start + 1)
    return Course(spell, tells, acts, over)


def courses(seed: str, rules: Rules, spells: Iterable[Spell]) -> list[Course]:
    """Return the courses of the spells that have struck, in the order given."""
    return [course_of(seed, rules, spell) for spell in spells if spell.start]


def awake(seed: str, rules: Rules, spell: Spell, turn: int) -> Spell:
    """Return a spell as a turn finds it: struck in this turn, where its fuse has burnt down by then."""
    if spell.start or turn < spell.drawn + _fuse(seed, rules.tale[spell.tale], spell):
        return spell
    return replace(spell, start=turn)


def _fuse(seed: str, tale: Shock, spell: Spell) -> int:
    fuse = tale.fuse if isinstance(tale, Legend) else (0, 0)
    return _chance(seed, spell).derive("fuse").between(*fuse)


def _chance(seed: str, spell: Spell) -> Chance:
    return Chance.keyed((seed, "course", spell.id))


def _turns(tale: Shock, start: int, chance: Chance | None) -> dict[int, int]:
    """The turn of each of a tale's moments; from one to the next some more turns than its file says may pass."""
    pace = chance.derive("pace") if chance else None
    turns, late = {}, 0
    for place, after in enumerate(moments(tale)):
        late += pace.between(*tale.pace) if pace and place else 0
        turns[after] = start + after + late
    return turns


def _acts(tale: Shock, turns: dict[int, int], chance: Chance | None) -> Iterable[Timed]:
    for place, act in enumerate(tale.settles):
        draws = chance.derive("act", str(place)) if chance else None
        if draws and not draws.happens(act.chance):
            continue
        first = turns[act.after]
        lasts = act.turns if isinstance(act, EFFECT) else 1
        yield Timed(first, first + lasts, sized(act, draws.between(*tale.size)) if draws else act)


def sized(act: Settle, size: int) -> Settle:
    """Return an act at some size, in thousandths of what its file has.

    A price's factor is taken to that power. Of a harvest's factor the distance from 1 is multiplied, as are extra
    needs, shares and quantities. How long an act lasts stays as it is.
    """
    update: dict[str, int] = {}
    match act:
        case _ if size == 1000:
            return act
        case Price():
            update["factor"] = power(act.factor, size)
        case Harvest():
            update["factor"] = max(0, 1000 + (act.factor - 1000) * size // 1000)
        case NeedSettlement():
            update["extra"] = act.extra * size // 1000
        case Spoil():
            update["share"] = min(1000, act.share * size // 1000)
        case Caravan():
            update["quantity"] = max(1, (act.quantity * size + 500) // 1000)
    return act.model_copy(update=update)


@lru_cache(maxsize=1024)
def power(factor: int, exponent: int) -> int:
    """Return a factor to some power, all three in thousandths, rounded down: whole numbers alone, equal everywhere."""
    target = factor**exponent * 1000 ** (1000 - exponent) if exponent < 1000 else factor**exponent
    unit = 1000 ** max(0, exponent - 1000)
    low, high = 0, 1000 * (factor // 1000 + 1) ** (exponent // 1000 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**1000 * unit <= target:
            low = middle
        else:
            high = middle - 1
    return low
