"""Care: going without saves nobody anything, the poor pay little, and no pebble is made or lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.accounts import COURT, VAULT
from engine.content.rules import Rules
from engine.ledger import PEBBLE
from engine.wood import Wood
from tests.engine.builders import (
    IDLE,
    WOOD,
    banked,
    holding,
    of_kind,
    priced,
    purse,
    quiet,
    tuned,
    turn,
)
from tests.engine.invariants import Witness

CARE = tuned(
    IDLE, scarcity={"diet": True}, care={"price": 1500, "share": 200, "spared": 0}, vault={"pledge": 0}
)
NAMES = list(WOOD.creature)
NOTHING = dict.fromkeys(WOOD.made, 0)
LARDER = dict.fromkeys(WOOD.made, 9)


def table(*without: str, rules: Rules = CARE) -> Wood:
    """A wood of full larders, with empty ones for some."""
    wood = quiet(rules)
    for name in NAMES:
        wood = holding(wood, name, **(NOTHING if name in without else LARDER))
    return wood


def pebbles(wood: Wood) -> list[int]:
    return [purse(wood, name) for name in NAMES]


def test_who_goes_hungry_pays_more_than_the_cheapest_meal_and_the_others_have_it() -> None:
    rich = holding(table("pip"), "pip", pebble=1000)
    outcome = turn(rich)
    assert pebbles(outcome.wood) == [106, 106, 105, 105, 1000 - 22]  # 1.5 x (5 + 5 + 5), cut to pebbles


def test_who_goes_cold_pays_for_the_logs() -> None:
    rules = tuned(CARE, scarcity={"diet": False, "hearth": True}, opening=58)
    outcome = turn(holding(table("pip", rules=rules), "pip", pebble=1000))
    cold = outcome.wood.souls["pip"].cold
    assert cold >= 1
    assert purse(outcome.wood, "pip") == 1000 - cold * 9


def test_dear_food_makes_care_dear() -> None:
    wood = priced(holding(table("pip"), "pip", pebble=1000), acorns=20_000, berries=20_000, mushrooms=20_000)
    assert purse(turn(wood).wood, "pip") == 1000 - (8 + 20 + 20) * 3 // 2


@pytest.mark.parametrize(
    ("owned", "missing", "paid"),
    [
        (0, 3, 0),
        (20, 3, 0),
        (24, 3, 2),
        (40, 3, 12),
        (57, 3, 22),
        (10_000, 3, 22),
        (24, 1, 0),
        (30, 1, 2),
        (60, 1, 7),
    ],
)
def test_the_poor_pay_for_each_unit_a_share_of_what_is_not_spared_at_most(
    owned: int, missing: int, paid: int
) -> None:
    rules = tuned(CARE, care={"spared": 20}, meal={"kinds": missing})
    outcome = turn(holding(table("pip", rules=rules), "pip", pebble=owned))
    assert purse(outcome.wood, "pip") == owned - paid
    assert [e.data for e in of_kind(outcome, "cared")] == (
        [{"creature": "pip", "paid": paid}] if paid else []
    )


def test_what_somebody_paid_for_care_is_its_own_secret() -> None:
    (event,) = of_kind(turn(table("pip")), "cared")
    assert event.audience == "creature:pip"


def test_who_keeps_its_money_in_the_vault_pays_out_of_it() -> None:
    wood = banked(holding(table("pip"), "pip", pebble=0), 500, pip=200)
    after = turn(wood).wood
    assert after.vault.claims == {"creature:pip": 200 - 22}
    assert purse(after, VAULT) == 500 - 22
    assert sum(pebbles(after)) == 400 + 22


@pytest.mark.parametrize(("cash", "drawn"), [(0, 0), (7, 7), (22, 22), (400, 22)])
def test_a_vault_pays_for_care_as_far_as_its_cash_goes(cash: int, drawn: int) -> None:
    after = turn(banked(holding(table("pip"), "pip", pebble=0), cash, pip=500)).wood
    assert purse(after, VAULT) == cash - drawn
    assert after.vault.claims["creature:pip"] == 500 - drawn


def test_a_shut_vault_pays_nothing() -> None:
    wood = banked(holding(table("pip"), "pip", pebble=0), 500, pip=200)
    shut = replace(wood, vault=replace(wood.vault, shut=wood.turn + 1))
    after = turn(shut).wood
    assert (purse(after, VAULT), after.vault.claims) == (500, wood.vault.claims)


def test_where_everyone_goes_without_nobody_pays() -> None:
    wood = table(*NAMES)
    assert pebbles(turn(wood).wood) == pebbles(wood)


def test_where_nobody_goes_without_nobody_pays() -> None:
    wood = table()
    assert pebbles(turn(wood).wood) == pebbles(wood)


@pytest.mark.parametrize("care", [{"price": 0, "share": 200}, {"price": 1500, "share": 0}])
def test_switched_off_it_costs_nothing(care: dict[str, int]) -> None:
    wood = table("pip", rules=tuned(CARE, care=care))
    assert pebbles(turn(wood).wood) == pebbles(wood)


def test_starving_makes_nobody_richer() -> None:
    """Who is cared for is as rich as it was, less a price that is above the market's."""
    wood = holding(table("pip"), "pip", pebble=1000)
    hungry, full = turn(wood).wood, turn(holding(wood, "pip", **LARDER)).wood
    assert purse(hungry, "pip") < purse(full, "pip")


LARDERS = st.tuples(*[st.integers(0, 2)] * 5)


@given(
    st.tuples(*[LARDERS] * 5),
    st.tuples(*[st.integers(0, 500)] * 5),
    st.tuples(*[st.integers(0, 300)] * 5),
    st.integers(0, 900),
    st.booleans(),
)
def test_care_makes_no_pebble_leaves_none_in_court_and_takes_its_share_at_most(
    larders: tuple[tuple[int, ...], ...],
    purses: tuple[int, ...],
    claims: tuple[int, ...],
    cash: int,
    shut: bool,
) -> None:
    rules = tuned(CARE, scarcity={"hearth": True}, opening=58)
    wood = quiet(rules)
    for name, larder, owned in zip(NAMES, larders, purses, strict=True):
        wood = holding(wood, name, pebble=owned, **dict(zip(WOOD.made, larder, strict=True)))
    wood = banked(wood, cash, **{n: c for n, c in zip(NAMES, claims, strict=True) if c})
    if shut:
        wood = replace(wood, vault=replace(wood.vault, shut=wood.turn + 1))
    outcome = turn(wood)
    after = outcome.wood
    Witness().check(wood, outcome)
    assert after.balances[COURT].get(PEBBLE, 0) == 0
    paid = {str(e.data["creature"]): int(e.data["paid"]) for e in of_kind(outcome, "cared")}
    for name in NAMES:
        soul = after.souls[name]
        had = purse(wood, name) + wood.vault.claims.get(f"creature:{name}", 0)
        if not soul.hunger and not soul.cold:
            assert name not in paid
        assert paid.get(name, 0) * 1000 <= had * rules.care.share * (soul.hunger + soul.cold)
