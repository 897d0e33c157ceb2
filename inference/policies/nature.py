"""The rule policy's numbers, read from `data/content/instinct.toml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine.content.cast import Content
from engine.content.money import Money

Tuning = Annotated[int, Field(ge=0, le=10_000)]
NatureNumber = Annotated[int, Field(ge=1, le=10_000)]
PebbleAmount = Annotated[int, Money(most=10_000), Field(ge=0)]
SomePebbles = Annotated[PebbleAmount, Field(ge=1)]


class Nature(Content):
    """Thousandths unless said otherwise; temperaments scale them by their habits."""

    trend_turns: NatureNumber
    """Turns over which a trend is measured."""
    rumour: Tuning
    """Expected move that a wholly believed rumour stands for."""
    wind: Tuning
    """The same for what is told on the wind."""
    sway: NatureNumber
    """Largest expected move that any outlook comes to."""
    pressing: Tuning
    """What a creature bids above the reference for a need that this turn leaves open."""
    bare: Tuning
    """What cold or hunger suffered last turn adds to that, per unit missing."""
    spare: Tuning
    """What a creature bids below the reference for stores it can do without."""
    glut: Tuning
    """What it takes off its ask for each further turn of harvest in store."""
    glut_turns: NatureNumber
    """Turns of own harvest in store that are no glut, in turns."""
    means: Tuning
    """How far a limit leans from the reference toward what the creature's own means make of the good."""
    horizon: NatureNumber
    """Units that a creature's pebbles should last for: means per unit are pebbles over this."""
    taste: Tuning
    """How far a creature's fancy of the turn moves the price at which it compares a food with others."""
    lot: NatureNumber
    """Most units of a food bought at once."""
    purse: Tuning
    """Share of its pebbles that one order may lock."""
    invest: Tuning
    """Share of its pebbles that a speculative order may lock."""
    conviction: Tuning
    """Expected move from which it speculates or dumps."""
    stake: NatureNumber
    """Most units bought on speculation at once."""
    cushion: PebbleAmount
    """Pebbles kept in the purse before anything is saved."""
    poor: PebbleAmount
    """Pebbles at or below which it draws on its savings and takes loans."""
    least_deposit: SomePebbles
    """Pebbles worth a walk to the vault."""
    fear: Tuning
    """Fear from which it withdraws everything."""
    loan: SomePebbles
    """Pebbles of the least loan worth offering."""
    loan_share: Tuning
    """Share of the vault's cash above its reserve that one loan may take."""
    loan_rate: Tuning
    """Gain asked for a loan."""
    loan_turns: NatureNumber
    forward_lot: NatureNumber
    forward_turns: NatureNumber
    forward_discount: Tuning
    """What a forward's unit price is below the reference."""
