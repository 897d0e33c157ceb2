"""The state of a wood: frozen values of integers and text, from which everything that a reader sees is derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.accounts import Account
from engine.chapters import chapter_of
from engine.climate.weather import hint_of
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.deals.proposal import Proposal
from engine.deals.table import Deal
from engine.ledger import Balances
from engine.spells.course import awake, courses
from engine.spells.spell import Spell
from engine.spells.working import extra_need, told

CallAnswer = Literal["dearer", "within", "cheaper"]
"""What a caller may say of the next price paid, against the broker's range."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What the market last said of a good."""

    reference: int
    """Reference price, in thousandths of a pebble."""
    price: int = 0
    """Clearing price of the last turn, in pebbles; 0 where none traded."""
    volume: int = 0
    demand: int = 0
    """Units wanted at the reference price in the last auction."""
    supply: int = 0
    """Units offered at the reference price in the last auction."""
    history: tuple[int, ...] = ()
    """References of the turns before, oldest first, in thousandths."""
    prices: tuple[int, ...] = ()
    """Clearing prices of the last turns, this one's included, oldest first, in pebbles; 0 where none traded."""
    usual: int = 0
    """Mean of what this wood pays, its season taken out, in thousandths; 0 where the almanac's level stands."""

    @property
    def whole(self) -> int:
        """Reference price in whole pebbles, at least 1."""
        return max(1, (self.reference + 500) // 1000)

    @property
    def paid(self) -> int:
        """The last price paid, in pebbles; 0 where none is remembered."""
        return next((price for price in reversed(self.prices) if price), 0)


@dataclass(frozen=True, slots=True)
class Soul:
    """What a creature is beside its possessions."""

    mood: int
    """Thousandths."""
    memory: Mapping[Account, int]
    """Sentiment toward creatures and patrons, in thousandths, -1000 to 1000."""
    thoughts: tuple[str, ...] = ()
    """Own recent thoughts, oldest first."""
    lines: tuple[str, ...] = ()
    """Own recent gossip, oldest first."""
    hunger: int = 0
    """Kinds of food that the last meal lacked."""
    cold: int = 0
    """Units of fuel that the last hearth lacked."""
    vigour: int = 1000
    """Share of its harvest that hunger and cold leave it, in thousandths."""


@dataclass(frozen=True, slots=True)
class Gossip:
    """What was said, or told on the wind, last turn."""

    speaker: str
    """Creature's id, or `wind`."""
    text: str
    about: str
    stance: str


@dataclass(frozen=True, slots=True)
class News:
    """A public fact of the last turn that every mind hears of: an event's kind and data."""

    kind: str
    data: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather of the turn to come, which everybody sees when it begins."""

    harvest: Mapping[str, int] = field(default_factory=dict)
    """Good -> share of its harvest that comes in, in thousandths; 1000 where a good is not named."""
    cold: int = 1000
    """Share of the calendar's fuel that each hearth needs, in thousandths."""


CALM = Weather()


@dataclass(frozen=True, slots=True)
class Vault:
    """The bank's books; its cash is the ledger's account `vault`."""

    claims: Mapping[Account, int]
    """Pebbles owed to each account."""
    shut: int = 0
    """Last turn for which the vault is shut; 0 for never."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked after a turn: the next price paid for a good, against a range in whole pebbles, ends inside."""

    turn: int
    """The turn to come, the first that may decide."""
    good: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A patron's answer to the broker's question, which waits for the next price paid for the good."""

    turn: int
    """First turn that may decide it."""
    good: str
    low: int
    """The range as it was printed, in pebbles, both ends inside; both 0 in a call of an earlier release's kind."""
    high: int
    answer: CallAnswer


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one patron, or the forester, alone may know."""

    acts: int = 0
    """Commands carried out for this account that nobody else sees."""
    shown: int = 0
    """Commands carried out for this account that everybody sees."""
    calls: tuple[WaitingCall, ...] = ()
    """Daily calls that wait for a price, one for each turn in which they were placed, oldest first."""
    rested: Mapping[str, int] = field(default_factory=dict)
    """`legend` and `shock` -> turn after which this account last drew or fired one."""


@dataclass(frozen=True, slots=True)
class OpenWood:
    """The part of a wood from which perceptions, prompts, cards and posts are made: nothing of it is sealed."""

    cast: Cast
    rules: Rules
    position: int
    """Public inputs so far: turns, and commands that everybody sees; the founding is 0."""
    turn: int
    """Turns played."""
    balances: Balances
    quotes: Mapping[str, Quote]
    souls: Mapping[str, Soul]
    vault: Vault
    opening: Mapping[str, int]
    """Wealth of each creature when the chapter began, in pebbles."""
    gossip: tuple[Gossip, ...] = ()
    news: tuple[News, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    contracts: tuple[Deal, ...] = ()
    spells: tuple[Spell, ...] = ()
    rested: Mapping[str, int] = field(default_factory=dict)
    """`legend` -> turn after which the last one was over; `shock` -> turn after which a person let the last loose."""
    id: str = ""
    """The wood's public id; empty for one that has none."""
    weather: Weather = CALM
    """Of the next turn."""
    asked: Question | None = None
    """The daily call as the last turn left it; None before the first, and where an earlier release played that."""
    wind: tuple[Gossip, ...] = ()
    """What the wind tells of tales and of the season to come before the next turn: for the minds that decide it, and
    for no reader until it is played.
    """
    need: int = 0
    """Fuel that shocks add to every creature's need in the next turn, in thousandths of a unit; likewise."""

    @property
    def chapter(self) -> int:
        """Chapter of the last turn played, from 1."""
        return chapter_of(self.turn, self.rules.chapter).number


@dataclass(frozen=True, slots=True)
class Wood:
    """One economy with all its secrets. Same wood and same input, same outcome, byte for byte.

    Whatever is not named here has the meaning that `OpenWood` gives it.
    """

    cast: Cast
    rules: Rules
    seed: str
    """128 secret bits in hexadecimal; never shown of a live wood."""
    number: int
    """Inputs so far, secret ones included; the founding is input 0. Never shown."""
    position: int
    turn: int
    balances: Balances
    quotes: Mapping[str, Quote]
    souls: Mapping[str, Soul]
    vault: Vault
    opening: Mapping[str, int]
    gossip: tuple[Gossip, ...] = ()
    news: tuple[News, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    contracts: tuple[Deal, ...] = ()
    spells: tuple[Spell, ...] = ()
    rested: Mapping[str, int] = field(default_factory=dict)
    id: str = ""
    sealed: Mapping[Account, Sealed] = field(default_factory=dict)
    """Account of a patron or the forester -> what it alone may know."""
    weather: Weather = CALM
    asked: Question | None = None

    def open(self) -> OpenWood:
        """Return the part that perceptions and everything public may be made of."""
        turn = self.turn + 1
        working = courses(
            self.seed, self.rules, (awake(self.seed, self.rules, spell, turn) for spell in self.spells)
        )
        heard = told(working, self.cast, turn)
        return OpenWood(
            cast=self.cast, rules=self.rules, position=self.position, turn=self.turn, balances=self.balances,
            quotes=self.quotes, souls=self.souls, vault=self.vault, opening=self.opening, gossip=self.gossip,
            news=self.news, proposals=self.proposals, contracts=self.contracts, spells=self.spells,
            rested=self.rested, id=self.id, weather=self.weather, asked=self.asked, need=extra_need(working, turn),
            wind=(*(Gossip("wind", one.text, one.about, one.stance) for one in heard), *self._hinted(turn)),
        )  # fmt: skip

    def _hinted(self, turn: int) -> tuple[Gossip, ...]:
        hint = hint_of(self.rules, self.cast, self.seed, turn)
        return (Gossip("wind", hint.text, hint.about, hint.stance),) if hint else ()
