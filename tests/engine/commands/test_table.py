"""Commands: one input each, carried out wholly or not at all."""

from __future__ import annotations

from dataclasses import fields
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import accounts
from engine.commands.table import TABLE, Command, apply
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.decision import Decision, Offer, Say
from engine.events.event import PUBLIC
from engine.wood import Sealed
from tests.engine.builders import RULES, crowded, new, quiet, shock, turn, with_tales
from tests.engine.invariants import Witness
from tests.engine.strategies import commands


def test_a_shock_acts_from_the_next_turn_on() -> None:
    wood = new()
    outcome = apply(wood, FireShock("drought"))
    (event,), (spell,) = outcome.events, outcome.wood.spells
    assert (outcome.wood.number, outcome.wood.turn) == (1, 0)
    assert (event.id, event.kind, event.cause, event.audience, event.origin) == (
        "1.0", "struck", "input:1", PUBLIC, "authored",
    )  # fmt: skip
    assert (spell.tale, spell.start, spell.cause) == ("drought", 1, event.id)
    assert outcome.wood.balances == wood.balances
    assert outcome.wood.news[-1].kind == "struck"


def test_a_patrons_drawing_is_the_patrons() -> None:
    outcome = apply(new(), DrawLegend("run-on-oonas-hoard", "patron:12"))
    assert [(e.kind, e.origin, e.data["by"]) for e in outcome.events] == [("drawn", "patron", "patron:12")]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (FireShock("plague"), "unknown_shock"),
        (FireShock("run-on-oonas-hoard"), "unknown_shock"),
        (DrawLegend("drought"), "unknown_legend"),
        (DrawLegend(""), "unknown_legend"),
        (Veto("s1"), "not_at_work"),
        (FireShock("drought", "pip"), "unknown_person"),
        (FireShock("drought", ""), "unknown_person"),
        (FireShock("drought", "patron:"), "unknown_person"),
        (FireShock("drought", "patron:-1"), "unknown_person"),
        (FireShock("drought", "patron:\u0663"), "unknown_person"),
        (FireShock("drought", "patron:" + "9" * 99), "unknown_person"),
        (FireShock("drought", "patron:\ud800"), "unknown_person"),
        (FireShock("drought", None), "unknown_person"),
        (FireShock(None), "unknown_shock"),
        (DrawLegend("x\ud800" * 999), "unknown_legend"),
    ],
    ids=str,
)
def test_what_cannot_be_done_says_why_and_uses_no_input(command: Command, code: str) -> None:
    wood = new()
    outcome = apply(wood, command)
    assert outcome.refusal is not None
    assert outcome.refusal.code == code
    assert all(
        len(str(value)) <= 64 and str(value).encode() is not None for value in outcome.refusal.params.values()
    )
    assert outcome.wood is wood
    assert not outcome.events
    assert not outcome.transfers


def test_a_tale_at_work_cannot_be_drawn_again_until_it_has_ended() -> None:
    rules = with_tales(shock({"act": "need", "extra": 1, "turns": 2}))
    wood = apply(quiet(rules), FireShock("thing")).wood
    for _ in range(2):
        refusal = apply(wood, FireShock("thing")).refusal
        assert refusal is not None
        assert refusal.code == "already_at_work"
        wood = turn(wood).wood
    assert apply(wood, FireShock("thing")).refusal is None


def test_a_veto_ends_one_tale_and_leaves_the_others() -> None:
    wood = apply(apply(new(), FireShock("drought")).wood, DrawLegend("run-on-oonas-hoard")).wood
    outcome = apply(wood, Veto(wood.spells[0].id))
    assert [spell.tale for spell in outcome.wood.spells] == ["run-on-oonas-hoard"]
    assert [(e.kind, e.data) for e in outcome.events] == [("vetoed", {"tale": "drought", "by": "forester"})]
    assert apply(outcome.wood, Veto(wood.spells[0].id)).refusal is not None
    assert apply(outcome.wood, FireShock("drought")).refusal is None


def test_commands_between_turns_do_not_disturb_what_waits() -> None:
    wish = Decision(say=Say("Good day."), proposals=(Offer("oona", "loan", "honey", 5, 5, 3),))
    wood = turn(new(), pip=wish).wood
    assert wood.gossip
    assert wood.proposals
    after = apply(wood, FireShock("drought")).wood
    assert after.gossip == wood.gossip
    assert after.proposals == wood.proposals
    assert [n.kind for n in after.news] == [n.kind for n in wood.news] + ["struck"]


@given(st.lists(commands(RULES, ["s1", "s2", "s3"]), max_size=12))
def test_whatever_is_commanded_every_outcome_holds(given_commands: list[Command]) -> None:
    wood, witness = new(), Witness()
    for command in given_commands:
        outcome = apply(wood, command)
        witness.check(wood, outcome)
        wood = outcome.wood
    assert len(wood.spells) <= len(RULES.tale)


def test_in_a_crowd_of_ten_thousand_a_command_costs_less_than_two_milliseconds() -> None:
    wood = crowded(new(), 10_000)
    took = []
    for _ in range(20):
        before = perf_counter()
        after = apply(wood, FireShock("drought", accounts.patron(5_000))).wood
        took.append(perf_counter() - before)
    assert min(took) < 0.002
    untouched = [account for account in wood.balances if after.balances[account] is wood.balances[account]]
    assert len(untouched) == len(wood.balances)


def test_each_account_counts_its_own_commands() -> None:
    wood = apply(new(), FireShock("drought", "patron:3")).wood
    wood = apply(wood, DrawLegend("great-acorn-mania")).wood
    wood = apply(wood, FireShock("strangers-caravan", "patron:3")).wood
    assert apply(wood, FireShock("plague", "patron:3")).wood is wood
    assert wood.sealed == {
        "patron:3": Sealed(shown=2, rested={"shock": 0}),
        "forester": Sealed(shown=1, rested={"legend": 0}),
    }


def test_every_command_stands_in_the_table_once_and_says_who_gives_it() -> None:
    assert len({row.name for row in TABLE}) == len({row.record for row in TABLE}) == len(TABLE)
    for row in TABLE:
        assert "by" in {field.name for field in fields(row.record)}
        assert row.record.__dataclass_params__.frozen
