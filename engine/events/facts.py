"""The catalogue of events: every kind that a wood can record, in the order of a turn.

A new kind is declared here (those of daily calls in `called.py`) and listed in `FACTS`; what must have words for it
then says so when it is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.events.called import CallJudged, CallPlaced
from engine.events.catalogue import (
    ContractId,
    CreatureId,
    DealKind,
    Entry,
    Fact,
    FactBroken,
    GoodId,
    Millipebbles,
    Number,
    PartyId,
    Pebbles,
    Permille,
    PersonId,
    SeasonId,
    Speech,
    StanceWord,
    Subject,
    TaleId,
    TaleIfAny,
    TurnNumber,
    Units,
    UnitsOrPebbles,
    fact,
)
from engine.events.event import Event


@fact("struck", weight=90, news=True, story=True, why=True)
class ShockStruck(Fact):
    """A shock was let loose."""

    tale: TaleId
    by: PersonId


@fact("drawn", weight=80, news=True, story=True, why=True)
class LegendDrawn(Fact):
    """A legend was drawn; when it strikes, nobody knows."""

    tale: TaleId
    by: PersonId


@fact("strikes", weight=85, news=True, story=True, why=True)
class LegendStrikes(Fact):
    """A legend that had been drawn strikes: from this turn on it tells and settles."""

    tale: TaleId


@fact("vetoed", weight=70, story=True, why=True)
class Vetoed(Fact):
    """A shock or legend was ended before its time."""

    tale: TaleId
    by: PersonId


@fact("recoined", weight=210, news=True, why=True)
class Recoined(Fact):
    """Money became finer: what was one pebble is so many, prices, purses and debts alike."""

    parts: Number


@fact("dealt", weight=200, news=True, why=True)
class AssetDealt(Fact):
    """Every creature was given so many units of an asset that there had not been."""

    asset: GoodId
    units: Units


@fact("season", news=True, story=True)
class SeasonBegan(Fact):
    """A season began."""

    season: SeasonId
    year: Number


@fact("rumour", weight=110, story=True, why=True)
class Rumour(Fact):
    """The wind told something of a tale or, where that is empty, of the season to come."""

    tale: TaleIfAny
    about: Subject
    stance: StanceWord
    text: Speech


@fact("harvest", weight=40, story=True, why=True)
class Harvested(Fact):
    """A creature took in its harvest; `factor` is what tales made of it."""

    creature: CreatureId
    good: GoodId
    quantity: Units
    factor: Permille


@fact("reopened", weight=170, news=True, story=True, why=True)
class Reopened(Fact):
    """The vault is open again."""


@fact("withdrew", audience="party")
class Withdrew(Fact):
    """A creature asked for pebbles from the vault."""

    creature: CreatureId
    asked: Pebbles
    paid: Pebbles


@fact("run", weight=190, story=True, why=True)
class BankRun(Fact):
    """More was asked of the vault than it had."""

    asked: Pebbles
    paid: Pebbles


@fact("shut", weight=180, news=True, story=True, why=True)
class Shut(Fact):
    """The vault was shut, by a tale or, where that is empty, by a run."""

    until: TurnNumber
    paid: Pebbles
    asked: Pebbles
    tale: TaleIfAny


@fact("deposited", audience="party")
class Deposited(Fact):
    """A creature put pebbles into the vault."""

    creature: CreatureId
    amount: Pebbles


@fact("interest", audience="party")
class Interest(Fact):
    """A depositor's claim grew."""

    amount: Pebbles


@fact("traded", story=True)
class Traded(Fact):
    """Units of a good changed hands in the market; `price` is for each."""

    good: GoodId
    buyer: PartyId
    seller: PartyId
    quantity: Units
    price: Pebbles


@fact("priced", weight=50, story=True, why=True)
class Priced(Fact):
    """What the market said of a good; `price` is 0 where none traded."""

    good: GoodId
    before: Millipebbles
    after: Millipebbles
    price: Pebbles
    volume: Units
    demand: Units
    supply: Units


@fact("offered", audience="party")
class Offered(Fact):
    """A proposal waits for an answer; the quantity of a loan is in pebbles."""

    proposal: ContractId
    creature: PartyId
    to: PartyId
    kind: DealKind
    good: GoodId
    quantity: UnitsOrPebbles
    price: Pebbles
    turns: Number


@fact("declined", audience="party")
class Declined(Fact):
    """A proposal was refused."""

    proposal: ContractId
    creature: PartyId


@fact("signed", weight=160, story=True, why=True)
class Signed(Fact):
    """A contract was signed; the quantity of a loan is in pebbles."""

    contract: ContractId
    kind: DealKind
    giver: PartyId
    taker: PartyId
    good: GoodId
    quantity: UnitsOrPebbles
    price: Pebbles
    due: TurnNumber


@fact("delivered", weight=150, story=True, why=True)
class Delivered(Fact):
    """A forward was kept."""

    contract: ContractId
    giver: PartyId
    taker: PartyId
    good: GoodId
    quantity: Units
    price: Pebbles


@fact("repaid", weight=140, story=True, why=True)
class Repaid(Fact):
    """A loan was kept; its quantity is in pebbles."""

    contract: ContractId
    giver: PartyId
    taker: PartyId
    good: GoodId
    quantity: Pebbles
    price: Pebbles


@fact("defaulted", weight=130, news=True, story=True, why=True)
class Defaulted(Fact):
    """A contract was broken by `creature`, at the cost of `to`; the quantity of a loan is in pebbles."""

    contract: ContractId
    kind: DealKind
    creature: PartyId
    to: PartyId
    good: GoodId
    quantity: UnitsOrPebbles
    price: Pebbles


@fact("hungry", weight=20, news=True, story=True, why=True)
class Hungry(Fact):
    """A meal lacked kinds of food."""

    creature: CreatureId
    missing: Units


@fact("cold", weight=10, news=True, story=True, why=True)
class Cold(Fact):
    """A hearth lacked fuel."""

    creature: CreatureId
    missing: Units


@fact("cared", audience="party")
class CaredFor(Fact):
    """A creature that went without was cared for, and paid the others for it."""

    creature: CreatureId
    paid: Pebbles


@fact("rotted", audience="party")
class Rotted(Fact):
    """A hoard lost what spoils by itself."""

    creature: CreatureId
    good: GoodId
    quantity: Units


@fact("fair", weight=120, news=True, story=True, why=True)
class FairHeld(Fact):
    """A fair gave back what winter had concentrated; `minted` may be below zero."""

    given: Pebbles
    minted: Pebbles


@fact("settled", weight=100, story=True, why=True)
class Settled(Fact):
    """A tale overwrote a reference price."""

    tale: TaleId
    good: GoodId
    before: Millipebbles
    after: Millipebbles


@fact("spoilt", weight=30, news=True, story=True, why=True)
class Spoilt(Fact):
    """A tale destroyed stocks."""

    tale: TaleId
    creature: CreatureId
    good: GoodId
    quantity: Units


@fact("ended", story=True)
class Ended(Fact):
    """A shock or legend is spent."""

    tale: TaleId


@fact("said", story=True)
class Said(Fact):
    """A creature said something in public."""

    creature: CreatureId
    about: Subject
    stance: StanceWord
    text: Speech


@fact("thought", audience="party")
class Thought(Fact):
    """A creature thought something; published when the chapter has ended."""

    creature: CreatureId
    text: Speech


@fact("chapter", weight=60, story=True, why=True)
class ChapterEnded(Fact):
    """A chapter ended."""

    chapter: Number


@fact("ranked", story=True)
class Ranked(Fact):
    """A creature's place at a chapter's end, and what it gained since the one before."""

    place: Number
    creature: CreatureId
    wealth: Pebbles
    gain: Pebbles


FACTS: tuple[type[Fact], ...] = (
    ShockStruck, LegendDrawn, LegendStrikes, Vetoed, Recoined, AssetDealt, SeasonBegan, Rumour, Harvested, Reopened,
    Withdrew, BankRun, Shut, Deposited, Interest, Traded, Priced, Offered, Declined, Signed, Delivered, Repaid,
    Defaulted, Hungry, Cold, CaredFor, Rotted, FairHeld, Settled, Spoilt, Ended, Said, Thought, CallPlaced, CallJudged,
    ChapterEnded, Ranked,
)  # fmt: skip
ENTRIES: Mapping[object, Entry] = {listed: listed.entry for listed in FACTS}
KINDS: Mapping[str, type[Fact]] = {listed.entry.kind: listed for listed in FACTS}
"""Every kind by its name."""


def read(event: Event) -> Fact:
    """What an event says. Raises FactBroken where no kind of the catalogue fits it."""
    if event.kind not in KINDS:
        raise FactBroken("unknown_kind", kind=event.kind)
    return KINDS[event.kind].of(event)
