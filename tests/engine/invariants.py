"""What must hold of every outcome, whatever was put in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from engine import accounts
from engine.accounts import ESCROW, SOURCES, VAULT
from engine.decision import Applied
from engine.events.event import PUBLIC
from engine.events.facts import KINDS
from engine.founding import ACCOUNTS
from engine.ledger import PEBBLE, check
from engine.turn import Outcome
from engine.wood import Wood
from tests.engine.builders import of_kind

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
        secret = outcome.position is None
        assert after.position == before.position + (not secret)
        assert secret or outcome.position == after.position
        _books(before, outcome)
        _escrow(after)
        _claims(before, outcome)
        _prices(before, outcome)
        _souls(after)
        _bounds(after)
        _asset(before, outcome)
        for applied in outcome.applied.values():
            account_for(applied)
        self._events(after, outcome)

    def _events(self, after: Wood, outcome: Outcome) -> None:
        indices: dict[str, count[int]] = defaultdict(count)
        for event in outcome.events:
            index = next(indices[event.audience])
            if outcome.position is None:
                assert event.audience != PUBLIC, event
                assert "#" in event.id, event
            elif event.audience == PUBLIC:
                assert event.id == f"{outcome.position}.{index}"
            else:
                assert event.id == f"{event.audience}@{outcome.position}.{index}"
            assert event.id not in self.origins, event
            assert event.cause.startswith("input:") or event.cause in self.origins, event
            if event.audience == PUBLIC and event.cause.startswith("input:"):
                assert event.cause == f"input:{outcome.position}", event
            if event.cause in self.origins and event.kind not in SETTLED:
                assert event.origin == self.origins[event.cause], event
            if event.kind in SETTLED and (event.cause in self.origins and event.data.get("tale", "x")):
                assert event.origin == "authored", event
            private = event.kind in SECRET_KINDS
            assert (event.audience != "public") == private, event
            KINDS[event.kind].entry.check(event.data)
            if event.kind in PATRONS_KINDS:
                assert accounts.kind(accounts.parse(event.audience)) == "patron"
            elif private:
                assert accounts.creature_of(accounts.parse(event.audience)) in after.cast.creature
            self.origins[event.id] = event.origin


PATRONS_KINDS = frozenset({"called", "judged"})
"""Kinds of events that only one patron may know."""
SECRET_KINDS = PATRONS_KINDS | {
    "thought",
    "cared",
    "withdrew",
    "deposited",
    "interest",
    "rotted",
    "offered",
    "declined",
}
"""Kinds of events that only one creature or patron may know."""


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
    known = {*ACCOUNTS, *map(accounts.creature, outcome.wood.cast.creature)}
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
    """Claims grow by deposits and interest alone, and shrink by what is paid or set off; all are above zero."""
    owed, paid_by_vault = Counter(before.vault.claims), 0
    for source, target, _, amount, reason in outcome.transfers:
        if reason == "deposit":
            assert target == VAULT
            owed[source] += amount
        elif reason == "withdrawal":
            assert source == VAULT
            owed[target] -= amount
        elif source == VAULT and reason in ("repayment", "care"):
            paid_by_vault += amount
    for event in of_kind(outcome, "interest"):
        owed[accounts.parse(event.audience)] += int(event.data["amount"])
    left = outcome.wood.vault.claims
    assert min(left.values(), default=1) > 0
    gone = +Counter({account: owed[account] - left.get(account, 0) for account in {*owed, *left}})
    assert all(owed[account] >= left.get(account, 0) for account in {*owed, *left})
    due = Counter[str]()
    for deal in before.contracts:
        if deal.due <= outcome.wood.turn and deal.kind == "loan":
            due[deal.borrower] += deal.repayment
    cared = {e.audience for e in of_kind(outcome, "cared")}
    assert all(amount <= due[account] for account, amount in gone.items() if account not in cared)
    set_off = sum(gone.values()) - paid_by_vault
    assert 0 <= set_off <= sum(d.repayment for d in before.contracts if d.kind == "loan" and d.bank)


def _prices(before: Wood, outcome: Outcome) -> None:
    market = outcome.wood.rules.market
    settled = {event.data["good"] for event in of_kind(outcome, "settled")}
    assert set(outcome.wood.quotes) == set(outcome.wood.cast.good)
    for good, quote in outcome.wood.quotes.items():
        old = before.quotes[good].reference
        assert market.floor * 1000 <= quote.reference <= market.cap * 1000
        if good not in settled:
            widest = market.breaker if not quote.price or market.follow is None else market.follow
            assert abs(quote.reference - old) * 1000 <= old * widest, (good, old, quote.reference)
        assert max(len(quote.history), len(quote.prices)) <= market.history
        assert quote.prices[-1:] == before.quotes[good].prices[-1:] or quote.prices[-1] == quote.price
        assert min(quote.price, quote.volume, quote.demand, quote.supply) >= 0
        assert (quote.price == 0) == (quote.volume == 0)


def _souls(wood: Wood) -> None:
    mood, memory = wood.rules.mood, wood.rules.memory
    assert set(wood.souls) == set(wood.cast.creature)
    for creature, soul in wood.souls.items():
        assert 0 < mood.low <= soul.mood <= mood.high < 1000
        assert wood.rules.vigour.low <= soul.vigour <= 1000
        assert len(soul.memory) <= memory.subjects
        for subject, sentiment in soul.memory.items():
            assert accounts.is_account(subject), subject
            assert accounts.kind(subject) == "patron" or accounts.creature_of(subject) in wood.cast.creature
            assert subject != accounts.creature(creature)
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
        assert sum(accounts.creature(creature) in c.summary[:2] for c in wood.contracts) <= contracts.open
    for contract in wood.contracts:
        assert wood.turn < contract.due <= wood.turn + contracts.turns
        assert contract.summary.giver != contract.summary.taker
    assert set(wood.opening) == set(creatures)


def _asset(before: Wood, outcome: Outcome) -> None:
    """The asset changes owners in the market alone: none is made, eaten, burnt, spoilt, lent against or sold ahead."""
    asset = before.cast.asset
    if asset is None:
        return
    owners = {accounts.creature(creature) for creature in before.cast.creature}
    for wood in (before, outcome.wood):
        owned = sum(
            assets.get(asset.id, 0) for account, assets in wood.balances.items() if account not in SOURCES
        )
        assert owned == asset.units * len(owners)
        assert all(deal.good != asset.id for deal in wood.contracts)
    moved = [t for t in outcome.transfers if t.asset == asset.id]
    assert {t.reason for t in moved} <= {"order", "trade", "refund"}
    assert {account for t in moved for account in t[:2]} <= owners | {ESCROW}


def account_for(applied: Applied) -> None:
    """Every part that was dropped, trimmed or turned has a refusal that names it; none names what is not there."""
    asked, kept, named = applied.requested, applied.applied, {r.where for r in applied.refusals}
    differing = {
        "thought": asked.thought != kept.thought,
        "say": asked.say != kept.say,
        "vault": asked.vault != kept.vault,
    }
    parts: tuple[tuple[str, Sequence[object], list[object]], ...] = (
        ("orders", asked.orders, list(kept.orders)),
        ("answers", asked.answers, list(kept.answers)),
        ("proposals", asked.proposals, list(kept.proposals)),
    )
    for path, wanted, left in parts:
        for index, part in enumerate(wanted):
            differing[f"{path}[{index}]"] = part not in left
            if part in left:
                left.remove(part)
    malformed = {r.where for r in applied.refusals if r.code == "malformed"}
    assert malformed <= {"decision", "orders", "answers", "proposals", "say", "vault"}
    assert {where for where, differs in differing.items() if differs} <= named, applied
    assert named - malformed <= set(differing), applied
    assert all(refusal.code and refusal.code == refusal.code.lower() for refusal in applied.refusals)
