"""The wood's bank: claims are paid as far as the cash goes, and nobody is paid what is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.table import apply
from engine.commands.tales import DrawLegend
from engine.decision import Decision, VaultAct
from engine.perception import perceive
from engine.turn import advance
from tests.engine.builders import (
    IDLE,
    banked,
    buy,
    codes,
    decided,
    deposit,
    felt,
    instinct,
    new,
    of_kind,
    purse,
    quiet,
    sell,
    shock,
    struck,
    tuned,
    turn,
    with_tales,
    withdraw,
)

DEPOSITORS = ("bodkin", "hazel", "fenn", "pip")
CARELESS = tuned(IDLE, vault={"pledge": 0})
"""Rules under which the keeper mends no hole."""


def test_a_deposit_becomes_a_claim_that_only_its_owner_hears_of() -> None:
    outcome = turn(quiet(), pip=deposit(30))
    assert (purse(outcome.wood, "pip"), purse(outcome.wood, "vault")) == (70, 30)
    assert outcome.wood.vault.claims == {"creature:pip": 30}
    assert [event.audience for event in of_kind(outcome, "deposited")] == ["creature:pip"]
    assert not codes(outcome, "pip")


def test_a_deposit_is_trimmed_to_the_purse_and_a_withdrawal_to_the_claim() -> None:
    outcome = turn(banked(quiet(), 20, hazel=20), pip=deposit(10**12), hazel=withdraw(10**12))
    assert outcome.wood.vault.claims == {"creature:pip": 100}
    assert codes(outcome, "pip") == codes(outcome, "hazel") == [("vault", "trimmed")]
    assert outcome.applied["pip"].applied.vault == VaultAct("deposit", 100)
    assert outcome.applied["hazel"].applied.vault == VaultAct("withdraw", 20)


def test_a_claim_withdrawn_whole_is_gone() -> None:
    outcome = turn(banked(quiet(), 50, pip=20), pip=withdraw(20))
    assert outcome.wood.vault.claims == {}
    assert outcome.wood.vault.shut == 0


def test_a_run_pays_pro_rata_and_shuts_the_vault() -> None:
    wood = banked(quiet(), 10, pip=30, hazel=10)
    outcome = turn(wood, pip=withdraw(30), hazel=withdraw(10))
    paid = {event.data["creature"]: event.data["paid"] for event in of_kind(outcome, "withdrew")}
    assert sum(paid.values()) == 10
    assert paid["pip"] in (7, 8)
    assert outcome.wood.vault.shut == 1 + wood.rules.vault.shut
    assert outcome.wood.vault.claims == {
        "creature:pip": 30 - paid["pip"],
        "creature:hazel": 10 - paid["hazel"],
    }
    (run,), (shut,) = of_kind(outcome, "run"), of_kind(outcome, "shut")
    assert (run.data, shut.cause, shut.origin) == ({"asked": 40, "paid": 10}, run.id, "emergent")
    assert outcome.wood.news[-1].kind == "shut"
    for depositor in ("pip", "hazel"):
        assert outcome.wood.souls[depositor].mood < wood.souls[depositor].mood
        assert felt(outcome.wood, depositor)["oona"] < 0


def test_cash_that_just_suffices_is_no_run() -> None:
    wood = banked(quiet(CARELESS), 40, pip=30, hazel=10, fenn=50)
    outcome = turn(wood, pip=withdraw(30), hazel=withdraw(10))
    assert not of_kind(outcome, "run", "shut")
    assert purse(outcome.wood, "vault") == 0
    assert outcome.wood.vault.shut == 0


def test_who_comes_to_an_empty_vault_is_told_so() -> None:
    outcome = turn(banked(quiet(), 0, pip=30), pip=withdraw(30))
    assert codes(outcome, "pip") == [("vault", "no_cash")]
    assert outcome.applied["pip"].applied.vault is None
    assert outcome.wood.vault.claims == {"creature:pip": 30}
    assert of_kind(outcome, "run")


def test_a_deposit_in_the_turn_of_the_run_stays_in_the_purse() -> None:
    outcome = turn(banked(quiet(), 0, pip=30), pip=withdraw(30), hazel=deposit(10))
    assert codes(outcome, "hazel") == [("vault", "shut")]
    assert purse(outcome.wood, "hazel") == 100


def test_a_shut_vault_reopens_after_its_turns_and_says_so() -> None:
    wood = turn(banked(quiet(), 0, pip=30), pip=withdraw(30)).wood
    for _ in range(wood.rules.vault.shut):
        assert perceive(wood.open())["pip"].bank.shut
        outcome = turn(wood, pip=withdraw(1), hazel=deposit(1))
        assert codes(outcome, "pip") == codes(outcome, "hazel") == [("vault", "shut")]
        assert not of_kind(outcome, "reopened")
        wood = outcome.wood
    assert not perceive(wood.open())["pip"].bank.shut
    outcome = turn(wood, hazel=deposit(1))
    assert of_kind(outcome, "reopened")
    assert outcome.wood.vault.claims["creature:hazel"] == 1
    assert not of_kind(turn(outcome.wood), "reopened")


@given(
    st.fixed_dictionaries({c: st.tuples(st.integers(0, 200), st.integers(0, 300)) for c in DEPOSITORS}),
    st.integers(0, 400),
)
@settings(max_examples=200, deadline=None)
def test_withdrawals_are_fair_to_the_pebble(wishes: dict[str, tuple[int, int]], cash: int) -> None:
    wood = banked(
        quiet(tuned(IDLE, vault={"pledge": 0})),
        cash,
        **{c: claim for c, (claim, _) in wishes.items() if claim},
    )
    outcome = turn(wood, **{c: withdraw(asked) for c, (_, asked) in wishes.items()})
    due = {c: min(claim, asked) for c, (claim, asked) in wishes.items() if claim and asked}
    total = sum(due.values())
    paid = {e.data["creature"]: int(e.data["paid"]) for e in of_kind(outcome, "withdrew")}
    assert sum(paid.values()) == min(total, cash)
    for creature, wanted in due.items():
        assert paid[creature] <= wanted
        if total > cash:
            assert abs(paid[creature] * total - wanted * cash) < total
        else:
            assert paid[creature] == wanted
        assert purse(outcome.wood, creature) == 100 + paid[creature]
    assert (outcome.wood.vault.shut > 0) == (total > cash)
    assert purse(outcome.wood, "vault") == cash - sum(paid.values())
    assert sum(outcome.wood.vault.claims.values()) == sum(claim for claim, _ in wishes.values()) - sum(
        paid.values()
    )


@pytest.mark.parametrize(("cash", "bound"), [(29, True), (30, False), (0, True)])
def test_the_breaker_binds_the_keepers_own_bids_below_the_reserve(cash: int, bound: bool) -> None:
    wood = banked(quiet(), cash, pip=100)
    outcome = turn(wood, oona=Decision(orders=(*buy("acorns", 1, 5).orders, *sell("honey", 1, 9).orders)))
    assert codes(outcome, "oona") == ([("orders[0]", "breaker")] if bound else [])
    assert [o.side for o in outcome.applied["oona"].applied.orders] == (
        ["sell"] if bound else ["buy", "sell"]
    )
    assert perceive(wood.open())["oona"].bank.bound is bound


def test_the_breaker_binds_nobody_else_and_nobody_where_nothing_is_owed() -> None:
    assert not codes(turn(banked(quiet(), 0, pip=100), hazel=buy("honey", 1, 5)), "hazel")
    assert not codes(turn(quiet(), oona=buy("acorns", 1, 5)), "oona")


def test_the_keeper_mends_a_hole_out_of_its_own_purse() -> None:
    wood = banked(quiet(), 20, pip=100)
    outcome = turn(wood)
    assert (purse(outcome.wood, "oona"), purse(outcome.wood, "vault")) == (80, 40)
    for _ in range(40):
        outcome = turn(outcome.wood)
    assert purse(outcome.wood, "vault") == 100 or purse(outcome.wood, "oona") * wood.rules.vault.pledge < 1000


def test_the_keeper_pays_no_more_than_the_hole_and_nothing_for_what_is_lent() -> None:
    assert purse(turn(banked(quiet(), 95, pip=100)).wood, "vault") == 100
    wood = turn(replace(banked(quiet(), 100, pip=100))).wood
    assert purse(wood, "oona") == 100


def test_the_keeper_cannot_bank_with_itself() -> None:
    assert codes(turn(quiet(), oona=deposit(5)), "oona") == [("vault", "own_vault")]


def test_a_legend_freezes_the_vault_and_that_is_authored() -> None:
    wood = struck(banked(quiet(with_tales(shock({"act": "freeze", "turns": 2}))), 50, pip=50), "thing")
    outcome = turn(wood, pip=withdraw(10))
    assert purse(outcome.wood, "pip") == 110
    (event,) = of_kind(outcome, "shut")
    assert (event.origin, event.data["until"], event.data["tale"]) == ("authored", 3, "thing")
    for _ in range(2):
        outcome = turn(outcome.wood, pip=withdraw(10))
        assert codes(outcome, "pip") == [("vault", "shut")]
    assert not codes(turn(outcome.wood, pip=withdraw(10)), "pip")


def test_a_freeze_never_shortens_a_longer_one() -> None:
    rules = with_tales(shock({"act": "freeze", "turns": 1}))
    wood = turn(banked(quiet(rules), 0, pip=30), pip=withdraw(30)).wood
    assert turn(struck(wood, "thing")).wood.vault.shut == wood.vault.shut


def test_a_run_comes_about_among_creatures_that_are_frightened() -> None:
    runs = 0
    for seed in range(20):
        wood = new(seed=str(seed))
        for _ in range(25):
            if wood.turn == 12:
                wood = apply(wood, DrawLegend("run-on-oonas-hoard")).wood
            outcome = advance(wood, decided(wood, instinct()))
            wood = outcome.wood
            runs += 12 < wood.turn <= 15 and len(of_kind(outcome, "run"))
            assert sum(wood.vault.claims.values()) >= 0
    assert runs >= 3
