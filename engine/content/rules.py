"""The rules' numbers, and the shocks and legends that can strike. Content, read from `data/`."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from engine.content.broker import BrokerRules
from engine.content.cast import Content, Identifier, Thousandths
from engine.content.hints import Hints
from engine.content.legend import Legend, Shock
from engine.content.money import Money, PebblesPerUnit

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Positive = Annotated[int, Field(ge=1, le=1_000_000)]


class SeasonRules(Content):
    """One season of the year."""

    id: Identifier
    turns: Annotated[int, Field(ge=1, le=60)]
    fuel: tuple[Count, Count]
    """Fuel that each creature needs per turn, in thousandths of a unit, on the season's first and last turn."""
    harsh: tuple[Count, Count] = (1000, 1000)
    """Share of that fuel which a year's season needs, in thousandths: drawn in secret for each year, between these."""
    first: tuple[Count, Count] | None = None
    """The same for the first such season of a wood; None for as any other."""
    hints: Thousandths = 0
    """How often a turn of the season brings a hint of how harsh the next one will be, in thousandths."""


class ScarcityRules(Content):
    """The three rules that make a creature need the others; each can be switched off for study."""

    diet: bool = True
    """Nobody can feed itself alone: kinds of food count. Off: everyone forages its own meal."""
    rot: bool = True
    """Hoards spoil."""
    hearth: bool = True
    """Fuel is needed, and one creature makes it."""


class MarketRules(Content):
    """The call auction and the reference price."""

    weight: Thousandths
    """Share of the gap between traded and reference price that the reference closes."""
    step: Thousandths
    """How far an entirely one-sided market moves an untraded reference."""
    breaker: Thousandths
    """How far the drift may move a reference that nobody traded at in a turn."""
    follow: Thousandths | None = None
    """How far it may move a reference toward a price that was paid; None for no farther than the breaker."""
    middle: bool = False
    """Whether an untraded reference goes to where orders stand when none stand at it."""
    floor: Positive
    """Lowest reference price and limit, in pebbles."""
    cap: Annotated[Positive, Money(most=1_000)]
    """Highest reference price and limit, in pebbles."""
    orders: Positive
    """Orders per creature and turn."""
    quantity: Positive
    """Units per order."""
    history: Positive
    """Reference prices that a wood remembers, in turns."""


class ValueRules(Content):
    """What goods count for in wealth."""

    paid: Count = 0
    """Prices paid whose median a good counts at; 0 for its reference price."""
    asset_turns: Positive = 15
    """Turns over which the asset counts at the mean of the prices paid."""


class WeatherRules(Content):
    """Weather in stretches, each good's by itself. Without them the harvest is the calendar's."""

    change: Thousandths = 0
    """How often a stretch ends, a turn."""
    harvest: tuple[Count, Count] = (1000, 1000)
    """Share of a harvest that a stretch brings in, in thousandths: drawn between these."""
    cold: tuple[Count, Count] = (1000, 1000)
    """Share of the season's fuel that a day needs, in thousandths: drawn between these, each day by itself."""
    truth: Thousandths = 800
    """How often a hint of the season to come is true."""
    told: Hints = Hints()
    """What hints say: the file `weather.toml`."""


class VigourRules(Content):
    """What hunger and cold take from a creature's harvest, in thousandths of it."""

    low: Annotated[int, Field(ge=1, le=1000)] = 1000
    """The least that is left."""
    loss: Thousandths = 0
    """Lost per kind of food and unit of fuel missing in a turn."""
    gain: Thousandths = 1000
    """Regained in a fed and warm turn."""
    neglect: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Further share of its stores that spoils, in thousandths of the vigour that it lacks."""


class CareRules(Content):
    """Who could pay and goes without is cared for, and pays for it: hunger and cold save nobody anything."""

    price: Annotated[int, Field(ge=0, le=10_000)] = 0
    """What each missing unit costs, in thousandths of its price paid."""
    share: Thousandths = 0
    """Most of its pebbles and its claim, beyond those that are spared, that the care of one missing unit may cost."""
    spared: Annotated[int, Money(), Field(ge=0)] = 0
    """Pebbles that care leaves a creature in any case."""


class MealRules(Content):
    """Eating: at most one unit of each food."""

    kinds: Count
    """Kinds of food wanted in a meal."""


class MoodRules(Content):
    """Mood in thousandths: mean-reverting, moved by meals, warmth and luck, never at zero."""

    base: Thousandths
    pull: Thousandths
    """Share of the gap to `base` that closes per turn."""
    missing: Thousandths
    """Lost per kind of food missing from the meal."""
    feast: Thousandths
    """Gained by a meal of every kind of food."""
    cold: Thousandths
    """Lost per unit of fuel missing."""
    loss: Thousandths
    """Lost by a default, a spoilt stock or a shut vault."""
    low: Annotated[int, Field(ge=1, le=1000)]
    high: Annotated[int, Field(ge=1, le=1000)]


class MemoryRules(Content):
    """Signed sentiment in thousandths, between -1000 and 1000."""

    fade: Thousandths
    """Share that fades per turn."""
    subjects: Positive
    """Strongest sentiments that a creature keeps."""
    shown: Positive
    """Strongest sentiments that its perception carries."""
    hostile: Annotated[int, Field(ge=-1000, le=0)]
    """At or below this a creature refuses every proposal of the other."""
    trade: Count
    kept: Count
    """A contract kept."""
    broken: Count
    """A contract broken."""
    refused: Count
    praise: Count
    warn: Count
    lines: Positive
    """Own recent lines that a creature remembers, for each of thought and gossip."""


class VaultRules(Content):
    """The wood's bank."""

    reserve: Thousandths
    """Cash per claims below which the breaker binds the keeper's own bids and loans."""
    shut: Positive
    """Turns for which the vault shuts when its cash has ended."""
    share: Thousandths
    """Share of loan interest that the depositors get."""
    pledge: Thousandths
    """Share of the keeper's pebbles that goes each turn to mend a hole in the vault."""

    def breaks(self, cash: int, owed: int) -> bool:
        """Whether the vault's cash is below its reserve, so that the keeper may neither bid nor lend."""
        return cash * 1000 < self.reserve * owed


class ContractRules(Content):
    """Forward deliveries and loans between creatures."""

    turns: Positive
    """Longest term, in turns."""
    open: Positive
    """Open contracts per creature."""
    collateral: Thousandths
    """Pledge of a forward's seller, per price."""
    pledge: Thousandths
    """Worth of the goods that a borrower pledges, per principal."""
    gain: Thousandths
    """Highest gain of a lender over the principal."""


class FairRules(Content):
    """What winter concentrates, the fairs give back."""

    seasons: tuple[Identifier, ...]
    """Seasons on whose first turn a fair is held."""
    levy: Thousandths
    """Share of the pebbles above the mean that the richer give to the poorer."""
    upkeep: Thousandths
    """Share of the wealth above twice the mean that its owner gives to the others each turn."""
    mint: Thousandths
    """Share of the gap between the wood's pebbles and those of its founding that a fair closes."""


class StartRules(Content):
    """What a creature begins with."""

    pebbles: Annotated[Positive, Money(most=10_000)]
    own: Count
    """Units of its own good."""
    food: Count
    """Units of each other food."""
    fuel: Count


class Rules(Content):
    """Everything that is not the cast and that the engine needs to know."""

    version: Positive
    """Raised whenever the same inputs would give another outcome."""
    money: PebblesPerUnit = 1
    """Pebbles per unit of the amounts that content files hold: prices, purses, the market's cap."""
    chapter: Positive
    """Turns in a chapter."""
    opening: Count
    """Turns of the year that have passed at founding."""
    news: Positive
    """Pieces of public news that a perception carries."""
    foresight: Positive
    """Turns of fuel need, this one included, that the calendar shows a creature."""
    text: Positive
    """Characters of a thought or a piece of gossip."""
    seasons: Annotated[tuple[SeasonRules, ...], Field(min_length=1)]
    scarcity: ScarcityRules = ScarcityRules()
    market: MarketRules
    value: ValueRules = ValueRules()
    weather: WeatherRules = WeatherRules()
    vigour: VigourRules = VigourRules()
    care: CareRules = CareRules()
    meal: MealRules
    mood: MoodRules
    memory: MemoryRules
    vault: VaultRules
    contracts: ContractRules
    fair: FairRules
    start: StartRules
    broker: BrokerRules = BrokerRules()
    natural: Thousandths = 0
    """How often a turn in which no shock or legend is at work lets a shock loose by chance."""
    shocks: tuple[Shock, ...] = ()
    legends: tuple[Legend, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [tale.id for tale in (*self.shocks, *self.legends)]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"id used twice: {', '.join(twice)}")
        unknown = sorted(set(self.fair.seasons) - {s.id for s in self.seasons})
        if unknown:
            raise ValueError(f"fair.seasons names unknown seasons: {', '.join(unknown)}")
        if self.market.floor > self.market.cap:
            raise ValueError("market.floor is above market.cap")
        return self

    @cached_property
    def shock(self) -> dict[str, Shock]:
        """Shocks by id."""
        return {s.id: s for s in self.shocks}

    @cached_property
    def legend(self) -> dict[str, Legend]:
        """Legends by id."""
        return {s.id: s for s in self.legends}

    @cached_property
    def tale(self) -> dict[str, Shock]:
        """Shocks and legends by id."""
        return {**self.shock, **self.legend}

    @cached_property
    def year(self) -> int:
        """Turns in a year."""
        return sum(s.turns for s in self.seasons)

    @cached_property
    def calendar(self) -> tuple[tuple[SeasonRules, int], ...]:
        """Season and turn of the season, from 1, of every turn of a year."""
        return tuple((season, part) for season in self.seasons for part in range(1, season.turns + 1))
