"""Inputs read back from text are the very inputs that were written."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store.codec import (
    dump_applied,
    dump_command,
    dump_decisions,
    dump_refusal,
    load_applied,
    load_command,
    load_decisions,
    load_refusal,
)
from data.store.failures import Damaged
from engine.commands.table import TABLE, Command
from engine.decision import Applied, Consent, Decision, Offer, Order, Refusal, Say, VaultAct
from engine.wood import Question

TEXT = st.text(st.characters(), max_size=20).map(
    lambda text: text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
)
"""Any text whatever, lone surrogates included; two that make a character are that character."""
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
NUMBER = st.one_of(st.integers(-9, 99), st.integers(-(10**30), 10**30))
ORDERS = st.builds(Order, TEXT, TEXT, NUMBER, NUMBER)
DECISIONS = st.builds(
    Decision,
    TEXT,
    st.lists(ORDERS, max_size=4).map(tuple),
    st.none() | st.builds(Say, TEXT, TEXT, TEXT),
    st.lists(st.builds(Consent, TEXT, st.booleans()), max_size=3).map(tuple),
    st.lists(st.builds(Offer, TEXT, TEXT, TEXT, NUMBER, NUMBER, NUMBER), max_size=2).map(tuple),
    st.none() | st.builds(VaultAct, TEXT, NUMBER),
)
REFUSALS = st.builds(Refusal, TEXT, TEXT, st.dictionaries(NAME, NUMBER | TEXT, max_size=3))
KINDS = {
    "int": NUMBER,
    "CallAnswer": st.sampled_from(["dearer", "within", "cheaper"]),
    "Question": st.builds(Question, NUMBER, TEXT, NUMBER, NUMBER),
}
COMMANDS = st.one_of(
    *(st.builds(row.record, **{f.name: KINDS.get(f.type, TEXT) for f in fields(row.record)}) for row in TABLE)
)


@given(st.dictionaries(NAME, DECISIONS, max_size=5))
def test_decisions_come_back_exactly(decisions: dict[str, Decision]) -> None:
    text = dump_decisions(decisions)
    assert load_decisions(text) == decisions
    assert list(load_decisions(text)) == list(decisions)
    text.encode()


@given(COMMANDS)
def test_commands_come_back_exactly(command: Command) -> None:
    text = dump_command(command)
    assert load_command(text) == command
    assert type(load_command(text)) is type(command)
    text.encode()


@given(st.builds(Applied, DECISIONS, DECISIONS, st.lists(REFUSALS, max_size=3).map(tuple)))
def test_results_come_back_exactly(applied: Applied) -> None:
    text = dump_applied(applied)
    assert load_applied(text) == applied
    text.encode()


@given(REFUSALS)
def test_refusals_come_back_exactly(refusal: Refusal) -> None:
    assert load_refusal(dump_refusal(refusal)) == refusal


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"dig":{}}', '{"veto":{"spell":1}}', '{"veto":{}, "x":1}', "[" * 9999]
)
def test_what_is_no_command_is_damaged(text: str) -> None:
    with pytest.raises(Damaged):
        load_command(text)


@pytest.mark.parametrize("text", ["", "[]", '{"oona":{"orders":[{"side":"buy"}]}}'])
def test_what_is_no_decision_is_damaged(text: str) -> None:
    with pytest.raises(Damaged):
        load_decisions(text)
