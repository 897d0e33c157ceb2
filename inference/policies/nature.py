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
    horizon_turns: NatureNumber
    """Turns that expectations look ahead."""
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
    sold_out: Tuning
    """What a maker with nothing left of the last market asks above the reference."""
    glut: Tuning
    """What it takes off its ask for each turn of harvest that it has left."""
    glut_turns: NatureNumber
    """Turns of harvest left beyond which its ask falls no more, in turns."""
    anchor: Tuning
    """How far every limit leans from the reference toward the price at the founding."""
    means: Tuning
    """How far a limit leans from the reference toward what the creature's own means make of the good."""
    horizon: NatureNumber
    """Units that a creature's pebbles should last for: means per unit are pebbles over this."""
    fancy: Tuning
    """How far a creature's private fancy of the turn moves each of its limits at most, up or down."""
    taste: Tuning
    """Share of that by which it compares the prices of foods."""
    lot: NatureNumber
    """Most units of a food bought at once."""
    purse: Tuning
    """Share of its pebbles that one order may lock."""
    invest: Tuning
    """Share of its pebbles that a speculative order may lock."""
    conviction: Tuning
    """Expected move from which it speculates or dumps."""
    bold: Tuning
    """How strongly a temperament has to follow trends to buy what it does not need."""
    greed: Tuning
    """How far those who follow trends expect one of the asset to go on."""
    far: Tuning
    """How far above its price at the founding the asset has to be before it is thought dear; half of that below."""
    ardour: Tuning
    """How strongly one who thinks it dear or cheap expects it to come back."""
    stake: NatureNumber
    """Most units bought on speculation at once."""
    purse_days: Tuning
    """Days of food and fuel whose cost it keeps at hand, in thousandths."""
    poor_days: Tuning
    """Days of food and fuel at or below whose cost in pebbles it takes loans, in thousandths."""
    least_deposit: SomePebbles
    """Pebbles worth a walk to the vault."""
    fear: Tuning
    """Fear from which it withdraws everything."""
    default: Tuning
    """Fear that a loan lost by the vault's keeper brings, before a temperament's panic scales it."""
    reckless: Tuning
    """How strongly a temperament has to follow trends to take any loan that it is offered."""
    ahead: NatureNumber
    """Turns before a debt falls due in which it keeps the pebbles for it."""
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
