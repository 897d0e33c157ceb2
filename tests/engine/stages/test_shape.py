"""The shape of a decision: whatever object stands wherever in it, nothing is raised and each wrong part refused."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calls.question import Question
from engine.commands.calls import PlaceCall
from engine.commands.table import apply
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.decision import Consent, Decision, Offer, Order, Say, VaultAct
from engine.saving.save import dump
from engine.stages.shape import shaped
from engine.turn import advance
from tests.engine.builders import WOOD, buy, codes, new, offered, proposal, quiet, turn
from tests.engine.invariants import Witness, account_for
from tests.engine.strategies import decisions


class Hostile:
    """An object that raises at whatever is asked of it."""

    def _refuse(self, *_: object) -> NoReturn:
        raise RuntimeError("nobody may ask me that")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = __bool__ = __len__ = __iter__ = _refuse
    __getitem__ = __contains__ = __add__ = __index__ = __int__ = __str__ = __format__ = _refuse

    def __repr__(self) -> str:
        return "Hostile()"


class Loud(str):
    """A text that raises when it is compared or hashed."""

    def __eq__(self, _: object) -> NoReturn:
        raise RuntimeError("no comparison")

    def __hash__(self) -> NoReturn:
        raise RuntimeError("no hash")


ORDER = Order("buy", "honey", 1, 8)
ANYTHING: list[Any] = [
    None, True, 0, -1, 10**40, 2.5, float("nan"), float("inf"), 1j, "", "honey", b"honey", "\ud800", (), (ORDER,), [],
    ["honey"], [ORDER], {}, {"honey": 1}, {1}, frozenset({1}), object(), Hostile(), Loud("honey"), Hostile, len,
    ORDER, Say("Hear me."), Decision(), Consent("p0-0", True), VaultAct("deposit", 3),
    Offer("oona", "loan", "honey", 1, 1, 1), range(3), iter(()), Exception("no"),
]  # fmt: skip


def named(thing: object) -> str:
    """A test's name that is the same in every process: of what is shown by its address, the type alone."""
    shown = repr(thing)
    return type(thing).__name__ if " at 0x" in shown else shown


ODD = st.integers(0, len(ANYTHING) - 1).map(ANYTHING.__getitem__) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
PARTS = st.lists(
    ODD
    | st.builds(Order, ODD, ODD, ODD, ODD)
    | st.builds(Consent, ODD, ODD)
    | st.builds(Offer, ODD, ODD, ODD, ODD, ODD, ODD),
    max_size=4,
).map(tuple)
ODD_DECISIONS = ODD | st.builds(
    Decision,
    thought=ODD,
    orders=ODD | PARTS,
    say=ODD | st.builds(Say, ODD, ODD, ODD),
    answers=ODD | PARTS,
    proposals=ODD | PARTS,
    vault=ODD | st.builds(VaultAct, ODD, ODD),
)
STANDING = offered(new(), proposal("bodkin", "pip", "forward", "firewood", 2, 10, 3))


@given(st.dictionaries(st.sampled_from(list(WOOD.creature)), ODD_DECISIONS, min_size=1))
@settings(max_examples=300, deadline=None)
def test_any_object_in_any_place_is_a_turn(wishes: dict[str, Any]) -> None:
    outcome = advance(STANDING, wishes)
    Witness().check(STANDING, outcome)
    assert dump(outcome.wood)
    for applied in outcome.applied.values():
        account_for(applied)


@given(decisions(WOOD, ["p0-0"]), ODD, st.integers(0, 20))
@settings(max_examples=200, deadline=None)
def test_one_wrong_thing_spoils_nothing_else(decision: Decision, odd: Any, place: int) -> None:
    name = ("thought", "orders", "say", "answers", "proposals", "vault")[place % 6]
    spoilt = Decision(
        **{part: odd if part == name else getattr(decision, part) for part in Decision.__slots__}
    )
    refusals: list[Any] = []
    kept = shaped(spoilt, refusals)
    alone = shaped(decision, [])
    assert all(getattr(kept, part) == getattr(alone, part) for part in Decision.__slots__ if part != name)


@pytest.mark.parametrize("decision", [d for d in ANYTHING if type(d) is not Decision], ids=named)
def test_what_is_no_decision_is_refused_whole(decision: Any) -> None:
    outcome = turn(quiet(), pip=decision)
    assert codes(outcome, "pip") == [("decision", "malformed")]
    assert outcome.applied["pip"].applied == Decision()


@pytest.mark.parametrize("part", ["orders", "answers", "proposals"])
@pytest.mark.parametrize("value", [None, [ORDER], {}, {1}, "buy", ORDER, 3, Hostile()], ids=repr)
def test_what_is_no_tuple_of_parts_is_refused_and_the_rest_stands(part: str, value: Any) -> None:
    outcome = turn(quiet(), pip=Decision(thought="Well.", vault=VaultAct("deposit", 7), **{part: value}))
    assert codes(outcome, "pip") == [(part, "malformed")]
    assert outcome.applied["pip"].applied == Decision(thought="Well.", vault=VaultAct("deposit", 7))


@pytest.mark.parametrize("part", ["say", "vault"])
@pytest.mark.parametrize("value", [ORDER, "Hear me.", 0, (), {}, False, Hostile()], ids=repr)
def test_words_and_acts_of_a_wrong_type_are_refused(part: str, value: Any) -> None:
    outcome = turn(quiet(), pip=Decision(**{part: value}))
    assert codes(outcome, "pip") == [(part, "malformed")]


@pytest.mark.parametrize("odd", [["honey"], {"honey": 1}, {1}, Hostile(), Loud("honey"), None], ids=repr)
def test_a_list_a_table_or_a_set_is_no_id(odd: Any) -> None:
    wood = offered(quiet(), proposal("bodkin", "pip", "forward", "firewood", 2, 10, 3))
    outcome = turn(
        wood,
        pip=Decision(
            orders=(Order(odd, "honey", 1, 8), Order("buy", odd, 1, 8), ORDER),
            say=Say("Hear me.", odd, odd),
            answers=(Consent(odd, True), Consent("p0-0", odd)),
            proposals=(Offer(odd, odd, odd, 1, 1, 1),),
            vault=VaultAct(odd, 3),
        ),
    )
    assert codes(outcome, "pip") == [
        ("orders[0]", "unknown_side"),
        ("orders[1]", "unknown_good"),
        ("say", "unknown_stance"),
        ("answers[0]", "unknown_proposal"),
        ("answers[1]", "bad_answer"),
        ("proposals[0]", "unknown_creature"),
        ("vault", "unknown_act"),
    ]
    assert outcome.applied["pip"].applied == Decision(orders=(ORDER,), say=Say("Hear me."))


def test_a_part_that_is_none_keeps_its_place_among_the_others() -> None:
    wish = Decision(orders=(None, Order("buy", "honey", 1, 8), "sell", Order("sell", "mushrooms", 9, 5)))
    outcome = turn(quiet(), pip=wish)
    assert codes(outcome, "pip") == [
        ("orders[0]", "unknown_side"),
        ("orders[2]", "unknown_side"),
        ("orders[3]", "too_many_orders"),
    ]


def test_a_well_made_decision_is_the_same_object() -> None:
    wish, refusals = buy("honey", 1, 8), []
    assert shaped(wish, refusals) is wish
    assert not refusals


@pytest.mark.parametrize("odd", [odd for odd in ANYTHING if not isinstance(odd, str)], ids=named)
def test_no_command_is_about_what_is_no_id(odd: Any) -> None:
    wood = new()
    for command in (
        FireShock(odd),
        DrawLegend(odd),
        Veto(odd),
        PlaceCall("patron:1", Question(odd, odd, odd, odd), odd),
        Veto("x", odd),
    ):
        outcome = apply(wood, command)
        assert outcome.refusal is not None
        assert outcome.wood is wood
