"""The cast of a wood: its goods, its creatures and their temperaments. Content, read from `data/content/casts/`."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from hashlib import blake2b
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine.accounts import FIXED, Account, creature
from engine.content.money import Money

TemperamentKind = Literal["institution", "supplier", "analyst", "speculator", "disruptor"]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
Thousandths = Annotated[int, Field(ge=0, le=1000)]
Line = Annotated[str, Field(min_length=1, max_length=200)]

RESERVED = FIXED | {"pebble", "wind"}


class Content(BaseModel):
    """Frozen, strict content: an unknown field is an error, so that a typing mistake never passes unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @cached_property
    def digest(self) -> str:
        """A stable hash of this content, part of every hash of a wood that lives by it.

        What stands at its default is left out: a field that a later version adds changes no digest.
        """
        return blake2b(self.model_dump_json(exclude_defaults=True).encode(), digest_size=16).hexdigest()

    def known_as(self, digest: str) -> Self:
        """A copy under the digest that it was stored by: an earlier version may have written the same otherwise."""
        copy = self.model_copy()
        copy.__dict__["digest"] = digest
        return copy

    def changed(self, **update: object) -> Self:
        """A copy with some fields replaced, validated again.

        `model_copy` would carry along what was cached of the old content, its digest for one.
        Raises pydantic.ValidationError.
        """
        return type(self).model_validate(
            {name: getattr(self, name) for name in type(self).model_fields} | update
        )


class Good(Content):
    """One good: a food (eaten at the meal) or the fuel (burnt on the hearth)."""

    id: Identifier
    name: Annotated[str, Field(min_length=1, max_length=14)]
    emoji: Annotated[str, Field(min_length=1, max_length=8)]
    kind: Literal["food", "fuel"]
    price: Annotated[int, Money(most=100), Field(ge=1)]
    """Reference price at founding, in pebbles."""
    harvest: Annotated[int, Field(ge=0, le=50_000)]
    """Units that its maker brings in per turn, in thousandths of a unit, before the season."""
    rot: Thousandths
    """Share of every stock that spoils per turn."""
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    seasons: dict[Identifier, Annotated[int, Field(ge=0, le=5000)]] = {}
    """Harvest by season, in thousandths of `harvest`; 1000 where a season is not named."""


class Asset(Content):
    """A thing of fixed supply that is traded and owned: nobody makes, eats or burns it, and it does not spoil."""

    id: Identifier
    name: Annotated[str, Field(min_length=1, max_length=14)]
    emoji: Annotated[str, Field(min_length=1, max_length=8)]
    price: Annotated[int, Money(most=100), Field(ge=1)]
    """Reference price at founding, in pebbles."""
    units: Annotated[int, Field(ge=1, le=100)]
    """Units dealt to each creature at the founding."""
    joy: Annotated[int, Field(ge=0, le=100)] = 0
    """Mood that owning it gives each turn, in thousandths, whatever the number of units."""
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    kind: Literal["asset"] = "asset"


Ware = Good | Asset
"""What has an auction."""


class Habits(Content):
    """How far a creature under the rule policy leans in each direction, in thousandths."""

    markup: Annotated[int, Field(ge=-500, le=1000)] = 0
    """What it asks above the reference price for its own good."""
    haggle: Annotated[int, Field(ge=-500, le=500)] = 0
    """What it bids below the reference price when nothing presses."""
    hoard: Annotated[int, Field(ge=0, le=20)] = 1
    """Turns of each need that it wants in store, in turns."""
    reserve: Annotated[int, Money(most=100), Field(ge=1)] = 1
    """The least it takes for a unit of its own good, in pebbles."""
    least: Thousandths = 0
    """The least it takes for a unit, in thousandths of what its own good has cost of late."""
    trend: Annotated[int, Field(ge=-1000, le=1000)] = 0
    """How strongly it buys what rises (below zero: what falls)."""
    value: Annotated[int, Field(ge=-1000, le=2000)] = 0
    """How strongly it expects prices to come back to what is usual."""
    calendar: Annotated[int, Field(ge=0, le=2000)] = 0
    """How strongly it expects prices to go as the almanac has them."""
    sure: Annotated[int, Field(ge=0, le=2000)] = 100
    """The expected move from which it speaks of a price."""
    lean: Annotated[int, Field(ge=-1000, le=1000)] = 0
    """How much dearer it expects what it holds, when it speaks."""
    provide: Annotated[int, Field(ge=0, le=20)] = 0
    """Turns beyond those that the calendar shows for which it lays in fuel."""
    patience: Thousandths = 0
    """How little it lowers its ask for what it has left."""
    trust: Thousandths = 300
    """How readily it believes gossip."""
    panic: Thousandths = 300
    """How readily a warning makes it withdraw, overbid or dump."""
    bluff: Thousandths = 0
    """How often what it says in public is the opposite of what it expects."""
    talk: Thousandths = 600
    """How often it says anything."""
    save: Thousandths = 200
    """Share of its spare pebbles that it takes to the vault."""
    lend: Thousandths = 0
    """How readily it offers loans."""
    forward: Thousandths = 0
    """How readily it offers its good for later delivery."""


class Creature(Content):
    """One creature: what it makes, its temperament, and what it may say of itself."""

    id: Identifier
    name: Annotated[str, Field(min_length=1, max_length=14)]
    species: Annotated[str, Field(min_length=1, max_length=20)]
    emoji: Annotated[str, Field(min_length=1, max_length=8)]
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    makes: Identifier
    temperament: TemperamentKind
    card: Annotated[str, Field(min_length=1, max_length=300)]
    """Its character in a sentence or two, for its own prompt and for `/creature card`."""
    habits: Habits = Habits()


class Magistrate(Content):
    """Who enforces the rules and trades nothing."""

    id: Identifier
    name: Annotated[str, Field(min_length=1, max_length=14)]
    species: Annotated[str, Field(min_length=1, max_length=20)]
    emoji: Annotated[str, Field(min_length=1, max_length=8)]


class Broker(Content):
    """Who says what it expects to be paid, and trades nothing either. A cast may leave it without a name of its own."""

    id: Identifier = "broker"
    name: Annotated[str, Field(min_length=1, max_length=14)] = "Broker"
    species: Annotated[str, Field(min_length=1, max_length=20)] = "broker"
    emoji: Annotated[str, Field(min_length=1, max_length=8)] = "🧮"


class Cast(Content):
    """Goods, creatures and magistrate of one kind of wood; the institution keeps the vault."""

    id: Identifier
    name: Line
    about: Annotated[str, Field(min_length=1, max_length=400)]
    pebble: Annotated[str, Field(min_length=1, max_length=16)] = "pebble"
    """What one unit of money is called."""
    pebbles: Annotated[str, Field(min_length=1, max_length=16)] = "pebbles"
    goods: Annotated[tuple[Good, ...], Field(min_length=2, max_length=8)]
    """What is made."""
    asset: Asset | None = None
    """What is only owned and traded; a cast may do without."""
    creatures: Annotated[tuple[Creature, ...], Field(min_length=2, max_length=8)]
    magistrate: Magistrate
    broker: Broker = Broker()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [g.id for g in self.traded] + [c.id for c in self.creatures] + [self.magistrate.id]
        ids += [self.broker.id] if self.broker != Broker() else []
        twice = sorted(name for name, count in Counter(ids).items() if count > 1)
        if twice:
            raise ValueError(f"id used twice: {', '.join(twice)}")
        reserved = sorted(RESERVED.intersection(ids))
        if reserved:
            raise ValueError(f"id is a name of the ledger's own: {', '.join(reserved)}")
        goods = {g.id for g in self.goods}
        makers = Counter(c.makes for c in self.creatures)
        unknown = sorted(set(makers) - goods)
        if unknown:
            raise ValueError(f"creatures make goods that the cast lacks: {', '.join(unknown)}")
        if sorted(makers) != sorted(goods) or max(makers.values()) > 1:
            raise ValueError("each good must be made by exactly one creature")
        if sum(g.kind == "fuel" for g in self.goods) != 1:
            raise ValueError("exactly one good must be of kind 'fuel'")
        kinds = Counter(c.temperament for c in self.creatures)
        if max(kinds.values()) > 1 or "institution" not in kinds:
            raise ValueError(
                "each temperament may stand once, and 'institution' must stand: it keeps the vault"
            )
        return self

    @cached_property
    def traded(self) -> tuple[Ware, ...]:
        """What has an auction: the goods in the order of the file, then the asset."""
        return (*self.goods, self.asset) if self.asset else self.goods

    @cached_property
    def good(self) -> dict[str, Ware]:
        """What has an auction, by id, in that order."""
        return {g.id: g for g in self.traded}

    @cached_property
    def made(self) -> dict[str, Good]:
        """Goods by id, in the order of the file, without the asset."""
        return {g.id: g for g in self.goods}

    @cached_property
    def creature(self) -> dict[str, Creature]:
        """Creatures by id, in the order of the file."""
        return {c.id: c for c in self.creatures}

    @cached_property
    def account(self) -> dict[str, Account]:
        """Each creature's account, by the creature's id, in that order."""
        return {c.id: creature(c.id) for c in self.creatures}

    @cached_property
    def owner(self) -> dict[Account, str]:
        """The creature whose account it is, by account, in that order."""
        return {account: id for id, account in self.account.items()}

    @cached_property
    def maker(self) -> dict[str, str]:
        """Good id -> id of the creature that makes it."""
        return {c.makes: c.id for c in self.creatures}

    @cached_property
    def foods(self) -> tuple[str, ...]:
        return tuple(g.id for g in self.goods if g.kind == "food")

    @cached_property
    def fuel(self) -> str:
        return next(g.id for g in self.goods if g.kind == "fuel")

    @cached_property
    def relative(self) -> dict[str, int]:
        """Each good's price at founding over the mean of all, in thousandths."""
        total = sum(g.price for g in self.goods)
        return {g.id: g.price * len(self.goods) * 1000 // total for g in self.traded}

    @cached_property
    def keeper(self) -> str:
        """The creature that keeps the vault."""
        return next(c.id for c in self.creatures if c.temperament == "institution")

    @cached_property
    def words(self) -> dict[str, str]:
        """What `{institution}`, `{institution_good}` and so on stand for in legends' texts.

        For a temperament that this cast lacks, the vault's keeper stands in: a legend never breaks a wood.
        """
        by_kind = {c.temperament: c for c in self.creatures}
        cast = {kind: by_kind.get(kind, by_kind["institution"]) for kind in get_args(TemperamentKind)}
        names = {kind: c.name for kind, c in cast.items()}
        goods = {f"{kind}_good": self.good[c.makes].name for kind, c in cast.items()}
        return {**names, **goods, "pebbles": self.pebbles, "magistrate": self.magistrate.name}

    def goods_at(self, target: str) -> tuple[str, ...]:
        """Goods that a target names: a good's id, `@foods`, `@all`, or `@<temperament>` for what that creature makes.

        A target that this cast lacks names nothing, so that one legend can serve several casts.
        """
        if target == "@all":
            return tuple(self.made)
        if target == "@foods":
            return self.foods
        if target.startswith("@"):
            return tuple(c.makes for c in self.creatures if c.temperament == target[1:])
        return (target,) if target in self.made else ()

    def creature_at(self, target: str) -> str | None:
        """The creature that a target (an id or `@<temperament>`) names, if any."""
        if target.startswith("@"):
            return next((c.id for c in self.creatures if c.temperament == target[1:]), None)
        return target if target in self.creature else None
