"""What inputs are called, and what their chance is keyed by: nothing public follows from secret inputs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest

from engine import accounts
from engine.accounts import Account
from engine.calls.question import question
from engine.commands.calls import PlaceCall
from engine.commands.table import apply
from engine.commands.tales import DrawLegend, FireShock
from engine.events.event import NOBODY, PUBLIC, Event
from engine.input_name import command_name, turn_name
from engine.perception import perceive
from engine.turn import advance
from engine.wood import CallAnswer, Sealed, Wood
from tests.engine.builders import decided, instinct, new, played, turn


def after_secrets(wood: Wood, count: int, by: str = "patron:3") -> Wood:
    """The wood after so many secret commands that changed nothing else."""
    own = wood.sealed.get(by, Sealed())
    sealed = {**wood.sealed, by: replace(own, acts=own.acts + count)}
    return replace(wood, number=wood.number + count, sealed=sealed)


def test_turns_and_public_commands_take_positions_and_secret_ones_do_not() -> None:
    wood = new()
    assert (wood.position, turn_name(wood).position, turn_name(wood).label) == (0, 1, "1")
    struck = apply(wood, FireShock("drought", "patron:3"))
    assert (struck.position, struck.wood.position, struck.events[0].id) == (1, 1, "1.0")
    played = turn(after_secrets(struck.wood, 9))
    assert (played.position, played.wood.position, played.wood.number) == (2, 2, 11)
    assert command_name(played.wood, "patron:3", public=False).position is None
    assert apply(wood, FireShock("plague")).position is None


def test_private_ids_are_counted_for_each_audience_alone() -> None:
    wood = turn(new()).wood
    public, secret = (command_name(wood, "patron:3", public=shown) for shown in (True, False))
    assert [public.event_id(audience, 4) for audience in (PUBLIC, "patron:3", NOBODY)] == [
        "2.4", "patron:3@2.4", "nobody@2.4",
    ]  # fmt: skip
    assert [secret.event_id(audience, 0) for audience in ("patron:3", "creature:pip")] == [
        "patron:3#1.0", "creature:pip@patron:3#1.0",
    ]  # fmt: skip
    later = command_name(after_secrets(wood, 6), "patron:3", public=False)
    assert later.event_id("patron:3", 0) == "patron:3#7.0"
    with pytest.raises(ValueError, match="told everybody"):
        secret.event_id(PUBLIC, 0)


def test_a_turns_private_events_tell_nobody_how_many_others_there_were() -> None:
    for wood in (o.wood for o in played(new(), 12)):
        by_audience: dict[str, list[str]] = {}
        for event in advance(wood, decided(wood, instinct())).events:
            by_audience.setdefault(event.audience, []).append(event.id)
        for audience, ids in by_audience.items():
            start = f"{wood.position + 1}." if audience == PUBLIC else f"{audience}@{wood.position + 1}."
            assert ids == [f"{start}{index}" for index in range(len(ids))]


def test_chance_is_keyed_by_the_turn_or_by_an_accounts_own_count() -> None:
    wood = new()
    mine, others = after_secrets(wood, 5), after_secrets(wood, 5, "patron:4")
    draw = 2**128
    assert len({turn_name(w).chance("rot").below(draw) for w in (wood, mine, others)}) == 1
    for public in (True, False):
        first = command_name(wood, "patron:3", public=public).chance("fuse").below(draw)
        assert command_name(others, "patron:3", public=public).chance("fuse").below(draw) == first
        assert (command_name(mine, "patron:3", public=public).chance("fuse").below(draw) == first) is public
        assert command_name(wood, "patron:4", public=public).chance("fuse").below(draw) != first
    assert (
        len({command_name(wood, "patron:3", public=shown).chance("x").below(draw) for shown in (True, False)})
        == 2
    )


@pytest.mark.parametrize("count", [1, 500])
def test_the_same_turns_give_equal_public_bytes_whatever_is_called_and_refused_between_them(
    count: int,
) -> None:
    """As many calls by many patrons as given, and as many commands that are refused, before each of sixty turns."""
    wood = twin = new()
    tales = {
        7: FireShock("drought", accounts.patron(3)),
        30: DrawLegend("run-on-oonas-hoard", accounts.patron(3)),
    }
    each = -(-count // 60) if count > 60 else 1
    for number in range(60):
        if number in tales:
            one, other = apply(wood, tales[number]), apply(twin, tales[number])
            assert one.events == other.events
            wood, twin = one.wood, other.wood
        if count > 60 or number == 20:
            twin = meddled(twin, each)
        wishes = decided(wood, instinct())
        assert decided(twin, instinct()) == wishes
        assert perceive(wood.open()) == perceive(twin.open())
        one, other = advance(wood, wishes), advance(twin, wishes)
        told = [event for event in other.events if accounts.kind(Account(event.audience)) != "patron"]
        assert dumps(one.events) == dumps(told)
        assert one.transfers == other.transfers
        wood, twin = one.wood, other.wood
        assert wood.open() == twin.open()
    assert twin.number > wood.number + count - 60
    assert all(one.turn > twin.turn - 2 for own in twin.sealed.values() for one in own.calls)


def meddled(wood: Wood, each: int) -> Wood:
    """The wood after so many calls and refused commands, patron 3's among them."""
    asked = question(wood.open())
    for number in range(each):
        by = accounts.patron(3 + number % 7)
        answer: CallAnswer = "dearer" if number % 2 else "cheaper"
        for command in (
            PlaceCall(by, asked, answer),
            PlaceCall(by, replace(asked, turn=wood.turn), answer),
            FireShock("plague", by),
        ):
            wood = apply(wood, command).wood
    return wood


def dumps(events: Iterable[Event]) -> bytes:
    """Events as bytes."""
    return json.dumps([[e.id, e.kind, e.cause, e.audience, e.origin, dict(e.data)] for e in events]).encode()
