"""Perception: all that one creature may know this turn, and the only thing from which its prompt is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.accounts import VAULT, Account
from engine.body.hearth import fuel_need
from engine.content.cast import Cast, Creature
from engine.content.rules import Rules
from engine.content.season import Day, day, whole
from engine.deals.proposal import Proposal
from engine.deals.table import Deal
from engine.ledger import PEBBLE
from engine.means import Means
from engine.stages.harvest import expected
from engine.wood import Gossip, News, OpenWood, Quote


@dataclass(frozen=True, slots=True)
class Bank:
    """What one creature knows of the vault."""

    shut: bool
    claim: int
    """Own pebbles in the vault."""
    cash: int = 0
    """Pebbles in the vault; known to its keeper alone, as are the next two."""
    owed: int = 0
    bound: bool = False
    """Whether the breaker binds the keeper's bids and loans."""


@dataclass(frozen=True, slots=True)
class Perception:
    """What one creature knows before it decides."""

    cast: Cast
    rules: Rules
    """Both are public."""
    me: Creature
    turn: int
    """The turn to be decided."""
    day: Day
    pebbles: int
    stock: Mapping[str, int]
    """Own units of every good."""
    harvest: int
    """Own units that this turn will bring in, before shocks nobody has seen yet."""
    fuel: tuple[int, ...]
    """Units of fuel that it needs this turn and in the next ones, as the calendar has it."""
    mood: int
    hunger: int
    cold: int
    vigour: int
    """Share of its harvest that hunger and cold leave it, in thousandths."""
    quotes: Mapping[str, Quote]
    gossip: tuple[Gossip, ...]
    """What others said last turn, and what the wind tells."""
    news: tuple[News, ...]
    memory: tuple[tuple[Account, int], ...]
    """Strongest sentiments, strongest first."""
    proposals: tuple[Proposal, ...]
    """Offers that await this creature's answer."""
    contracts: tuple[Deal, ...]
    """Own open contracts."""
    bank: Bank
    thoughts: tuple[str, ...]
    lines: tuple[str, ...]
    hostile: frozenset[Account] = frozenset()
    """Whom it resents so deeply that it refuses any deal with them."""

    @property
    def means(self) -> Means:
        """What its legal moves depend on, as far as it can know before the turn."""
        keeper, bank = self.me.id == self.cast.keeper, self.bank
        return Means(
            self.cast,
            self.rules,
            self.me.id,
            pebbles=self.pebbles,
            lendable=(0 if bank.shut else bank.cash) if keeper else self.pebbles,
            stock={**self.stock, self.me.makes: self.stock[self.me.makes] + self.harvest},
            contracts=len(self.contracts),
            claim=bank.claim,
            shut=bank.shut,
            bound=bank.bound,
            proposals=tuple(one.id for one in self.proposals),
            resented=tuple(one.id for one in self.proposals if one.maker in self.hostile),
        )


def perceive(wood: OpenWood) -> dict[str, Perception]:
    """What each creature knows before the next turn, in the cast's order."""
    turn = wood.turn + 1
    today = day(wood.rules, turn)
    fuel = tuple(
        [
            fuel_need(wood.rules, turn + k, _cold(wood, today, turn + k), wood.need)
            for k in range(wood.rules.foresight)
        ]
    )
    parties = [(deal, deal.summary[:2]) for deal in wood.contracts]
    return {creature.id: _known(wood, creature, today, fuel, parties) for creature in wood.cast.creatures}


def _known(
    wood: OpenWood,
    me: Creature,
    today: Day,
    fuel: tuple[int, ...],
    parties: Sequence[tuple[Deal, tuple[Account, ...]]],
) -> Perception:
    """What one creature knows; what is the same for all of them is handed in."""
    cast, rules, turn, account = wood.cast, wood.rules, wood.turn + 1, wood.cast.account[me.id]
    soul, held = wood.souls[me.id], wood.balances[account]
    return Perception(
        cast=cast,
        rules=rules,
        me=me,
        turn=turn,
        day=today,
        pebbles=held.get(PEBBLE, 0),
        stock={good: held.get(good, 0) for good in cast.good},
        harvest=whole(expected(cast.made[me.makes], today, wood.weather, soul.vigour), turn),
        fuel=fuel,
        mood=soul.mood,
        hunger=soul.hunger,
        cold=soul.cold,
        vigour=soul.vigour,
        quotes=wood.quotes,
        gossip=(*[said for said in wood.gossip if said.speaker != me.id], *wood.wind),
        news=wood.news,
        memory=_strongest(soul.memory, rules.memory.shown),
        proposals=tuple([offer for offer in wood.proposals if offer.to == account]),
        contracts=tuple([deal for deal, both in parties if account in both]),
        bank=_bank(wood, me.id, account),
        thoughts=soul.thoughts,
        lines=soul.lines,
        hostile=_hostile(soul.memory, rules.memory.hostile),
    )


def _cold(wood: OpenWood, today: Day, turn: int) -> int:
    """What the weather makes of a turn's fuel, as far as anyone can tell: today's holds until the season ends."""
    return wood.weather.cold if day(wood.rules, turn).season.id == today.season.id else 1000


def _bank(wood: OpenWood, creature: str, account: Account) -> Bank:
    shut, claim = wood.vault.shut > wood.turn, wood.vault.claims.get(account, 0)
    if creature != wood.cast.keeper:
        return Bank(shut, claim)
    cash, owed = wood.balances[VAULT].get(PEBBLE, 0), sum(wood.vault.claims.values())
    return Bank(shut, claim, cash, owed, wood.rules.vault.breaks(cash, owed))


def _strongest(memory: Mapping[Account, int], shown: int) -> tuple[tuple[Account, int], ...]:
    return tuple(sorted(memory.items(), key=lambda item: (-abs(item[1]), item[0]))[:shown])


def _hostile(memory: Mapping[Account, int], bound: int) -> frozenset[Account]:
    return frozenset([other for other, felt in memory.items() if felt <= bound])
