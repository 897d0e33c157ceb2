"""Which decisions count as a model's, and which as instinct's in a model's place."""

from __future__ import annotations

import pytest

from bot.lab.decisions import Replies, replies
from engine.decision import Decision, Status, Trace
from inference.council.moot import settle
from inference.mind import Answer

BY_POLICY = Answer(Decision("policy"), Trace("instinct"))


def by_model(status: Status) -> Answer:
    return Answer(Decision("model"), Trace("small", "a-model", status=status, problems=("deadline: 60 s",)))


@pytest.mark.parametrize("status", ["valid", "repaired", "noop", "fallback"])
def test_a_models_decision_counts_by_its_status(status: Status) -> None:
    assert replies([by_model(status).trace] * 2) == Replies(**{status: 2})


def test_what_a_council_leaves_to_policies_counts_nowhere() -> None:
    assert replies([BY_POLICY.trace]) == Replies()


def test_a_record_that_lacks_a_turn_fell_back() -> None:
    assert replies([Trace("record", status="fallback", problems=("not_recorded",))]).fallback == 1


def test_a_policy_that_decides_a_moot_without_its_model_is_a_fallback() -> None:
    moot = settle([by_model("fallback"), BY_POLICY])
    assert moot.trace.mind == "instinct"
    assert replies([moot.trace]) == Replies(fallback=1)


def test_a_policy_that_outvotes_its_moots_model_is_none() -> None:
    chosen = settle([BY_POLICY, by_model("valid")])
    assert chosen.trace.mind == "instinct"
    assert replies([chosen.trace]) == Replies()


def test_counts_add_up() -> None:
    both = Replies(1, 2, 3, 4) + Replies(valid=10)
    assert both == Replies(11, 2, 3, 4)
    assert (both.asked, both.by_models) == (20, 16)
