"""The catalogue of events: what is recorded is what is declared, and a reader gets what was recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import engine.events.facts
from engine.draft import Draft
from engine.events.catalogue import Fact, FactBroken, Pebbles, fact
from engine.events.event import NOBODY, Event
from engine.events.facts import FACTS, KINDS, Hungry, Offered, Rotted, Traded, read
from engine.input_name import turn_name
from tests.engine.builders import WOOD, new, of_kind, played

TRADE = {"good": "honey", "buyer": "pip", "seller": "road", "quantity": 2, "price": 7}


def draft() -> Draft:
    return Draft(new(), turn_name(new()), "emergent", 1)


def event(kind: str, data: dict[str, int | str]) -> Event:
    return Event("1.0", kind, "input:1", "public", "emergent", data)


def test_every_kind_is_listed_once_by_its_own_name() -> None:
    declared = {
        made
        for made in vars(engine.events.facts).values()
        if isinstance(made, type) and issubclass(made, Fact) and made is not Fact
    }
    assert declared == set(FACTS)
    assert len(KINDS) == len(FACTS)


def test_a_wood_records_what_a_reader_reads() -> None:
    for outcome in played(new(), 3):
        for trade, recorded in zip(Traded.among(outcome.events), of_kind(outcome, "traded"), strict=True):
            assert (trade.good, trade.price) == (recorded.data["good"], recorded.data["price"])
        assert all(isinstance(read(one), KINDS[one.kind]) for one in outcome.events)


def test_news_is_public_and_told_of_in_words() -> None:
    for made in FACTS:
        entry = made.entry
        assert entry.audience == "public" or not (entry.news or entry.story or entry.why)
    with pytest.raises(ValueError, match="not public"):
        fact("whisper", audience="party", news=True)


def test_what_is_weightier_has_a_weight_of_its_own() -> None:
    weights = [made.entry.weight for made in FACTS if made.entry.why]
    assert len(set(weights)) == len(weights)
    assert min(weights) > 0


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (lambda d: d.emit(dict, creature="pip"), "unknown_kind"),
        (lambda d: d.emit(Hungry, creature="pip"), "wrong_fields"),
        (lambda d: d.emit(Hungry, creature="pip", missing=1, more=1), "wrong_fields"),
        (lambda d: d.emit(Hungry, "pip", 1), "wrong_fields"),
        (lambda d: d.emit(Rotted, creature="pip", good="honey", quantity=1), "wrong_audience"),
        (lambda d: d.tell(NOBODY, Rotted, creature="pip", good="honey", quantity=1), "wrong_audience"),
        (lambda d: d.tell("creature:pip", Hungry, creature="pip", missing=1), "wrong_audience"),
        (lambda d: d.follow(d.cause, Offered), "wrong_audience"),
    ],
)
def test_a_wood_records_nothing_that_is_not_as_declared(record: Callable[[Draft], object], code: str) -> None:
    wood = draft()
    with pytest.raises(FactBroken) as broken:
        record(wood)
    assert broken.value.code == code
    assert not wood.events()


def test_a_new_kind_counts_from_when_it_is_listed() -> None:
    @fact("gift")
    class Gift(Fact):
        amount: Pebbles

    with pytest.raises(FactBroken, match="unknown_kind"):
        draft().emit(Gift, amount=3)
    assert Gift.of(event("gift", {"amount": 3})).amount == 3
    assert Gift.entry.fields == {"amount": "pebbles"}


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("hungry", TRADE, "unknown_kind"),
        ("traded", {**TRADE, "tip": 1}, "wrong_fields"),
        ("traded", {"good": "honey"}, "wrong_fields"),
        ("traded", {**TRADE, "price": "7"}, "wrong_type"),
        ("traded", {**TRADE, "price": True}, "wrong_type"),
    ],
)
def test_a_reader_refuses_what_it_does_not_know(kind: str, data: dict[str, int | str], code: str) -> None:
    with pytest.raises(FactBroken) as broken:
        Traded.of(event(kind, data))
    assert broken.value.code == code


def test_an_event_of_no_kind_is_read_by_nobody() -> None:
    with pytest.raises(FactBroken, match="unknown_kind"):
        read(event("gone", {}))


def test_a_fact_is_frozen_and_unlike_one_of_another_kind() -> None:
    trade = Traded.of(event("traded", TRADE))
    assert trade == Traded.of(event("traded", TRADE))
    for name in Traded.entry.fields:
        with pytest.raises(AttributeError):
            setattr(trade, name, 8)
    assert trade.good in WOOD.good
