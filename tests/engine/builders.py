"""Small builders of woods, decisions and outcomes, for the specifications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Protocol

from data.reading.content import CONTENT, load_cast, load_rules, money_of, read
from engine import accounts
from engine.accounts import FIELD, SPRING, VAULT
from engine.chance import Chance
from engine.content.cast import Asset, Cast
from engine.content.legend import Legend, Shock
from engine.content.rules import (
    CareRules,
    ContractRules,
    FairRules,
    MarketRules,
    MealRules,
    MemoryRules,
    MoodRules,
    Rules,
    SeasonRules,
    StartRules,
    ValueRules,
    VaultRules,
    VigourRules,
    WeatherRules,
)
from engine.deals.forward import Forward
from engine.deals.loan import Loan
from engine.deals.proposal import Proposal
from engine.decision import Decision, Offer, Order, VaultAct
from engine.events.event import Event
from engine.founding import found
from engine.ledger import PEBBLE, check
from engine.perception import Perception, perceive
from engine.spells.spell import Spell
from engine.turn import Outcome, advance
from engine.wood import Sealed, Vault, Wood
from inference.policies.instinct import Instinct
from inference.policies.nature import Nature
from inference.policies.phrasebook import Phrasebook

WOOD = load_cast("wood")
ROOM = load_cast("trading-room")
CASTS = (WOOD, ROOM)
RULES = load_rules()
NATURE = read(CONTENT / "instinct.toml", Nature, money=money_of())
SEED = "5eed"

PLAIN = RULES.changed(
    chapter=15,
    opening=45,
    news=8,
    text=100,
    natural=0,
    seasons=(
        SeasonRules(id="spring", turns=15, fuel=(800, 300)),
        SeasonRules(id="summer", turns=18, fuel=(300, 300)),
        SeasonRules(id="autumn", turns=15, fuel=(300, 900)),
        SeasonRules(id="winter", turns=12, fuel=(900, 1500)),
    ),
    market=MarketRules(
        weight=250, step=100, breaker=100, floor=1, cap=200, orders=3, quantity=20, history=20
    ),
    value=ValueRules(),
    weather=WeatherRules(),
    vigour=VigourRules(),
    care=CareRules(),
    meal=MealRules(kinds=3),
    mood=MoodRules(base=650, pull=150, missing=60, feast=20, cold=50, loss=60, low=50, high=980),
    memory=MemoryRules(
        fade=40, subjects=12, shown=3, hostile=-600, trade=15, kept=120, broken=400, refused=25, praise=25,
        warn=40, lines=10,
    ),
    vault=VaultRules(reserve=300, shut=3, share=500, pledge=200),
    contracts=ContractRules(turns=10, open=6, collateral=250, pledge=300, gain=500),
    fair=FairRules(seasons=("spring", "summer"), levy=250, upkeep=40, mint=200),
    start=StartRules(pebbles=100, own=4, food=0, fuel=1),
)  # fmt: skip
"""The rules with round numbers that stay as they are, whatever the shipped ones are tuned to."""

IDLE = PLAIN.changed(
    scarcity=PLAIN.scarcity.changed(diet=False, rot=False, hearth=False),
    fair=PLAIN.fair.changed(levy=0, upkeep=0, mint=0),
)
"""Rules under which nothing moves by itself but the harvest: what a test does stands alone."""


class Policy(Protocol):
    """A mind that thinks for one creature at a time."""

    def think(self, p: Perception, chance: Chance) -> Decision: ...


@cache
def instinct() -> Instinct:
    return Instinct(NATURE, read(CONTENT / "lines.toml", Phrasebook))


def tuned(rules: Rules = RULES, **sections: object) -> Rules:
    """Rules with other numbers: a section's changes as a mapping, a plain field as its value."""
    return rules.changed(
        **{
            name: getattr(rules, name).changed(**value) if isinstance(value, dict) else value
            for name, value in sections.items()
        }
    )


AMBER = Asset(id="amber", name="amber", emoji="🟠", price=20, units=3, colour="#b5651d")
OWNING = tuple(cast.changed(asset=AMBER) for cast in CASTS)
"""The casts with an asset, whatever the shipped ones own."""


def punctual(rules: Rules) -> Rules:
    """The rules with nothing left to chance in tales: none comes by itself, each is as strong as its file says, a
    legend strikes in the turn after its drawing, and the wind hints of no season between what they tell.
    """
    plain = {"size": (1000, 1000), "pace": (0, 0)}
    return rules.changed(
        natural=0,
        seasons=tuple(season.changed(hints=0) for season in rules.seasons),
        shocks=tuple(tale.changed(**plain) for tale in rules.shocks),
        legends=tuple(tale.changed(**plain, fuse=(0, 0)) for tale in rules.legends),
    )


PRICES = {"honey": 8, "firewood": 6, "acorns": 5, "berries": 5, "mushrooms": 5}


def barren(cast: Cast = WOOD, asset: Asset | None = None) -> Cast:
    """The cast with nothing growing, plain prices, no asset but a given one: stocks and worth are what a test says."""
    goods = tuple(good.changed(harvest=0, price=PRICES.get(good.id, good.price)) for good in cast.goods)
    return cast.changed(goods=goods, asset=asset)


def new(cast: Cast = WOOD, rules: Rules = RULES, seed: str = SEED, id: str = "") -> Wood:
    return found(cast, rules, seed, id)


def quiet(rules: Rules = IDLE) -> Wood:
    """A wood in which nothing happens but what a test does."""
    return new(barren(), rules)


def holding(wood: Wood, account: str, **assets: int) -> Wood:
    """The wood with exactly these units in an account; the difference comes out of the spring or the field."""
    name = accounts.of_party(account)
    books = {owner: dict(units) for owner, units in wood.balances.items()}
    for asset, units in assets.items():
        source = SPRING if asset == PEBBLE else FIELD
        books[source][asset] = books[source].get(asset, 0) - units + books[name].get(asset, 0)
        books[name][asset] = units
    check(books)
    return replace(wood, balances=books)


def crowded(wood: Wood, patrons: int) -> Wood:
    """The wood with so many patrons, each with a purse, goods, a claim on the vault and a record of its own."""
    books = {owner: dict(units) for owner, units in wood.balances.items()}
    everybody = [accounts.patron(n) for n in range(1, patrons + 1)]
    for account in everybody:
        books[account] = {PEBBLE: 50, "honey": 2, "acorns": 3}
    for asset, units in (("honey", 2), ("acorns", 3)):
        books[FIELD][asset] = books[FIELD].get(asset, 0) - units * patrons
    books[SPRING][PEBBLE] -= 50 * patrons + patrons
    books[VAULT][PEBBLE] = books[VAULT].get(PEBBLE, 0) + patrons
    check(books)
    claims = {**wood.vault.claims, **dict.fromkeys(everybody, 1)}
    sealed = {**wood.sealed, **dict.fromkeys(everybody, Sealed(acts=3, shown=1))}
    return replace(wood, balances=books, vault=replace(wood.vault, claims=claims), sealed=sealed)


def banked(wood: Wood, cash: int, **claims: int) -> Wood:
    """The wood with this cash in its vault, and these claims on it by creature."""
    owed = {accounts.creature(creature): amount for creature, amount in claims.items()}
    return replace(holding(wood, VAULT, pebble=cash), vault=Vault(owed))


def priced(wood: Wood, **references: int) -> Wood:
    """The wood with these reference prices, in thousandths."""
    quotes = {good: replace(wood.quotes[good], reference=value) for good, value in references.items()}
    return replace(wood, quotes={**wood.quotes, **quotes})


def feeling(wood: Wood, creature: str, **memory: int) -> Wood:
    """The wood with this creature's sentiments, by party."""
    felt_by_account = {accounts.of_party(name): value for name, value in memory.items()}
    return replace(
        wood, souls={**wood.souls, creature: replace(wood.souls[creature], memory=felt_by_account)}
    )


def felt(wood: Wood, creature: str) -> dict[str, int]:
    """What a creature feels, by party."""
    return {accounts.party(account): value for account, value in wood.souls[creature].memory.items()}


def with_tales(*tales: Shock | Legend, rules: Rules = IDLE) -> Rules:
    """The rules with these shocks and legends in place of their own."""
    shocks = tuple(tale for tale in tales if not isinstance(tale, Legend))
    legends = tuple(tale for tale in tales if isinstance(tale, Legend))
    return rules.changed(shocks=shocks, legends=legends)


def shock(*acts: object, name: str = "thing", tells: tuple[object, ...] = (), **more: object) -> Shock:
    words = {"title": "T", "emoji": "!", "text": "It happens."}
    return Shock.model_validate({"id": name, "settles": acts, "tells": tells, **words, **more})


def legend(*acts: object, name: str = "tale", tells: tuple[object, ...] = (), **more: object) -> Legend:
    words = {"episode": "E", "year": 1720, "truth": "So it was.", "source": "A book (1800)"}
    return Legend.model_validate({**shock(*acts, name=name, tells=tells).model_dump(), **words, **more})


def struck(wood: Wood, *tales: str, by: str = "forester") -> Wood:
    """The wood with these shocks or legends at work from its next turn on, as if drawn just now."""
    who = accounts.parse(by)
    spells = tuple(Spell(f"s-{tale}", tale, wood.turn + 1, who, "input:0", "authored") for tale in tales)
    return replace(wood, spells=(*wood.spells, *spells))


def buy(good: str, quantity: int, limit: int) -> Decision:
    return Decision(orders=(Order("buy", good, quantity, limit),))


def sell(good: str, quantity: int, limit: int) -> Decision:
    return Decision(orders=(Order("sell", good, quantity, limit),))


def deposit(amount: int) -> Decision:
    return Decision(vault=VaultAct("deposit", amount))


def withdraw(amount: int) -> Decision:
    return Decision(vault=VaultAct("withdraw", amount))


def offering(to: str, kind: str, good: str, quantity: int, price: int, turns: int) -> Decision:
    return Decision(proposals=(Offer(to, kind, good, quantity, price, turns),))


def turn(wood: Wood, **decisions: Decision) -> Outcome:
    """One turn in which only these creatures do something."""
    return advance(wood, decisions)


def decided(wood: Wood, policy: Policy) -> dict[str, Decision]:
    """What a policy decides for every creature of a wood."""
    return {
        creature: policy.think(perception, Chance(wood.seed, wood.turn + 1, "mind", creature))
        for creature, perception in perceive(wood.open()).items()
    }


def played(wood: Wood, turns: int, policy: Policy | None = None) -> Iterator[Outcome]:
    """The outcomes of so many turns under a policy; instinct unless another is given."""
    for _ in range(turns):
        outcome = advance(wood, decided(wood, policy or instinct()))
        wood = outcome.wood
        yield outcome


def purse(wood: Wood, account: str, asset: str = PEBBLE) -> int:
    name = accounts.of_party(account)
    return wood.balances[name].get(asset, 0)


def of_kind(outcome: Outcome, *kinds: str) -> list[Event]:
    return [event for event in outcome.events if event.kind in kinds]


def codes(outcome: Outcome, creature: str) -> list[tuple[str, str]]:
    """Where and why something of a creature's decision was not carried out."""
    return [(refusal.where, refusal.code) for refusal in outcome.applied[creature].refusals]


def forward(
    giver: str, taker: str, good: str, quantity: int, price: int, due: int, pledge: int = 0
) -> Forward:
    parties = (accounts.of_party(giver), accounts.of_party(taker))
    return Forward("p1-0", *parties, good, quantity, price, due, pledge)


def loan(
    giver: str,
    taker: str,
    good: str,
    quantity: int,
    price: int,
    due: int,
    pledge: int = 0,
    bank: bool = False,
) -> Loan:
    parties = (accounts.of_party(giver), accounts.of_party(taker))
    return Loan("p1-1", *parties, quantity, price, good, pledge, due, bank)


def proposal(maker: str, to: str, kind: str, good: str, quantity: int, price: int, turns: int) -> Proposal:
    return Proposal(
        "p0-0", accounts.of_party(maker), accounts.of_party(to), kind, good, quantity, price, turns
    )


def offered(wood: Wood, *proposals: Proposal) -> Wood:
    return replace(wood, proposals=proposals)
