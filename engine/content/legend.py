"""Shocks and legends as content: what they tell (free to be ignored) and what they settle (authored)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from engine.content.cast import Content, Identifier, Thousandths

Target = Annotated[str, Field(pattern=r"^@?[a-z][a-z0-9-]{0,31}$")]
Stance = Literal["rise", "fall", "praise", "warn", "none"]
After = Annotated[int, Field(ge=0, le=30)]
Turns = Annotated[int, Field(ge=1, le=60)]


def _ordered(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] > span[1]:
        raise ValueError(f"the range begins at {span[0]}, above its end {span[1]}")
    return span


Few = Annotated[int, Field(ge=0, le=15)]
TurnSpan = Annotated[tuple[Few, Few], AfterValidator(_ordered)]
"""From and to, both included, in turns."""
Size = Annotated[int, Field(ge=100, le=3000)]
SizeSpan = Annotated[tuple[Size, Size], AfterValidator(_ordered)]
"""From and to, both included, in thousandths."""


class Tell(Content):
    """A rumour on the wind: minds hear it before they decide, and may do the opposite."""

    act: Literal["tell"] = "tell"
    after: After = 0
    """Turns after the strike."""
    about: Target
    """A good, or with `praise` and `warn` a creature."""
    stance: Stance
    text: Annotated[str, Field(min_length=1, max_length=140)]


class TaleAct(Content):
    """Something that a tale settles, whatever the creatures decide."""

    after: After = 0
    """Turns after the strike."""
    chance: Thousandths = 1000
    """How often it comes at all; whether it does is drawn in secret."""


class Harvest(TaleAct):
    """The maker's harvest is multiplied for some turns."""

    act: Literal["harvest"] = "harvest"
    good: Target
    factor: Annotated[int, Field(ge=0, le=4000)]
    """In thousandths."""
    turns: Turns


class NeedSettlement(TaleAct):
    """Every creature needs more or less fuel for some turns."""

    act: Literal["need"] = "need"
    extra: Annotated[int, Field(ge=-4000, le=4000)]
    """Fuel per creature and turn, in thousandths of a unit."""
    turns: Turns


class Price(TaleAct):
    """The reference price is overwritten after the auction; it alone may pass the drift's breaker."""

    act: Literal["price"] = "price"
    good: Target
    factor: Annotated[int, Field(ge=50, le=5000)]
    """In thousandths of the reference price at that moment."""


class Spoil(TaleAct):
    """A share of every stock of a good is lost at once."""

    act: Literal["spoil"] = "spoil"
    good: Target
    share: Thousandths


class Freeze(TaleAct):
    """The vault is shut for some turns."""

    act: Literal["freeze"] = "freeze"
    turns: Turns


class Caravan(TaleAct):
    """A stranger trades through the same auction as the creatures for some turns."""

    act: Literal["caravan"] = "caravan"
    side: Literal["buy", "sell"]
    good: Target
    quantity: Annotated[int, Field(ge=1, le=100)]
    """Units a turn."""
    limit: Annotated[int, Field(ge=100, le=5000)]
    """In thousandths of the reference price."""
    turns: Turns = 1


Settle = Annotated[Harvest | NeedSettlement | Price | Spoil | Freeze | Caravan, Field(discriminator="act")]
EFFECT = (Harvest, NeedSettlement, Caravan)
"""Acts that last `turns` turns; the others happen once."""


class Shock(Content):
    """A change of the world."""

    id: Identifier
    title: Annotated[str, Field(min_length=1, max_length=60)]
    emoji: Annotated[str, Field(min_length=1, max_length=8)]
    text: Annotated[str, Field(min_length=1, max_length=300)]
    """What the chronicle says when it strikes."""
    tells: tuple[Tell, ...] = ()
    settles: tuple[Settle, ...] = ()
    size: SizeSpan = (1000, 1000)
    """How strong each act is, drawn in secret for each: `engine.spells.course.sized` says what of it."""
    pace: TurnSpan = (0, 0)
    """Turns that pass from one of its moments to the next beyond what `after` says, drawn in secret for each."""
    natural: Annotated[int, Field(ge=0, le=1000)] = 0
    """How often chance picks it, against the others' numbers; 0 where only a person can let it loose."""
    seasons: tuple[Identifier, ...] = ()
    """Seasons in which it may come by itself; all where none is named."""


class Legend(Shock):
    """A named episode of market history that fires over several turns."""

    fuse: TurnSpan = (0, 0)
    """Turns that pass from the drawing to the strike, drawn in secret."""
    episode: Annotated[str, Field(min_length=1, max_length=80)]
    """The real episode it retells."""
    year: Annotated[int, Field(ge=1000, le=2100)]
    truth: Annotated[str, Field(min_length=1, max_length=300)]
    """One line of true history."""
    source: Annotated[str, Field(min_length=1, max_length=200)]


def moments(tale: Shock) -> list[int]:
    """Turns after the strike at which a tale tells or settles something, in order, as its file has them."""
    return sorted({part.after for part in (*tale.tells, *tale.settles)})


def lasts(tale: Shock) -> int:
    """Turns from the strike to the last turn in which a tale still acts, at least 1, where nothing of it is late."""
    ends = [tell.after + 1 for tell in tale.tells]
    ends += [act.after + (act.turns if isinstance(act, EFFECT) else 1) for act in tale.settles]
    return max(ends, default=1)


def longest(tale: Shock) -> int:
    """Most turns from a tale's drawing to the last turn in which it can still act, whatever is drawn for it."""
    fuse = tale.fuse[1] if isinstance(tale, Legend) else 0
    return fuse + lasts(tale) + tale.pace[1] * max(0, len(moments(tale)) - 1)
