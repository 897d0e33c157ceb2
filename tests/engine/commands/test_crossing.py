"""Crossing over: money becomes finer and an asset is dealt, and nobody is richer or poorer for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reading.content import CONTENT, read
from data.reading.money import multiplied
from engine.accounts import ESCROW, FIELD, FORESTER
from engine.commands.crossing import REASON, CrossOver, crossing_of
from engine.commands.table import apply
from engine.content.cast import Asset, Cast
from engine.content.rules import Rules
from engine.deals.loan import LOAN
from engine.events.facts import AssetDealt, Recoined
from engine.events.recoining import recoined
from engine.ledger import PEBBLE, check
from engine.saving.save import dump, load
from engine.stages.contracts import escrowed
from engine.turn import Outcome
from engine.wealth import wealth
from engine.wood import News, Quote, Wood
from tests.engine.builders import RULES, WOOD, new, played, proposal, turn

AMBER = Asset(id="amber", name="amber", emoji="🟠", price=60, units=3, joy=5, colour="#c98a2b")
PLAIN = read(CONTENT / "casts" / "wood.toml", Cast).changed(asset=None)
COARSE = read(CONTENT / "rules.toml", Rules).changed(money=1)
"""Content with amounts as they are written."""
PARTS = st.integers(2, 100)
TURNS = 40


@cache
def past() -> tuple[Wood, ...]:
    """A wood without an asset, turn by turn."""
    return tuple(outcome.wood for outcome in played(new(PLAIN, COARSE), TURNS))


def before(at: int, parts: int = 5, asset: Asset | None = AMBER) -> Wood:
    """A wood of coarse money after some turns, on the cast and rules of finer money."""
    wood = past()[at]
    cast = multiplied(PLAIN, parts).changed(asset=asset)
    rules = multiplied(COARSE, parts).changed(money=parts)
    quotes = {good.id: wood.quotes.get(good.id) or Quote(good.price * 1000) for good in cast.traded}
    return replace(wood, cast=cast, rules=rules, quotes=quotes)


def crossed(wood: Wood, parts: int = 5, asset: str = "amber") -> Outcome:
    outcome = apply(wood, CrossOver(parts, asset))
    assert outcome.refusal is None
    return outcome


WOODS = st.integers(0, TURNS - 1)


@given(WOODS, PARTS)
def test_the_books_hold_and_every_account_has_as_much_as_before(at: int, parts: int) -> None:
    old = before(at, parts)
    outcome = crossed(old, parts)
    check(outcome.wood.balances)
    for account, assets in old.balances.items():
        held = outcome.wood.balances[account]
        assert held.get(PEBBLE, 0) == parts * assets.get(PEBBLE, 0)
        assert all(held[good] == units for good, units in assets.items() if good != PEBBLE)
    assert {transfer.reason for transfer in outcome.transfers} == {REASON}
    assert outcome.wood.balances[FIELD]["amber"] == -AMBER.units * len(WOOD.creatures)


@given(WOODS, PARTS)
def test_wealth_keeps_its_ratios_and_gains_stay_gains(at: int, parts: int) -> None:
    old = before(at, parts)
    new_ = crossed(old, parts).wood
    dealt = AMBER.units * AMBER.price
    was, now = wealth(old.open()), wealth(new_.open())
    for creature in was:
        assert abs(now[creature] - dealt - parts * was[creature]) < parts
        gain = now[creature] - new_.opening[creature]
        assert abs(gain - parts * (was[creature] - old.opening[creature])) < parts


@given(WOODS, PARTS)
def test_debts_deals_and_claims_are_worth_what_they_were(at: int, parts: int) -> None:
    old = before(at, parts)
    offers = (
        proposal("oona", "pip", LOAN, "honey", 9, 10, 3),
        proposal("pip", "oona", "forward", "berries", 4, 30, 2),
    )
    new_ = crossed(replace(old, proposals=offers), parts).wood
    assert escrowed(new_.contracts) == +Counter(new_.balances[ESCROW])
    assert new_.vault.claims == {account: parts * claim for account, claim in old.vault.claims.items()}
    for deal, was in zip(new_.contracts, old.contracts, strict=True):
        units = parts if deal.kind == LOAN else 1
        assert deal.summary[:3] == was.summary[:3]
        assert (deal.summary.quantity, deal.summary.price) == (
            units * was.summary.quantity,
            parts * was.summary.price,
        )
        assert deal.due == was.due
    assert [(p.quantity, p.price) for p in new_.proposals] == [(9 * parts, 10 * parts), (4, 30 * parts)]


@given(WOODS, PARTS)
def test_prices_and_their_past_are_in_the_new_money_and_the_assets_is_its_own(at: int, parts: int) -> None:
    old = before(at, parts)
    new_ = crossed(old, parts).wood
    for good in WOOD.made:
        was, now = old.quotes[good], new_.quotes[good]
        assert now.reference == was.reference * parts
        assert now.price == was.price * parts
        assert now.history == tuple(price * parts for price in was.history)
        assert now.prices == tuple(price * parts for price in was.prices)
        assert (now.volume, now.demand, now.supply) == (was.volume, was.demand, was.supply)
    assert new_.quotes["amber"] == Quote(AMBER.price * 1000)


@given(WOODS, PARTS)
def test_a_wood_that_crossed_over_is_saved_and_plays_on(at: int, parts: int) -> None:
    wood = crossed(before(at, parts), parts).wood
    assert load(dump(wood), wood.cast, wood.rules) == wood
    check(turn(wood).wood.balances)


def test_everybody_is_told() -> None:
    outcome = crossed(before(9))
    assert Recoined.among(outcome.events) == [Recoined(parts=5)]
    assert AssetDealt.among(outcome.events) == [AssetDealt(asset="amber", units=3)]
    assert {(event.audience, event.origin) for event in outcome.events} == {("public", "authored")}
    assert [news.kind for news in outcome.wood.news[-2:]] == ["recoined", "dealt"]
    assert outcome.wood.turn == 10
    assert outcome.wood.position == before(9).position + 1


def test_news_of_money_is_in_the_new_money() -> None:
    told = News("fair", {"given": 7, "minted": -2})
    wood = replace(before(9), news=(told, News("struck", {"tale": "drought", "by": FORESTER})))
    fair, struck, *_ = crossed(wood).wood.news
    assert fair.data == {"given": 35, "minted": -10}
    assert struck == wood.news[1]


@pytest.mark.parametrize(
    ("kind", "data", "after"),
    [
        (
            "priced",
            {"good": "honey", "before": 9000, "price": 9, "volume": 2},
            {"before": 45000, "price": 45},
        ),
        ("signed", {"kind": "loan", "quantity": 9, "price": 10, "due": 4}, {"quantity": 45, "price": 50}),
        ("signed", {"kind": "forward", "quantity": 9, "price": 10, "due": 4}, {"price": 50}),
        ("repaid", {"quantity": 9, "price": 10}, {"quantity": 45, "price": 50}),
        ("hungry", {"creature": "pip", "missing": 2}, {}),
        ("of another program", {"price": 2}, {}),
    ],
)
def test_an_events_amounts_of_money_are_known_by_their_declaration(
    kind: str, data: dict[str, int | str], after: dict[str, int | str]
) -> None:
    assert recoined(kind, data, 5) == {**data, **after}


def test_money_may_become_finer_without_an_asset_and_an_asset_come_without_finer_money() -> None:
    plain = crossed(before(9, asset=None), asset="")
    assert [event.kind for event in plain.events] == ["recoined"]
    dealt = apply(before(9, parts=1), CrossOver(1, "amber"))
    assert [event.kind for event in dealt.events] == ["dealt"]
    assert {transfer.asset for transfer in dealt.transfers} == {"amber"}


@pytest.mark.parametrize(
    "command", [CrossOver(1), CrossOver(0, "amber"), CrossOver(-5), CrossOver(5, "jet")], ids=str
)
def test_a_crossing_to_nothing_is_refused(command: CrossOver) -> None:
    wood = before(9)
    outcome = apply(wood, command)
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.wood) == ("nothing_to_cross", wood)


def test_an_asset_is_dealt_once_and_its_price_grows_with_finer_money() -> None:
    wood = crossed(before(9)).wood
    again = apply(wood, CrossOver(1, "amber"))
    assert again.refusal is not None
    assert again.refusal.code == "nothing_to_cross"
    finer = crossed(wood, 2, "").wood
    assert finer.quotes["amber"].reference == 2 * wood.quotes["amber"].reference
    now = wealth(finer.open())
    assert all(now[creature] - 2 * worth in (0, 1) for creature, worth in wealth(wood.open()).items())


def test_what_is_due_follows_from_the_rules_before_and_the_wood() -> None:
    wood = before(9)
    assert crossing_of(COARSE, wood) == CrossOver(5, "amber")
    assert crossing_of(wood.rules, wood) == CrossOver(1, "amber")
    assert crossing_of(COARSE, before(9, asset=None)) == CrossOver(5)
    assert crossing_of(wood.rules, crossed(wood).wood) is None
    assert crossing_of(RULES, new()) is None
