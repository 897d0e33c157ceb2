"""Which decisions count as a model's, and which as instinct's in a model's place."""

from __future__ import annotations

import pytest

from bot.lab.decisions import DecisionCount, ModelCount, count_decisions
from engine.decision import Applied, Decision, Order, Refusal, Status, Trace
from inference.council.moot import settle
from inference.mind import Answer
from tests.engine.builders import WOOD

BY_POLICY = Answer(Decision("policy"), Trace("instinct"))


def models(traces: list[Trace]) -> ModelCount:
    return count_decisions(WOOD, {}, traces).models


def by_model(status: Status) -> Answer:
    return Answer(Decision("model"), Trace("small", "a-model", status=status, problems=("deadline: 60 s",)))


@pytest.mark.parametrize("status", ["valid", "repaired", "noop", "fallback"])
def test_a_models_decision_counts_by_its_status(status: Status) -> None:
    assert models([by_model(status).trace] * 2) == ModelCount(**{status: 2})


def test_what_a_council_leaves_to_policies_counts_nowhere() -> None:
    assert models([BY_POLICY.trace]) == ModelCount()


def test_a_record_that_lacks_a_turn_fell_back() -> None:
    assert models([Trace("record", status="fallback", problems=("not_recorded",))]).fallback == 1


def test_a_policy_that_decides_a_moot_without_its_model_is_a_fallback() -> None:
    moot = settle([by_model("fallback"), BY_POLICY])
    assert moot.trace.mind == "instinct"
    assert models([moot.trace]) == ModelCount(fallback=1)


def test_a_policy_that_outvotes_its_moots_model_is_none() -> None:
    chosen = settle([BY_POLICY, by_model("valid")])
    assert chosen.trace.mind == "instinct"
    assert models([chosen.trace]) == ModelCount()


def test_counts_add_up() -> None:
    both = ModelCount(1, 2, 3, 4) + ModelCount(valid=10)
    assert both == ModelCount(11, 2, 3, 4)
    assert (both.asked, both.by_models) == (20, 16)


def test_decisions_are_counted_by_how_they_came_out() -> None:
    own = Order("buy", "honey", 1, 5)
    sale = Order("sell", "honey", 1, 5)
    refused = (Refusal("orders[0]", "own_good"),)
    applied = {"oona": Applied(Decision(orders=(own, sale)), Decision(orders=(sale,)), refused)}
    traces = [
        Trace("vllm", prompt_tokens=600, reply_tokens=90),
        Trace("vllm", prompt_tokens=500, reply_tokens=300, status="repaired"),
        Trace("instinct", status="fallback"),
    ]
    count = count_decisions(WOOD, applied, traces)
    assert count == DecisionCount(
        total=3,
        valid=1,
        repaired=1,
        fallback=1,
        refused_orders=1,
        self_buys=1,
        max_tokens=800,
        models=ModelCount(fallback=1),
    )
    twice = count + count
    assert (twice.total, twice.refused_orders, twice.self_buys, twice.max_tokens) == (6, 2, 2, 800)
    assert (twice.valid, twice.repaired, twice.fallback, twice.models) == (2, 2, 2, ModelCount(fallback=2))
