"""Small builders of woods, decisions and outcomes, and what must hold after every input, for the specifications."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Protocol

from data.content import CONTENT, load_cast, load_rules, read
from engine.cast import Cast
from engine.chance import Chance
from engine.decision import Applied, Decision, Offer, Order, VaultAct
from engine.event import Event, to_creature
from engine.founding import ACCOUNTS, found
from engine.ledger import ESCROW, FIELD, PEBBLE, SOURCES, SPRING, VAULT, check
from engine.legend import Legend, Shock
from engine.perception import Perception, perceive
from engine.rules import Contracts, Fair, Market, Meal, Memory, Mood, Rules, Start
from engine.rules import Vault as VaultRules
from engine.turn import Outcome, advance
from engine.wood import Contract, Proposal, Spell, Vault, Wood
from inference.instinct import Instinct
from inference.nature import Nature
from inference.phrasebook import Phrasebook

WOOD = load_cast("wood")
ROOM = load_cast("trading-room")
CASTS = (WOOD, ROOM)
RULES = load_rules()
NATURE = read(CONTENT / "instinct.toml", Nature)
SEED = "5eed"

PLAIN = RULES.changed(
    chapter=15,
    opening=45,
    news=8,
    text=100,
    seasons=(
        RULES.seasons[0].changed(turns=15, fuel=(800, 300)),
        RULES.seasons[1].changed(turns=18, fuel=(300, 300)),
        RULES.seasons[2].changed(turns=15, fuel=(300, 900)),
        RULES.seasons[3].changed(turns=12, fuel=(900, 1500)),
    ),
    market=Market(
        weight=250, step=100, breaker=100, floor=1, cap=200, orders=3, quantity=20, history=20
    ),
    meal=Meal(kinds=3),
    mood=Mood(base=650, pull=150, missing=60, feast=20, cold=50, loss=60, low=50, high=980),
    memory=Memory(
        fade=40, subjects=12, shown=3, hostile=-600, trade=15, kept=120, broken=400, refused=25, praise=25,
        warn=40, lines=10,
    ),
    vault=VaultRules(reserve=300, shut=3, share=500, pledge=200),
    contracts=Contracts(turns=10, open=6, collateral=250, pledge=300, gain=500),
    fair=Fair(seasons=("spring", "summer"), levy=250, upkeep=40, mint=200),
    start=Start(pebbles=100, own=4, food=0, fuel=1),
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


PRICES = {"honey": 8, "firewood": 6, "acorns": 5, "berries": 5, "mushrooms": 5}


def barren(cast: Cast = WOOD) -> Cast:
    """The cast with nothing growing and plain prices, so that stocks and worth are what a test says."""
    goods = tuple(good.changed(harvest=0, price=PRICES.get(good.id, good.price)) for good in cast.goods)
    return cast.changed(goods=goods)


def new(cast: Cast = WOOD, rules: Rules = RULES, seed: str = SEED) -> Wood:
    return found(cast, rules, seed)


def quiet(rules: Rules = IDLE) -> Wood:
    """A wood in which nothing happens but what a test does."""
    return new(barren(), rules)


def holding(wood: Wood, account: str, **assets: int) -> Wood:
    """The wood with exactly these units in an account; the difference comes out of the spring or the field."""
    name = to_creature(account) if account in wood.cast.creature else account
    books = {owner: dict(units) for owner, units in wood.balances.items()}
    for asset, units in assets.items():
        source = SPRING if asset == PEBBLE else FIELD
        books[source][asset] = books[source].get(asset, 0) - units + books[name].get(asset, 0)
        books[name][asset] = units
    check(books)
    return replace(wood, balances=books)


def banked(wood: Wood, cash: int, **claims: int) -> Wood:
    """The wood with this cash in its vault, and these claims on it by creature."""
    accounts = {to_creature(creature): amount for creature, amount in claims.items()}
    return replace(holding(wood, VAULT, pebble=cash), vault=Vault(accounts))


def priced(wood: Wood, **references: int) -> Wood:
    """The wood with these reference prices, in thousandths."""
    quotes = {good: replace(wood.quotes[good], reference=value) for good, value in references.items()}
    return replace(wood, quotes={**wood.quotes, **quotes})


def feeling(wood: Wood, creature: str, **memory: int) -> Wood:
    """The wood with this creature's sentiments."""
    return replace(wood, souls={**wood.souls, creature: replace(wood.souls[creature], memory=memory)})


def with_tales(*tales: Shock | Legend, rules: Rules = IDLE) -> Rules:
    """The rules with these shocks and legends in place of their own."""
    shocks = tuple(tale for tale in tales if not isinstance(tale, Legend))
    legends = tuple(tale for tale in tales if isinstance(tale, Legend))
    return rules.changed(shocks=shocks, legends=legends)


def shock(*acts: object, name: str = "thing", tells: tuple[object, ...] = ()) -> Shock:
    return Shock.model_validate(
        {"id": name, "title": "T", "emoji": "!", "text": "It happens.", "settles": acts, "tells": tells}
    )


def struck(wood: Wood, *tales: str, by: str = "forester") -> Wood:
    """The wood with these shocks or legends at work from its next turn on, as if drawn just now."""
    spells = tuple(Spell(f"s-{tale}", tale, wood.turn + 1, by, "input:0", "authored") for tale in tales)
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
        creature: policy.think(perception, Chance(wood.seed, wood.number + 1, "mind", creature))
        for creature, perception in perceive(wood).items()
    }


def played(wood: Wood, turns: int, policy: Policy | None = None) -> Iterator[Outcome]:
    """The outcomes of so many turns under a policy; instinct unless another is given."""
    for _ in range(turns):
        outcome = advance(wood, decided(wood, policy or instinct()))
        wood = outcome.wood
        yield outcome


def purse(wood: Wood, account: str, asset: str = PEBBLE) -> int:
    name = to_creature(account) if account in wood.cast.creature else account
    return wood.balances[name].get(asset, 0)


def of_kind(outcome: Outcome, *kinds: str) -> list[Event]:
    return [event for event in outcome.events if event.kind in kinds]


def codes(outcome: Outcome, creature: str) -> list[tuple[str, str]]:
    """Where and why something of a creature's decision was not carried out."""
    return [(refusal.where, refusal.code) for refusal in outcome.applied[creature].refusals]


SETTLED = frozenset({"settled", "spoilt", "shut", "harvest"})
"""Kinds of events by which a shock or legend settles something, and which are authored then."""


@dataclass
class Witness:
    """Watches one wood from its founding on, and holds every outcome against what must always be true."""

    origins: dict[str, str] = field(default_factory=dict)
    """Origin of every event so far."""

    def check(self, before: Wood, outcome: Outcome) -> None:
        """Raise AssertionError where an outcome of `before` breaks an invariant."""
        after = outcome.wood
        if outcome.refusal is not None:
            assert after is before
            assert not outcome.events
            assert not outcome.transfers
            return
        assert after.number == before.number + 1
        _books(before, outcome)
        _escrow(after)
        _claims(before, outcome)
        _prices(before, outcome)
        _souls(after)
        _bounds(after)
        for applied in outcome.applied.values():
            account_for(applied)
        self._events(after, outcome)

    def _events(self, after: Wood, outcome: Outcome) -> None:
        for index, event in enumerate(outcome.events):
            assert event.id == f"{after.number}.{index}"
            assert event.cause == f"input:{after.number}" or event.cause in self.origins, event
            if event.cause in self.origins and event.kind not in SETTLED:
                assert event.origin == self.origins[event.cause], event
            if event.kind in SETTLED and (event.cause in self.origins and event.data.get("tale", "x")):
                assert event.origin == "authored", event
            private = event.kind in PRIVATE
            assert (event.audience != "public") == private, event
            if private:
                assert event.audience.removeprefix("creature:") in after.cast.creature
            self.origins[event.id] = event.origin


PRIVATE = frozenset({"thought", "withdrew", "deposited", "interest", "rotted", "offered", "declined"})
"""Kinds of events that only one creature may know."""


def _books(before: Wood, outcome: Outcome) -> None:
    check(outcome.wood.balances)
    explained = {account: Counter(assets) for account, assets in before.balances.items()}
    for source, target, asset, amount, reason in outcome.transfers:
        assert amount > 0
        assert reason
        assert source != target
        explained.setdefault(source, Counter())[asset] -= amount
        explained.setdefault(target, Counter())[asset] += amount
    for account, assets in outcome.wood.balances.items():
        assert {a: n for a, n in assets.items() if n} == {a: n for a, n in explained[account].items() if n}, (
            account
        )
        if account not in SOURCES:
            assert min(assets.values(), default=0) >= 0
    known = {*ACCOUNTS, *map(to_creature, outcome.wood.cast.creature)}
    assert set(outcome.wood.balances) == known


def _escrow(wood: Wood) -> None:
    held: Counter[str] = Counter()
    for contract in wood.contracts:
        if contract.kind == "forward":
            held[PEBBLE] += contract.price + contract.pledge
        else:
            held[contract.good] += contract.pledge
    assert {a: n for a, n in wood.balances[ESCROW].items() if n} == {a: n for a, n in held.items() if n}


def _claims(before: Wood, outcome: Outcome) -> None:
    """Claims grow by deposits and interest alone, and shrink by what is paid; all are above zero."""
    owed = Counter(before.vault.claims)
    for source, target, _, amount, reason in outcome.transfers:
        if reason == "deposit":
            assert target == VAULT
            owed[source] += amount
        elif reason == "withdrawal":
            assert source == VAULT
            owed[target] -= amount
    for event in of_kind(outcome, "interest"):
        owed[event.audience] += int(event.data["amount"])
    assert dict(outcome.wood.vault.claims) == {account: n for account, n in owed.items() if n}
    assert min(outcome.wood.vault.claims.values(), default=1) > 0


def _prices(before: Wood, outcome: Outcome) -> None:
    market = outcome.wood.rules.market
    settled = {event.data["good"] for event in of_kind(outcome, "settled")}
    assert set(outcome.wood.quotes) == set(outcome.wood.cast.good)
    for good, quote in outcome.wood.quotes.items():
        old = before.quotes[good].reference
        assert market.floor * 1000 <= quote.reference <= market.cap * 1000
        if good not in settled:
            assert abs(quote.reference - old) * 1000 <= old * market.breaker, (good, old, quote.reference)
        assert len(quote.history) <= market.history
        assert min(quote.price, quote.volume, quote.demand, quote.supply) >= 0
        assert (quote.price == 0) == (quote.volume == 0)


def _souls(wood: Wood) -> None:
    mood, memory = wood.rules.mood, wood.rules.memory
    assert set(wood.souls) == set(wood.cast.creature)
    for creature, soul in wood.souls.items():
        assert 0 < mood.low <= soul.mood <= mood.high < 1000
        assert len(soul.memory) <= memory.subjects
        for subject, sentiment in soul.memory.items():
            assert subject in wood.cast.creature or subject.startswith("patron:"), subject
            assert subject != creature
            assert sentiment != 0
            assert -1000 <= sentiment <= 1000
        for texts in (soul.thoughts, soul.lines):
            assert len(texts) <= memory.lines
            assert all(0 < len(text) <= wood.rules.text for text in texts)
            assert all(text == text.strip() and text.isprintable() for text in texts)


def _bounds(wood: Wood) -> None:
    contracts, creatures = wood.rules.contracts, wood.cast.creature
    assert len(wood.news) <= wood.rules.news
    assert len(wood.gossip) <= len(creatures)
    assert len(wood.proposals) <= len(creatures)
    assert len({spell.tale for spell in wood.spells}) == len(wood.spells)
    assert len({c.id for c in wood.contracts}) == len(wood.contracts)
    for creature in creatures:
        assert sum(creature in (c.giver, c.taker) for c in wood.contracts) <= contracts.open
    for contract in wood.contracts:
        assert wood.turn < contract.due <= wood.turn + contracts.turns
        assert contract.giver != contract.taker
    assert set(wood.opening) == set(creatures)


def account_for(applied: Applied) -> None:
    """Every part that was dropped, trimmed or turned has a refusal that names it; none names what is not there."""
    asked, kept, named = applied.requested, applied.applied, {r.where for r in applied.refusals}
    differing = {
        "thought": asked.thought != kept.thought,
        "say": asked.say != kept.say,
        "vault": asked.vault != kept.vault,
    }
    for path, wanted, left in (
        ("orders", asked.orders, list(kept.orders)),
        ("answers", asked.answers, list(kept.answers)),
        ("proposals", asked.proposals, list(kept.proposals)),
    ):
        for index, part in enumerate(wanted):
            differing[f"{path}[{index}]"] = part not in left
            if part in left:
                left.remove(part)
    assert {where for where, differs in differing.items() if differs} <= named <= set(differing), applied
    assert all(refusal.code and refusal.code == refusal.code.lower() for refusal in applied.refusals)


def forward(
    giver: str, taker: str, good: str, quantity: int, price: int, due: int, pledge: int = 0
) -> Contract:
    return Contract("p1-0", "forward", giver, taker, good, quantity, price, due, pledge)


def proposal(maker: str, to: str, kind: str, good: str, quantity: int, price: int, turns: int) -> Proposal:
    return Proposal("p0-0", maker, to, kind, good, quantity, price, turns)


def offered(wood: Wood, *proposals: Proposal) -> Wood:
    return replace(wood, proposals=proposals)
