"""A model's raw text read as a reply: a corpus of what models write, and what hostile text comes to."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import json_repair
import pytest

from inference.replies.extract import LONGEST
from inference.replies.repair import Repaired, repair
from inference.replies.reply import ORDERS, Reply
from tests.inference.replies.bodkins_moves import BODKIN, IDLE

CORPUS = Path(__file__).parent / "corpus"
FAMILIES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))["case"] for path in sorted(CORPUS.glob("*.toml"))
}
CASES = [
    pytest.param(case, id=f"{name}: {case['name']}") for name, cases in FAMILIES.items() for case in cases
]
FIELDS = ("thought", "orders", "say", "answers", "proposals", "vault")

WHOLE = (
    '{"thought":"Prices climb.","orders":[{"side":"sell","good":"firewood","quantity":2,"limit":7}],'
    '"say":{"text":"Wood is dear.","about":"firewood","stance":"rise"},'
    '"answers":[{"proposal":"p12","answer":"accept"}],'
    '"proposals":[{"to":"oona","kind":"forward","good":"firewood","quantity":2,"price":12,"turns":2}],'
    '"vault":{"act":"deposit","amount":5}}'
)


def in_words(reply: Reply) -> dict[str, Any]:
    """A reply as the corpus writes it down: each part in one line, empty parts left out."""
    say = reply.say
    words = {
        "thought": reply.thought,
        "orders": [f"{one.side} {one.good} {one.quantity} {one.limit}" for one in reply.orders],
        "say": f"{say.text} | {say.about} | {say.stance}" if say else "",
        "answers": [f"{one.proposal} {one.answer}" for one in reply.answers],
        "proposals": [
            f"{one.to} {one.kind} {one.good} {one.quantity} {one.price} {one.turns}"
            for one in reply.proposals
        ],
        "vault": f"{reply.vault.act} {reply.vault.amount}" if reply.vault else "",
    }
    return {name: value for name, value in words.items() if value}


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def codes(repaired: Repaired) -> list[str]:
    return [problem.code for problem in repaired.problems]


@pytest.mark.parametrize("case", CASES)
def test_saves_what_can_be_saved(case: dict[str, Any]) -> None:
    repaired = repair(case["raw"], BODKIN)
    assert in_words(repaired.reply) == {name: case[name] for name in FIELDS if name in case}
    assert repaired.status == case.get("status", "repaired")
    if "codes" in case:
        assert [code for code in codes(repaired) if code != "mended" or "mended" in case["codes"]] == case[
            "codes"
        ]


def test_the_corpus_is_wide_enough() -> None:
    assert len(CASES) >= 150
    assert len(FAMILIES) >= 8
    assert len({param.id for param in CASES}) == len(CASES)


def test_a_whole_strict_reply_is_valid_and_unchanged() -> None:
    repaired = repair(WHOLE, BODKIN)
    assert repaired.status == "valid"
    assert repaired.problems == ()
    assert repaired.reply.model_dump(mode="json") == json.loads(WHOLE)


@pytest.mark.parametrize(("allowed", "kept"), [(1, 1), (3, 3), (4, 4), (6, ORDERS)])
def test_as_many_orders_are_kept_as_the_rules_and_the_contract_allow(allowed: int, kept: int) -> None:
    wished = [
        {"side": "buy" if good != "firewood" else "sell", "good": good, "quantity": 1, "limit": 5}
        for good in BODKIN.goods
    ]
    repaired = repair(json.dumps({"orders": wished}), replace(BODKIN, orders=allowed))
    assert [order.good for order in repaired.reply.orders] == list(BODKIN.goods[:kept])
    assert codes(repaired) == ["too_many"]


def test_what_is_legal_for_one_creature_is_not_for_another() -> None:
    repaired = repair(WHOLE, IDLE)
    assert repaired.status == "repaired"
    assert in_words(repaired.reply) == {
        "thought": "Prices climb.",
        "say": "Wood is dear. | firewood | rise",
    }
    assert set(codes(repaired)) == {"illegal"}


def test_a_reply_of_which_nothing_is_left_is_a_noop() -> None:
    repaired = repair('{"orders":[{"side":"sell","good":"gold","quantity":1,"limit":1}]}', BODKIN)
    assert repaired.status == "noop"
    assert codes(repaired) == ["illegal"]


@pytest.mark.parametrize("at", range(1, len(WHOLE)))
def test_a_reply_cut_off_anywhere_says_nothing_that_the_whole_does_not_say(at: int) -> None:
    whole = in_words(repair(WHOLE, BODKIN).reply)
    cut = in_words(repair(WHOLE[:at], BODKIN).reply)
    for name in ("orders", "answers", "proposals", "vault"):
        assert cut.get(name, whole.get(name)) == whole.get(name)
    assert whole["thought"].startswith(cut.get("thought", ""))


DRAFT = '{"thought":"Dump.","orders":[{"side":"sell","good":"honey","quantity":2,"limit":1}]}'


@pytest.mark.parametrize("at", range(1, len(WHOLE) + 1))
def test_an_answer_cut_off_anywhere_leaves_nothing_of_the_draft_before_it(at: int) -> None:
    drafted = repair(f"Perhaps {DRAFT} is too cheap.\n\nMy answer:\n```json\n{WHOLE[:at]}", BODKIN)
    assert in_words(drafted.reply) == in_words(repair(WHOLE[:at], BODKIN).reply)


ALTERNATIVES = [f'{{"oona":{DRAFT},"bodkin":{WHOLE}}}', f"[{DRAFT},{WHOLE}]"]


@pytest.mark.parametrize("wrapper", ALTERNATIVES)
def test_of_several_decisions_none_is_taken_wherever_the_text_is_cut_off(wrapper: str) -> None:
    for at in range(len(wrapper) + 1):
        for raw in (wrapper[:at], f"Here:\n```json\n{wrapper[:at]}"):
            assert repair(raw, BODKIN).reply == Reply()


STRICT = [
    pytest.param(case["raw"], id=f"{name}: {case['name']}")
    for name, cases in FAMILIES.items()
    for case in cases
    if case["raw"].strip()[:1] in ("{", "[") and is_json(case["raw"]) and "<|im_end|>" not in case["raw"]
]


@pytest.mark.parametrize("raw", STRICT)
def test_words_and_a_fence_around_json_change_nothing_of_what_is_read(raw: str) -> None:
    framed = repair(f"My decision [as agreed] is:\n```json\n{raw}\n```\nThat is {{all}}.", BODKIN)
    assert in_words(framed.reply) == in_words(repair(raw, BODKIN).reply)


@pytest.mark.parametrize(
    "raw",
    [
        "{" * 100_000,
        "[" * 100_000,
        '{"orders":' + "[" * 50_000,
        '{"orders":' + '{"orders":' * 20_000,
        '{"thought":"' + "a" * 1_000_000,
        '{"thought":"a","orders":[' + '{"side":"sell"},' * 60_000,
        '{"thought":"' + '"' * 1_000_000,
        '{"thought":"' + "\\" * 1_000_000,
        "<think>" * 150_000,
        "</think>" * 120_000,
        '{"thought":' * 90_000,
        "{" + " " * 1_000_000,
        "{1}," * 250_000,
        '{"orders":[{"side":"buy","good":"honey","quantity":1,"limit":' + "9" * 1_000_000 + "}]}",
        "\ud800" * 100_000,
        "\x00" * 100_000,
    ],
    ids=lambda raw: f"{raw[:24]!a}",
)
def test_parsers_never_see_more_than_the_cap(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def watched(parse: Any) -> Any:
        def parsing(text: str, *args: Any, **options: Any) -> Any:
            seen.append(text)
            return parse(text, *args, **options)

        return parsing

    monkeypatch.setattr(json, "loads", watched(json.loads))
    monkeypatch.setattr(json_repair, "loads", watched(json_repair.loads))
    repaired = repair(raw, BODKIN)
    assert all(len(text) <= LONGEST for text in seen)
    assert all(text.count("[") + text.count("{") <= 512 for text in seen)
    assert len(seen) <= 4
    assert len(repr(repaired)) < 10_000


def test_lone_surrogates_in_the_raw_text_do_not_reach_the_reply() -> None:
    repaired = repair('{"thought": "a\ud83d b\udc00", "orders": []}', BODKIN)
    assert repaired.reply.thought == "a b"
    json.dumps(repaired.reply.model_dump()).encode("utf-8")
    "".join(str(problem) for problem in repaired.problems).encode("ascii")


def test_a_parser_that_fails_costs_this_reply_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any, **__: Any) -> Any:
        raise IndexError

    monkeypatch.setattr(json_repair, "loads", failing)
    repaired = repair('{"thought": "Broken.",', BODKIN)
    assert repaired.status == "noop"
    assert codes(repaired)[-1] == "no_reply"
