"""Perception: all that one creature may know, and nothing of what the others keep to themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import accounts
from engine.commands.table import apply
from engine.commands.tales import FireShock
from engine.decision import Decision, Say
from engine.events.event import PUBLIC, Event
from engine.perception import Perception, perceive
from engine.turn import advance
from engine.wood import OpenWood, Sealed, WaitingCall, Wood
from tests.engine.builders import (
    RULES,
    WOOD,
    banked,
    decided,
    deposit,
    feeling,
    forward,
    holding,
    instinct,
    new,
    offered,
    played,
    proposal,
    quiet,
    shock,
    struck,
    tuned,
    turn,
    with_tales,
)
from tests.engine.invariants import SECRET_KINDS


def seen(wood: Wood, creature: str) -> str:
    """What a creature perceives beside cast and rules, which are public, as text: equal bytes for equal knowledge."""
    perception = perceive(wood.open())[creature]
    assert perception.cast is wood.cast
    assert perception.rules is wood.rules
    known = [f.name for f in fields(Perception) if f.name not in ("cast", "rules")]
    return repr([(name, getattr(perception, name)) for name in known])


def bystanders(*knowing: str) -> list[str]:
    return [name for name in WOOD.creature if name not in knowing]


def souled(wood: Wood, name: str, **parts: object) -> Wood:
    return replace(wood, souls={**wood.souls, name: replace(wood.souls[name], **parts)})


def claiming(wood: Wood, name: str) -> Wood:
    account = accounts.creature(name)
    claims = {**wood.vault.claims, account: wood.vault.claims.get(account, 0) + 55}
    return replace(wood, vault=replace(wood.vault, claims=claims))


def told(events: tuple[Event, ...], *audiences: str) -> list[tuple[object, ...]]:
    """What events say to these audiences, whatever their numbers."""
    return [(e.kind, e.audience, e.origin, dict(e.data)) for e in events if e.audience in audiences]


SILENT = RULES.changed(seasons=tuple(season.changed(hints=0) for season in RULES.seasons))
"""Rules by which the wind says nothing of seasons: what it says is drawn from the seed, and meant to be known."""

SECRETS: dict[str, tuple[Callable[[Wood], Wood], tuple[str, ...]]] = {
    "thoughts": (lambda w: souled(w, "pip", thoughts=("Nobody knows.",)), ("pip",)),
    "own lines kept": (lambda w: souled(w, "pip", lines=("Once said.",)), ("pip",)),
    "mood": (lambda w: souled(w, "pip", mood=111), ("pip",)),
    "vigour": (lambda w: souled(w, "pip", vigour=640), ("pip",)),
    "hunger": (lambda w: souled(w, "pip", hunger=3), ("pip",)),
    "cold": (lambda w: souled(w, "pip", cold=2), ("pip",)),
    "feelings": (lambda w: feeling(w, "pip", oona=-900), ("pip",)),
    "feelings for a patron": (lambda w: feeling(w, "pip", **{"patron:4": 900}), ("pip",)),
    "stock": (lambda w: holding(w, "pip", honey=77), ("pip",)),
    "purse": (lambda w: holding(w, "pip", pebble=7777), ("pip",)),
    "a claim": (lambda w: claiming(w, "pip"), ("pip", "oona")),
    "the vault's cash": (lambda w: holding(w, "vault", pebble=555), ("oona",)),
    "a proposal": (
        lambda w: offered(w, *w.proposals, proposal("oona", "pip", "loan", "honey", 5, 6, 3)),
        ("pip",),
    ),
    "a contract": (
        lambda w: replace(w, contracts=(*w.contracts, forward("oona", "pip", "honey", 2, 9, 5))),
        ("pip", "oona"),
    ),
    "the seed": (lambda w: replace(w, seed="another"), ()),
    "the escrow": (lambda w: holding(w, "escrow", pebble=99), ()),
    "the ranking's start": (lambda w: replace(w, opening=dict.fromkeys(w.opening, 1)), ()),
    "inputs so far": (lambda w: replace(w, number=w.number + 5), ()),
    "public inputs so far": (lambda w: replace(w, number=w.number + 5, position=w.position + 5), ()),
    "what a patron did in secret": (lambda w: replace(w, sealed={"patron:3": Sealed(acts=7)}), ()),
    "a patron's call": (
        lambda w: replace(
            w, sealed={"patron:3": Sealed(1, 2, (WaitingCall(w.turn + 1, "honey", 7, 9, "dearer"),))}
        ),
        (),
    ),
}


@pytest.mark.parametrize("secret", SECRETS)
def test_twin_woods_that_differ_in_a_secret_look_the_same_to_who_may_not_know_it(secret: str) -> None:
    changed, knowing = SECRETS[secret]
    founded = new(rules=SILENT)
    for wood in (founded, [o.wood for o in played(founded, 9)][-1]):
        twin = changed(wood)
        assert twin != wood
        for name in bystanders(*knowing):
            assert seen(twin, name) == seen(wood, name)
        for name in knowing:
            assert seen(twin, name) != seen(wood, name)


@given(st.data())
@settings(max_examples=30)
def test_twin_histories_that_differ_in_thoughts_alone_stay_twins(data: st.DataObject) -> None:
    wood = twin = new(seed=data.draw(st.text("0123456789abcdef", max_size=4)))
    thinker = data.draw(st.sampled_from(list(WOOD.creature)))
    for _ in range(6):
        wishes = decided(wood, instinct())
        thought = data.draw(st.text(max_size=20))
        one = advance(wood, wishes)
        other = advance(twin, {**wishes, thinker: replace(wishes[thinker], thought=thought)})
        wood, twin = one.wood, other.wood
        audiences = (PUBLIC, *map(accounts.creature, bystanders(thinker)))
        assert told(one.events, *audiences) == told(other.events, *audiences)
        assert [e for e in one.events if e.audience == PUBLIC] == [
            e for e in other.events if e.audience == PUBLIC
        ]
        for name in bystanders(thinker):
            assert seen(wood, name) == seen(twin, name)


def test_twin_histories_that_differ_in_a_deposit_alone_look_the_same_to_all_but_two() -> None:
    one, other = turn(quiet(), pip=deposit(10)), turn(quiet(), pip=deposit(60))
    for name in bystanders("pip", "oona"):
        assert seen(one.wood, name) == seen(other.wood, name)
    assert told(one.events, PUBLIC) == told(other.events, PUBLIC)


def test_public_events_hold_nothing_private() -> None:
    outcome = turn(quiet(), pip=Decision(thought="my secret thought", say=Say("Good day.")))
    public = repr(told(outcome.events, PUBLIC))
    assert "secret" not in public
    assert "Good day." in public


def test_over_a_long_life_no_public_event_names_claims_offers_or_thoughts() -> None:
    wood = new()
    for _ in range(80):
        wishes = decided(wood, instinct())
        outcome = advance(wood, wishes)
        wood = outcome.wood
        texts = {w.thought for w in wishes.values()} - {w.say.text for w in wishes.values() if w.say}
        for event in outcome.events:
            if event.audience == PUBLIC:
                assert event.kind not in SECRET_KINDS
                assert not texts & {value for value in event.data.values() if isinstance(value, str)}


def test_a_perception_holds_no_wood() -> None:
    """Whatever hangs on a perception is its own fields, down to the leaves."""
    for perception in perceive(new().open()).values():
        stack: list[object] = [perception]
        visited: set[int] = set()
        while stack:
            thing = stack.pop()
            if id(thing) in visited:
                continue
            visited.add(id(thing))
            assert not isinstance(thing, Wood)
            if isinstance(thing, dict):
                stack += [*thing, *thing.values()]
            elif isinstance(thing, tuple | list):
                stack += thing
            elif hasattr(thing, "__dataclass_fields__"):
                stack += [getattr(thing, name) for name in thing.__dataclass_fields__]


def test_a_creature_knows_its_own() -> None:
    wood = feeling(holding(banked(quiet(), 9, pip=9), "pip", pebble=42, honey=3), "pip", oona=-300)
    pip = perceive(wood.open())["pip"]
    assert (pip.pebbles, pip.stock["honey"], pip.bank.claim) == (42, 3, 9)
    assert pip.memory == ((accounts.creature("oona"), -300),)
    assert list(pip.stock) == list(wood.cast.good)
    assert pip.turn == wood.turn + 1
    assert pip.me.id == "pip"


def test_only_the_strongest_feelings_are_shown() -> None:
    wood = feeling(quiet(), "pip", oona=-300, hazel=20, fenn=-20, bodkin=400)
    assert perceive(wood.open())["pip"].memory == tuple(
        (accounts.creature(name), value) for name, value in (("bodkin", 400), ("oona", -300), ("fenn", -20))
    )


def test_the_vaults_books_are_shown_to_its_keeper_alone() -> None:
    wood = banked(quiet(), 20, pip=90)
    banks = {name: perception.bank for name, perception in perceive(wood.open()).items()}
    assert (banks["oona"].cash, banks["oona"].owed, banks["oona"].bound) == (20, 90, True)
    assert all((b.cash, b.owed, b.bound) == (0, 0, False) for name, b in banks.items() if name != "oona")


def test_the_harvest_foreseen_is_the_harvest_that_comes() -> None:
    for outcome in played(new(rules=tuned(natural=0)), 30):
        before = perceive(outcome.wood.open())
        after = advance(outcome.wood, {})
        for transfer in after.transfers:
            if transfer.reason == "harvest":
                assert before[transfer.target.removeprefix("creature:")].harvest == transfer.amount


def test_a_shock_not_yet_seen_is_not_foreseen() -> None:
    wood = new()
    assert [p.harvest for p in perceive(apply(wood, FireShock("drought")).wood.open()).values()] == [
        p.harvest for p in perceive(wood.open()).values()
    ]


def test_news_is_bounded_and_the_latest() -> None:
    tales = [shock(name=f"thing-{n}") for n in range(RULES.news + 3)]
    wood = quiet(with_tales(*tales))
    for tale in tales:
        wood = apply(wood, FireShock(tale.id)).wood
    news: Perception = perceive(wood.open())["pip"]
    assert [item.data["tale"] for item in news.news] == [tale.id for tale in tales[-RULES.news :]]
    assert not perceive(turn(struck(quiet(), *())).wood.open())["pip"].news


def test_the_open_part_of_a_wood_is_all_of_it_but_seed_count_and_sealed_records() -> None:
    assert {f.name for f in fields(Wood)} - {f.name for f in fields(OpenWood)} == {"seed", "number", "sealed"}
    assert {f.name for f in fields(OpenWood)} - {f.name for f in fields(Wood)} == {"wind", "need"}
    wood = turn(new(), pip=Decision(thought="Hm.")).wood
    same = {f.name for f in fields(OpenWood)} - {"wind", "need"}
    assert all(getattr(wood.open(), name) is getattr(wood, name) for name in same)


SEALED = st.dictionaries(
    st.integers(1, 9).map("patron:{}".format) | st.just("forester"),
    st.builds(
        Sealed,
        st.integers(0, 9),
        st.integers(0, 9),
        st.just(())
        | st.tuples(
            st.builds(
                WaitingCall,
                st.just(1),
                st.sampled_from(list(WOOD.made)),
                st.just(7),
                st.integers(7, 9),
                st.sampled_from(["dearer", "within", "cheaper"]),
            )
        ),
    ),
    max_size=4,
)


@given(SEALED, SEALED)
@settings(max_examples=20)
def test_twin_histories_that_differ_in_sealed_records_alone_stay_twins(
    mine: dict[str, Sealed], theirs: dict[str, Sealed]
) -> None:
    wood, twin = replace(new(), sealed=mine), replace(new(), sealed=theirs)
    for number in range(5):
        if number == 2:
            one, other = (apply(w, FireShock("drought", "patron:3")) for w in (wood, twin))
            assert one.events == other.events
            wood, twin = one.wood, other.wood
        wishes = decided(wood, instinct())
        assert decided(twin, instinct()) == wishes
        one, other = advance(wood, wishes), advance(twin, wishes)
        wood, twin = one.wood, other.wood
        assert [e for e in one.events if e.audience not in mine.keys() | theirs.keys()] == [
            e for e in other.events if e.audience not in mine.keys() | theirs.keys()
        ]
        assert one.transfers == other.transfers
        assert [seen(wood, name) for name in WOOD.creature] == [seen(twin, name) for name in WOOD.creature]
        assert wood.open() == twin.open()
