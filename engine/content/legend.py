"""Shocks and legends as content: what they tell (free to be ignored) and what they settle (authored)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.content.cast import Content, Identifier, Thousandths

Target = Annotated[str, Field(pattern=r"^@?[a-z][a-z0-9-]{0,31}$")]
Stance = Literal["rise", "fall", "praise", "warn", "none"]
After = Annotated[int, Field(ge=0, le=30)]
Turns = Annotated[int, Field(ge=1, le=60)]


class Tell(Content):
    """A rumour on the wind: minds hear it before they decide, and may do the opposite."""

    act: Literal["tell"] = "tell"
    after: After = 0
    """Turns after the drawing."""
    about: Target
    """A good, or with `praise` and `warn` a creature."""
    stance: Stance
    text: Annotated[str, Field(min_length=1, max_length=140)]


class Harvest(Content):
    """The maker's harvest is multiplied for some turns."""

    act: Literal["harvest"] = "harvest"
    after: After = 0
    good: Target
    factor: Annotated[int, Field(ge=0, le=4000)]
    """In thousandths."""
    turns: Turns


class NeedSettlement(Content):
    """Every creature needs more or less fuel for some turns."""

    act: Literal["need"] = "need"
    after: After = 0
    extra: Annotated[int, Field(ge=-4000, le=4000)]
    """Fuel per creature and turn, in thousandths of a unit."""
    turns: Turns


class Price(Content):
    """The reference price is overwritten after the auction; it alone may pass the drift's breaker."""

    act: Literal["price"] = "price"
    after: After = 0
    good: Target
    factor: Annotated[int, Field(ge=50, le=5000)]
    """In thousandths of the reference price at that moment."""


class Spoil(Content):
    """A share of every stock of a good is lost at once."""

    act: Literal["spoil"] = "spoil"
    after: After = 0
    good: Target
    share: Thousandths


class Freeze(Content):
    """The vault is shut for some turns."""

    act: Literal["freeze"] = "freeze"
    after: After = 0
    turns: Turns


class Caravan(Content):
    """A stranger trades through the same auction as the creatures for some turns."""

    act: Literal["caravan"] = "caravan"
    after: After = 0
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


class Legend(Shock):
    """A named episode of market history that fires over several turns."""

    episode: Annotated[str, Field(min_length=1, max_length=80)]
    """The real episode it retells."""
    year: Annotated[int, Field(ge=1000, le=2100)]
    truth: Annotated[str, Field(min_length=1, max_length=300)]
    """One line of true history."""
    source: Annotated[str, Field(min_length=1, max_length=200)]


def lasts(tale: Shock) -> int:
    """Turns from the drawing to the last turn in which the shock or legend still acts, at least 1."""
    ends = [tell.after + 1 for tell in tale.tells]
    ends += [act.after + (act.turns if isinstance(act, EFFECT) else 1) for act in tale.settles]
    return max(ends, default=1)
