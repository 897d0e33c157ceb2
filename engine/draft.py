"""A wood under change: what one input's stages read and write, until it is sealed into the next wood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ParamSpec

from engine import accounts
from engine.accounts import Account
from engine.chance import Chance
from engine.deals.proposal import Proposal
from engine.deals.table import Deal
from engine.decision import Applied, Decision
from engine.events.catalogue import PARTY, Fact, FactBroken
from engine.events.event import NOBODY, PUBLIC, Cause, Event, Origin
from engine.events.facts import ENTRIES
from engine.input_name import InputName
from engine.ledger import Ledger
from engine.spells.course import Course
from engine.spells.spell import Spell
from engine.wood import Gossip, News, Quote, Sealed, Soul, Vault, Wood

P = ParamSpec("P")


class Draft:
    """The working copy of one wood for one input.

    The new wood's parts are plain mutable values here; nothing of the old wood is touched, so a draft that is
    dropped leaves no trace.
    """

    __slots__ = (
        "applied",
        "asked",
        "cast",
        "cause",
        "claims",
        "cold",
        "contracts",
        "counts",
        "courses",
        "decisions",
        "gossip",
        "hunger",
        "ledger",
        "lines",
        "memory",
        "mood",
        "name",
        "news",
        "old",
        "opening",
        "private",
        "proposals",
        "public",
        "quotes",
        "rested",
        "rules",
        "sealed",
        "shut",
        "spells",
        "thoughts",
        "turn",
        "vigour",
        "weather",
    )

    def __init__(self, old: Wood, name: InputName, origin: Origin, turn: int) -> None:
        self.old = old
        self.cast = old.cast
        self.rules = old.rules
        self.name = name
        self.turn = turn
        self.cause = Cause(f"input:{name.label}", origin)
        self.ledger = Ledger(old.balances)
        self.quotes: dict[str, Quote] = dict(old.quotes)
        souls = old.souls.items()
        self.mood: dict[str, int] = {name: soul.mood for name, soul in souls}
        self.hunger: dict[str, int] = {name: soul.hunger for name, soul in souls}
        self.cold: dict[str, int] = {name: soul.cold for name, soul in souls}
        self.vigour: dict[str, int] = {name: soul.vigour for name, soul in souls}
        self.weather = old.weather
        self.asked = old.asked
        self.thoughts: dict[str, tuple[str, ...]] = {name: soul.thoughts for name, soul in souls}
        self.lines: dict[str, tuple[str, ...]] = {name: soul.lines for name, soul in souls}
        self.memory: dict[str, dict[Account, int]] = {name: dict(soul.memory) for name, soul in souls}
        self.claims: dict[Account, int] = dict(old.vault.claims)
        self.shut = old.vault.shut
        self.opening: dict[str, int] = dict(old.opening)
        self.proposals: list[Proposal] = list(old.proposals)
        self.contracts: list[Deal] = list(old.contracts)
        self.spells = list(old.spells)
        self.courses: dict[Spell, Course] = {}
        self.rested = dict(old.rested)
        self.sealed: dict[Account, Sealed] = dict(old.sealed)
        if name.by is not None:
            self.sealed[name.by] = name.own
        self.counts: dict[str, int] = {}
        self.gossip: list[Gossip] = list(old.gossip)
        self.news: list[News] = list(old.news)
        self.public: list[Event] = []
        self.private: list[Event] = []
        self.decisions: dict[str, Decision] = {}
        self.applied: dict[str, Applied] = {}

    def chance(self, purpose: str, subject: str = "") -> Chance:
        """The seeded stream for one purpose of this input."""
        return self.name.chance(purpose, subject)

    def emit(self, fact: Callable[P, Fact], /, *_: P.args, **data: P.kwargs) -> Cause:
        """Record a public event that this input caused. Returns it as the cause of what follows from it.

        Raises FactBroken where the catalogue lists no such event, or not with these fields, or not as public.
        """
        return self._record(fact, self.cause, PUBLIC, data)

    def follow(self, cause: Cause, fact: Callable[P, Fact], /, *_: P.args, **data: P.kwargs) -> Cause:
        """Record a public event that follows from another, whose origin it has. Raises FactBroken as `emit`."""
        return self._record(fact, cause, PUBLIC, data)

    def settle(self, cause: Cause, fact: Callable[P, Fact], /, *_: P.args, **data: P.kwargs) -> Cause:
        """Record what a shock or legend settled: public and authored, whoever drew it. Raises FactBroken as `emit`."""
        return self._record(fact, Cause(cause.id, "authored"), PUBLIC, data)

    def tell(self, account: str, fact: Callable[P, Fact], /, *_: P.args, **data: P.kwargs) -> Cause:
        """Record an event that one creature or patron, or nobody, may know: `account` is its audience.

        Raises FactBroken as `emit`.
        """
        return self._record(fact, self.cause, account, data)

    def _record(self, fact: object, cause: Cause, audience: str, data: Mapping[str, object]) -> Cause:
        entry = ENTRIES.get(fact)
        if entry is None:
            raise FactBroken("unknown_kind", kind=str(fact))
        if entry.audience != (audience if audience in (PUBLIC, NOBODY) else PARTY):
            raise FactBroken("wrong_audience", kind=entry.kind, audience=audience)
        if not entry.lists(data):
            raise FactBroken("wrong_fields", kind=entry.kind, fields=", ".join(sorted(data)))
        told = self.counts.get(audience, 0)
        id = self.name.event_id(audience, told)
        self.counts[audience] = told + 1
        to = self.public if audience == PUBLIC else self.private
        # what Event(...) and Cause(...) call, without a function in between: forty times a turn
        to.append(tuple.__new__(Event, (id, entry.kind, cause.id, audience, cause.origin, data)))
        if entry.news:
            self.news.append(News(entry.kind, data))
        return tuple.__new__(Cause, (id, cause.origin))

    def events(self) -> tuple[Event, ...]:
        """All events: the public ones in the order of their ids, then the private."""
        return (*self.public, *self.private)

    def feel(self, who: Account, other: Account, change: int) -> None:
        """Move a creature's sentiment toward another creature or a patron, within -1000 and 1000.

        Nothing happens where `who` is no creature, or `other` nobody that a creature has feelings for.
        """
        owner = self.cast.owner
        creature = owner.get(who)
        if creature and who != other and (other in owner or accounts.kind(other) == "patron"):
            sentiments = self.memory[creature]
            felt = sentiments.get(other, 0) + change
            sentiments[other] = felt if -1000 <= felt <= 1000 else max(-1000, min(1000, felt))

    def draw_on_claim(self, account: Account, amount: int) -> None:
        """Lower an account's claim on the vault by pebbles that it has been paid or has set off."""
        if amount:
            self.claims[account] -= amount
            if not self.claims[account]:
                del self.claims[account]

    def cheer(self, who: Account, change: int) -> None:
        """Move a creature's mood, within the rules' bounds. Nothing happens where `who` is no creature."""
        creature, bounds = self.cast.owner.get(who), self.rules.mood
        if creature:
            self.mood[creature] = max(bounds.low, min(bounds.high, self.mood[creature] + change))

    def seal(self) -> Wood:
        """Return the next wood. All books are checked at a turn, at a command those that it touched.

        Raises LedgerBroken where they do not hold.
        """
        souls = {
            c: Soul(
                self.mood[c],
                self.memory[c],
                self.thoughts[c],
                self.lines[c],
                self.hunger[c],
                self.cold[c],
                self.vigour[c],
            )
            for c in self.cast.creature
        }
        return Wood(
            cast=self.cast, rules=self.rules, seed=self.old.seed, number=self.old.number + 1,
            position=self.old.position if self.name.position is None else self.name.position, turn=self.turn,
            balances=self.ledger.close(whole=self.name.by is None),
            quotes=self.quotes, souls=souls, vault=Vault(self.claims, self.shut), opening=self.opening,
            gossip=tuple(self.gossip),
            news=tuple(self.news[-self.rules.news :]), proposals=tuple(self.proposals), contracts=tuple(self.contracts),
            spells=tuple(self.spells), rested=self.rested, id=self.old.id, sealed=self.sealed, weather=self.weather,
            asked=self.asked,
        )  # fmt: skip
