"""The warden: what its rules and its model veto, and that it is off by default."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.decision import Decision, Offer, Order
from engine.founding import found
from engine.perception import Perception, perceive
from engine.turn import advance
from inference.backend import Completion, Request
from inference.backends.openai import OpenAIBackend
from inference.backends.remote import Remote
from inference.council.warden import Warden, objections, without
from inference.mind import Answer
from tests.inference.council.stand_in_councils import (
    DOWN,
    PROMPTER,
    RULES,
    WARDEN,
    WOOD,
    WORDS,
    asks_of,
    council_of,
    file_of,
    lived,
    ready,
)
from tests.inference.stand_in_models import Scripted, Server, prompt_pieces, reply_to


def bodkin(**fields: object) -> Perception:
    p = perceive(lived(10).open())["bodkin"]
    return replace(p, pebbles=20, stock={**dict.fromkeys(p.stock, 0), "firewood": 3}, harvest=2, **fields)


@pytest.mark.parametrize(
    ("orders", "vetoed"),
    [
        ([("buy", "honey", 2, 10)], {}),
        ([("buy", "firewood", 1, 1)], {"orders[0]": "own_good"}),
        ([("buy", "honey", 3, 10)], {"orders[0]": "beyond_means"}),
        ([("buy", "honey", 2, 9), ("buy", "acorns", 1, 3)], {"orders[1]": "beyond_means"}),
        ([("sell", "firewood", 5, 9)], {}),
        ([("sell", "firewood", 6, 9)], {"orders[0]": "beyond_means"}),
        ([("sell", "honey", 1, 9)], {"orders[0]": "beyond_means"}),
        ([("buy", "honey", 1, 9), ("buy", "honey", 1, 8)], {"orders[1]": "repeated"}),
        (
            [("buy", "honey", 1, 9), ("sell", "honey", 1, 8)],
            {"orders[0]": "repeated", "orders[1]": "repeated"},
        ),
    ],
)
def test_rules_against_orders(orders: list[tuple[str, str, int, int]], vetoed: dict[str, str]) -> None:
    decision = Decision(orders=tuple(Order(*order) for order in orders))
    assert dict(objections(bodkin(), decision)) == vetoed
    assert len(without(decision, list(objections(bodkin(), decision))).orders) == len(orders) - len(vetoed)


def test_the_breaker_binds_bids_and_loans() -> None:
    p = bodkin()
    bound = replace(p, bank=replace(p.bank, bound=True))
    decision = Decision(
        orders=(Order("buy", "honey", 1, 1),), proposals=(Offer("pip", "loan", "mushrooms", 5, 6, 3),)
    )
    assert dict(objections(bound, decision)) == {"orders[0]": "breaker", "proposals[0]": "breaker"}
    assert dict(objections(p, decision)) == {}


async def test_it_is_off_by_default() -> None:
    (ask, *_) = asks_of(lived(10))
    absurd = Answer(Decision(orders=(Order("buy", ask.perception.me.makes, 99, 99),)))
    assert await Warden().review(ask, absurd) is absurd


async def test_a_veto_is_traced() -> None:
    (ask, *_) = asks_of(lived(10))
    reviewed = await Warden(rules=True).review(ask, Answer(Decision(orders=(Order("buy", "honey", 1, 1),))))
    assert reviewed.decision.orders == ()
    assert reviewed.trace.problems == ("warden: orders[0] own_good",)


async def with_judge(verdict: object, status: str = "stop") -> tuple[list[Answer], list[Answer], Scripted]:
    """A turn without and with a judge, a model of its own, that says this."""
    backend, judge = Scripted(), Scripted()

    def said(_: Request) -> str:
        if isinstance(verdict, Exception):
            raise verdict
        return verdict if isinstance(verdict, str) else json.dumps(verdict)

    judge.say = said
    plain = await ready(council_of(file_of("m"), backend))
    before = await plain.decide(asks_of(lived(10)))
    await plain.close()
    judged = await ready(council_of(file_of("m", "judge", warden={"mind": "judge"}), backend, judge))
    after = await judged.decide(asks_of(lived(10)))
    await judged.close()
    return before, after, judge


async def test_the_model_may_veto_an_order_with_a_reason() -> None:
    before, after, judge = await with_judge({"vetoes": [{"order": 1, "reason": "Far too dear."}]})
    for old, new in zip(before, after, strict=True):
        assert new.decision == replace(old.decision, orders=old.decision.orders[1:])
        assert new.trace.problems == (("warden: orders[0] Far too dear.",) if old.decision.orders else ())
    assert len(judge.requests) == sum(bool(answer.decision.orders) for answer in before)
    assert all(
        prompt_pieces(r.messages) + r.max_tokens <= WORDS.tokens.total and "Order 1:" in r.messages[1].content
        for r in judge.requests
    )


@pytest.mark.parametrize(
    "verdict",
    [
        "no", "{", '{"vetoes": 3}', '{"vetoes": [3]}', {"vetoes": []}, {"vetoes": [{"order": 9, "reason": "x"}]},
        {"vetoes": [{"order": "all"}]}, '{"vetoes":[{"order":0,"reason":"x"}]}', "[" * 10_000,
    ],
)  # fmt: skip
async def test_what_is_no_veto_changes_nothing(verdict: object) -> None:
    before, after, _ = await with_judge(verdict)
    assert [a.trace.problems for a in after] == [a.trace.problems for a in before]
    assert [a.decision for a in after] == [a.decision for a in before]


async def test_a_creatures_own_model_may_be_the_judge() -> None:
    backend = Scripted()
    backend.say = lambda request: (
        '{"vetoes":[{"order":1,"reason":"No."}]}'
        if "vetoes" in request.schema["properties"]
        else reply_to(request)
    )
    council = await ready(council_of(file_of("m", warden={"mind": "m"}), backend))
    vetoed = [a.trace.problems for a in await council.decide(asks_of(lived(10))) if a.trace.problems]
    assert vetoed
    assert set(vetoed) == {("warden: orders[0] No.",)}
    await council.close()


async def test_a_judge_that_is_away_holds_nobody_up() -> None:
    before, after, _ = await with_judge(DOWN)
    assert [a.decision for a in after] == [a.decision for a in before]
    assert any(a.trace.problems == ("warden: no verdict (down)",) for a in after)


async def test_a_judge_whose_server_sends_another_shape_holds_nobody_up() -> None:
    async with Server().serving() as server:
        judge = OpenAIBackend("judge", Remote("judge", (server.url,)))
        council = await ready(council_of(file_of("m", "judge", warden={"mind": "judge"}), Scripted(), judge))
        server.bend = lambda answer: {
            **answer,
            "choices": [
                {**answer["choices"][0], "message": {"role": "assistant", "content": {"vetoes": []}}}
            ],
        }
        answers = await council.decide(asks_of(lived(10)))
        await council.close()
    asked = [a for a in answers if a.decision.orders]
    assert asked
    assert {a.trace.problems for a in asked} == {("warden: no verdict (broken)",)}


async def test_a_bug_in_judging_leaves_the_rules_vetoes() -> None:
    backend, judge = Scripted(), Scripted()
    backend.say = lambda _: (
        '{"orders":[{"side":"buy","good":"honey","quantity":1,"limit":1},'
        '{"side":"buy","good":"honey","quantity":1,"limit":1},'
        '{"side":"buy","good":"acorns","quantity":1,"limit":1}]}'
    )

    async def with_a_number(request: Request) -> Completion:
        return Completion(7, 1, 1, "stop")

    judge.complete = with_a_number
    file = file_of("m", "judge", warden={"mind": "judge", "rules": True})
    council = await ready(council_of(file, backend, judge))
    (fenn,) = [a for a in asks_of(lived(10)) if a.creature == "fenn"]
    (answer,) = await council.decide([fenn])
    assert answer.decision.orders == (Order("buy", "honey", 1, 1), Order("buy", "acorns", 1, 1))
    assert answer.trace.problems[-2:] == ("warden: orders[1] repeated", "warden: no verdict (broken)")
    await council.close()


SIDES, GOODS = st.sampled_from(["buy", "sell", "steal"]), st.sampled_from([*WOOD.good, "gold"])


@given(st.lists(st.builds(Order, SIDES, GOODS, st.integers(-5, 50), st.integers(-5, 300)), max_size=4))
@example([Order("buy", "firewood", 1, -1), Order("buy", "honey", 1, 101)])
def test_what_passes_the_rules_is_never_refused_for_what_they_check(orders: list[Order]) -> None:
    wood = found(WOOD, RULES, "4")
    for creature, p in perceive(wood.open()).items():
        decision = Decision(orders=tuple(orders))
        passed = without(decision, list(objections(p, decision)))
        applied = advance(wood, {creature: passed}).applied[creature]
        codes = {refusal.code for refusal in applied.refusals}
        assert not codes & {"own_good", "both_sides", "twice", "breaker", "no_pebbles"}


def test_the_wardens_words_are_checked() -> None:
    assert set(WARDEN.texts) == {"shared", "order", "end"}
    assert PROMPTER.words is WORDS
